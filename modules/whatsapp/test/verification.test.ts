import { createHmac } from "node:crypto";
import { expect, test } from "vitest";
import { verifyEvolutionSecret } from "../src/evolution/index.ts";
import { verifyMetaHandshake, verifyMetaSignature } from "../src/meta/index.ts";
import { fixtureBytes } from "./fixtures.ts";

test.each([
  [
    "a short text",
    Buffer.from("test"),
    "secret",
    "0329a06b62cd16b33eb6792be8c60b158d89a2ee3a876fce9a881ebb488c0914",
  ],
  [
    "the exact bytes of a webhook",
    fixtureBytes("meta/text.json"),
    "app-secret-example",
    "a44c8f246162c9bfe1b24b938c97df24c2a70c4aed484b5932cc44cf3c1c71eb",
  ],
])("the vendor's signature of %s is accepted, and no other", (_, raw, secret, hex) => {
  expect(verifyMetaSignature(raw, `sha256=${hex}`, secret)).toBe(true);
  expect(verifyMetaSignature(Buffer.concat([raw, Buffer.from(" ")]), `sha256=${hex}`, secret)).toBe(false);
  expect(verifyMetaSignature(raw, `sha256=${hex}`, `${secret}x`)).toBe(false);
  expect(verifyMetaSignature(raw, hex, secret)).toBe(false);
  expect(verifyMetaSignature(raw, `sha1=${hex}`, secret)).toBe(false);
  expect(verifyMetaSignature(raw, `sha256=${hex.slice(0, 62)}`, secret)).toBe(false);
  expect(verifyMetaSignature(raw, `sha256=${hex}00`, secret)).toBe(false);
  expect(verifyMetaSignature(raw, `sha256=${"é".repeat(64)}`, secret)).toBe(false);
  expect(verifyMetaSignature(raw, "", secret)).toBe(false);
  expect(verifyMetaSignature(raw, undefined, secret)).toBe(false);
});

test("an empty secret verifies nothing, not even its own signature", () => {
  const raw = Buffer.from("{}");
  const own = createHmac("sha256", "").update(raw).digest("hex");
  expect(verifyMetaSignature(raw, `sha256=${own}`, "")).toBe(false);
  expect(verifyEvolutionSecret({ "x-webhook-secret": "" }, "")).toBe(false);
  expect(
    verifyMetaHandshake({ "hub.mode": "subscribe", "hub.verify_token": "", "hub.challenge": "1" }, ""),
  ).toBeNull();
});

const handshake = {
  "hub.mode": "subscribe",
  "hub.verify_token": "token-example",
  "hub.challenge": "1158201444",
};
test.each([
  ["the right token gets its challenge", handshake, "1158201444"],
  ["a wrong token gets nothing", { ...handshake, "hub.verify_token": "other" }, null],
  ["another mode gets nothing", { ...handshake, "hub.mode": "unsubscribe" }, null],
  ["a token given twice gets nothing", { ...handshake, "hub.verify_token": ["token-example", "x"] }, null],
  ["a challenge that a browser could run gets nothing", { ...handshake, "hub.challenge": "<script>" }, null],
  ["no query gets nothing", undefined, null],
])("%s", (_, query, answer) => {
  expect(verifyMetaHandshake(query, "token-example")).toBe(answer);
});

const now = new Date("2026-03-11T12:00:00Z");
const seconds = now.getTime() / 1000;
const claims = { iat: seconds, exp: seconds + 600, app: "evolution", action: "webhook" };
function jwt(payload: object, key = "secret-example", header: object = { alg: "HS256", typ: "JWT" }): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const signed = `${part(header)}.${part(payload)}`;
  return `${signed}.${createHmac("sha256", key).update(signed).digest("base64url")}`;
}
const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

test.each([
  ["the secret in its header", { "x-webhook-secret": "secret-example" }, true],
  ["a wrong secret", { "x-webhook-secret": "secret-exampl" }, false],
  ["the secret given twice", { "x-webhook-secret": ["secret-example", "secret-example"] }, false],
  ["no header", {}, false],
  ["a token signed with the key", bearer(jwt(claims)), true],
  ["a token expired within the clocks' difference", bearer(jwt({ ...claims, exp: seconds - 30 })), true],
  ["an expired token", bearer(jwt({ ...claims, exp: seconds - 90 })), false],
  ["a token that never expires", bearer(jwt({ app: "evolution", action: "webhook" })), false],
  ["a token of another app", bearer(jwt({ ...claims, app: "other" })), false],
  ["a token for another action", bearer(jwt({ ...claims, action: "admin" })), false],
  ["a token signed with another key", bearer(jwt(claims, "other")), false],
  ["a token without signature", bearer(`${jwt(claims).split(".").slice(0, 2).join(".")}.`), false],
  ["a token that says none", bearer(jwt(claims, "secret-example", { alg: "none" })), false],
  ["a token that says another algorithm", bearer(jwt(claims, "secret-example", { alg: "HS512" })), false],
  ["a token that is no JSON", bearer("a.b.c"), false],
  ["the bare secret as bearer", bearer("secret-example"), false],
])("Evolution: %s", (_, headers, accepted) => {
  expect(verifyEvolutionSecret(headers, "secret-example", now)).toBe(accepted);
});

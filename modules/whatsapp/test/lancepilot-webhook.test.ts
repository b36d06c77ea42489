import { expect, test } from "vitest";
import type { InboundEvent } from "../src/index.ts";
import { parseLancepilotWebhook, verifyLancepilotSecret } from "../src/lancepilot/index.ts";
import { fixture } from "./fixtures.ts";

const receivedAt = new Date("2026-03-20T12:00:30Z");
const parse = (body: unknown, at = receivedAt) => parseLancepilotWebhook(body, at);
const only = (body: unknown, at?: Date): InboundEvent | undefined => parse(body, at)[0]?.events[0];
const webhook = (
  event: string,
  attributes: object,
  contact: object = { number: "5551900000031" },
  more: object = {},
) => ({
  event,
  data: { id: "msg_1", attributes, relationships: { contact: { attributes: contact } }, ...more },
});
const incoming = (message: unknown, contact?: object, more?: object) =>
  webhook(
    "message.incoming",
    { from: "5551900000031", to: "551170000001", source: "app", message },
    contact,
    more,
  );

test("our own number names the instance, whichever way the message went", () => {
  for (const name of ["incoming-text", "outgoing-by-human", "outgoing-by-api"]) {
    expect(parse(fixture(`lancepilot/${name}.json`))[0]?.sender).toEqual({ instance: "551170000001" });
  }
});

test("a person's words in LancePilot are told, our own sends are not", () => {
  expect(only(fixture("lancepilot/outgoing-by-human.json"))).toEqual({
    kind: "message",
    externalId: "msg_01exampleaac",
    direction: "out",
    sentByApi: false,
    phone: "5551900000031",
    name: "Larissa Campos",
    type: "text",
    text: "Oi Larissa, aqui é a Paula, vou te atender",
    at: null,
  });
  expect(only(fixture("lancepilot/outgoing-by-api.json"))).toEqual({
    kind: "ignored",
    reason: "own API send",
  });
  expect(only(webhook("message.outgoing", { to: "5551900000031" }))).toEqual({
    kind: "ignored",
    reason: "outgoing message of unknown source",
  });
});

test.each([
  ["text beside its type", { type: "text", body: "oi" }, { type: "text", text: "oi" }],
  ["text in a part", { type: "text", text: { body: "oi" } }, { type: "text", text: "oi" }],
  ["text without a type", { body: "oi" }, { type: "text", text: "oi" }],
  [
    "an image",
    { type: "image", image: { value: "https://x/y.png", caption: "foto" } },
    { type: "image", text: "foto", media: { fetchBy: "url", url: "https://x/y.png" } },
  ],
  [
    "a file behind no address",
    { type: "document", document: { value: "javascript:1" } },
    { type: "document" },
  ],
  ["a type of tomorrow", { type: "hologram" }, { type: "unsupported" }],
  ["a name that every object knows", { type: "constructor" }, { type: "unsupported" }],
  ["no message", undefined, { type: "unsupported" }],
])("%s is named", (_, message, expected) => {
  const event = only(incoming(message));
  expect(event).toMatchObject({ kind: "message", direction: "in", phone: "5551900000031", ...expected });
  if (!("media" in expected)) expect(event).not.toHaveProperty("media");
});

test.each([
  ["written for people", { number: "+55 51 90000-0031" }, "5551900000031"],
  ["as a number", { number: 5551900000031 }, "5551900000031"],
  ["missing: the address counts", {}, "5551900000031"],
])("the contact's number may be %s", (_, contact, phone) => {
  expect(only(incoming({ type: "text", body: "oi" }, contact))).toMatchObject({ phone });
});

test("without an id the same words within a minute are one message", () => {
  const idOf = (body: unknown, at?: Date) => {
    const event = only(body, at);
    return event?.kind === "message" ? event.externalId : undefined;
  };
  const message = { type: "text", body: "oi" };
  const id = idOf(incoming(message, {}, { id: undefined }));
  expect(id).toMatch(/^hash:[0-9a-f]{40}$/);
  expect(idOf(incoming(message, {}, { id: null }), new Date("2026-03-20T12:00:59Z"))).toBe(id);
  expect(idOf(incoming(message, {}, { id: null }), new Date("2026-03-20T12:01:00Z"))).not.toBe(id);
  expect(idOf(incoming({ ...message, body: "olá" }, {}, { id: null }))).not.toBe(id);
  expect(idOf(incoming(message, { number: "5551900000032" }, { id: null }))).not.toBe(id);
});

test("without an id, what is nested beyond all depth is told by what is read of it", () => {
  const deep: unknown = JSON.parse(`${'{"a":'.repeat(50_000)}1${"}".repeat(50_000)}`);
  const message = { type: "text", body: "oi" };
  const [plain, odd] = [message, { ...message, deep }].map((one) => only(incoming(one, {}, { id: null })));
  expect(odd).toEqual(plain);
});

test.each([
  ["an event of tomorrow", { event: "message.status", data: {} }, "event message.status"],
  ["a message without anything", { event: "message.incoming" }, "message without attributes"],
  ["one from nobody", webhook("message.incoming", { to: "551170000001" }, {}), "message without phone"],
  ["no webhook", [], "not a webhook of LancePilot"],
])("%s leaves a trace", (_, body, reason) => {
  expect(only(body)).toEqual({ kind: "ignored", reason });
});

test.each([
  ["the secret", "s3cret", "s3cret", true],
  ["another", "other", "s3cret", false],
  ["none", undefined, "s3cret", false],
  ["two of them", ["s3cret", "s3cret"], "s3cret", false],
  ["an empty one", "", "", false],
])("an address with %s is told apart", (_, token, secret, verdict) => {
  expect(verifyLancepilotSecret(token, secret)).toBe(verdict);
});

import { randomBytes } from "node:crypto";
import { inspect } from "node:util";
import { AppError } from "@nova/error-handler";
import fc from "fast-check";
import { expect, test } from "vitest";
import { createVault, mask, type Owner, parseCredentialsKey } from "../src/index.ts";

const newKey = () => randomBytes(32).toString("base64");
const k1 = newKey();
const k2 = newKey();
const vault = createVault({ keys: { k1 }, currentKeyId: "k1" });
const owner: Owner = {
  clientId: "5b0c7a52-0000-4000-8000-000000000001",
  rowId: "9d1f0a11-0000-4000-8000-000000000001",
};
const secret = { accessToken: "EAAG-super-secret-token-1234", phoneNumberId: "106500000000001" };

function failureOf(work: () => unknown): AppError {
  try {
    work();
  } catch (thrown) {
    if (thrown instanceof AppError) return thrown;
    throw thrown;
  }
  throw new Error("nothing was thrown");
}

test("what is sealed opens again for its own row, and the text shows nothing but the key id", () => {
  const sealed = vault.seal(secret, owner);
  expect(sealed).toMatch(/^k1(\.[\w-]+){3}$/);
  expect(Buffer.from(sealed.split(".")[2] ?? "", "base64url").toString("latin1")).not.toContain("EAAG");
  expect(vault.open(sealed, owner)).toEqual(secret);
});

test("the same secret is never sealed into the same text", () => {
  expect(new Set(Array.from({ length: 1000 }, () => vault.seal(secret, owner).split(".")[1])).size).toBe(
    1000,
  );
});

test("rows swapped between two tenants open for neither", () => {
  const other: Owner = {
    clientId: "5b0c7a52-0000-4000-8000-000000000002",
    rowId: "9d1f0a11-0000-4000-8000-000000000002",
  };
  const mine = vault.seal(secret, owner);
  const theirs = vault.seal({ accessToken: "theirs" }, other);
  expect(failureOf(() => vault.open(theirs, owner)).code).toBe("credentials.refused");
  expect(failureOf(() => vault.open(mine, other)).code).toBe("credentials.refused");
  expect(failureOf(() => vault.open(mine, { ...owner, clientId: other.clientId })).code).toBe(
    "credentials.refused",
  );
  expect(failureOf(() => vault.open(mine, { ...owner, rowId: other.rowId })).code).toBe(
    "credentials.refused",
  );
});

test("tenant and row cannot trade characters: the pair is authenticated, not their concatenation", () => {
  const sealed = vault.seal(secret, { clientId: "ab", rowId: "c" });
  expect(failureOf(() => vault.open(sealed, { clientId: "a", rowId: "bc" })).code).toBe(
    "credentials.refused",
  );
  expect(failureOf(() => vault.open(sealed, { clientId: 'ab","c', rowId: "" })).code).toBe(
    "credentials.no_owner",
  );
});

test("nothing is sealed for nobody", () => {
  expect(failureOf(() => vault.seal(secret, { clientId: "", rowId: "1" })).code).toBe("credentials.no_owner");
});

test("a changed character anywhere is refused, and the error tells nothing of the content", () => {
  const sealed = vault.seal(secret, owner);
  for (let at = 0; at < sealed.length; at++) {
    const changed = `${sealed.slice(0, at)}${sealed[at] === "A" ? "B" : "A"}${sealed.slice(at + 1)}`;
    const error = failureOf(() => vault.open(changed, owner));
    expect(error.code).toMatch(/^credentials\.(refused|unknown_key|unreadable)$/);
    expect(error.retry).toBe("never");
    expect(error.cause).toBeUndefined();
    expect(inspect(error, { depth: 10 })).not.toMatch(/EAAG|super-secret|106500000000001/);
  }
});

test("a tag cut short is unreadable, so that it cannot be guessed byte by byte", () => {
  const [id, iv, text, tag = ""] = vault.seal(secret, owner).split(".");
  const short = Buffer.from(tag, "base64url").subarray(0, 4).toString("base64url");
  expect(failureOf(() => vault.open([id, iv, text, short].join("."), owner)).code).toBe(
    "credentials.unreadable",
  );
});

test("one sealed text has one spelling", () => {
  const sealed = vault.seal(secret, owner);
  for (const other of [
    `${sealed}=`,
    `${sealed}\n`,
    ` ${sealed}`,
    `${sealed}.`,
    sealed.replace(/(.)$/, "$1!"),
  ]) {
    expect(failureOf(() => vault.open(other, owner)).code).toMatch(/^credentials\.(unreadable|unknown_key)$/);
  }
});

test("any text at all is refused in order", () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      expect(failureOf(() => vault.open(text, owner)).code).toMatch(/^credentials\./);
    }),
  );
});

test("after a rotation the old key still opens, the new one seals, and what is stale is known", () => {
  const old = vault.seal(secret, owner);
  const rotated = createVault(parseCredentialsKey(`k2:${k2},k1:${k1}`));
  expect(rotated.open(old, owner)).toEqual(secret);
  expect(rotated.isStale(old)).toBe(true);
  const fresh = rotated.seal(secret, owner);
  expect(fresh.startsWith("k2.")).toBe(true);
  expect(rotated.isStale(fresh)).toBe(false);
  expect(failureOf(() => vault.open(fresh, owner)).code).toBe("credentials.unknown_key");
});

test("a key id cannot be rewritten to make another key open the text", () => {
  const both = createVault({ keys: { k1, twin: k1 }, currentKeyId: "k1" });
  const sealed = both.seal(secret, owner).replace(/^k1/, "twin");
  expect(failureOf(() => both.open(sealed, owner)).code).toBe("credentials.refused");
});

test("every JSON object survives", () => {
  const json = fc.dictionary(fc.string(), fc.jsonValue());
  fc.assert(
    fc.property(json, (value) => {
      expect(vault.open(vault.seal(value, owner), owner)).toEqual(JSON.parse(JSON.stringify(value)));
    }),
  );
});

test("the first key is the current one, even when ids look like numbers", () => {
  expect(parseCredentialsKey(`2:${k2},1:${k1}`).currentKeyId).toBe("2");
  expect(parseCredentialsKey(` k1:${k1} , k0:${k2} `)).toEqual({ keys: { k1, k0: k2 }, currentKeyId: "k1" });
});

test.each([
  ["an empty text", ""],
  ["a key without id", newKey()],
  ["a key of 31 bytes", `k1:${randomBytes(31).toString("base64")}`],
  ["a key of 33 bytes", `k1:${randomBytes(33).toString("base64")}`],
  ["an id used twice", `k1:${k1},k1:${k2}`],
  ["a trailing comma", `k1:${k1},`],
  ["an id with a dot", `k.1:${k1}`],
  ["the prototype as an id", `__proto__:${k1}`],
])("%s is refused without being repeated", (_, text) => {
  const error = failureOf(() => parseCredentialsKey(text));
  expect(error.code).toBe("credentials.bad_key");
  const held = text.split(":")[1];
  if (held) expect(error.message).not.toContain(held.slice(0, 12));
});

test("a vault without its current key is not made", () => {
  expect(failureOf(() => createVault({ keys: { k1 }, currentKeyId: "k9" })).code).toBe("credentials.bad_key");
  expect(failureOf(() => createVault({ keys: { k1: "c2hvcnQ=" }, currentKeyId: "k1" })).code).toBe(
    "credentials.bad_key",
  );
});

test("a vault that is printed shows no key", () => {
  expect(inspect(vault, { depth: 10, showHidden: true })).not.toContain(k1.slice(0, 10));
});

test.each([
  ["a long token shows its last four characters", "EAAG0000000000001234", "••••1234"],
  ["a short one shows nothing", "s3cret1234", "••••"],
  ["an empty one shows nothing", "", "••••"],
])("%s", (_, given, shown) => {
  expect(mask(given)).toBe(shown);
});

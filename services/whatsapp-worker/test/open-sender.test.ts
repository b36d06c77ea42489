import { randomBytes } from "node:crypto";
import { createVault } from "@nova/credentials";
import type { Granted } from "@nova/supabase-client";
import { metaCapabilities } from "@nova/whatsapp/meta";
import { expect, test } from "vitest";
import { createOpenSender } from "../src/open-sender.ts";
import { granted } from "./fake-sends.ts";

const keys = { k1: randomBytes(32).toString("base64"), k2: randomBytes(32).toString("base64") };
const old = createVault({ keys, currentKeyId: "k1" });
const rotated = createVault({ keys, currentKeyId: "k2" });
const onlyNew = createVault({ keys: { k2: keys.k2 }, currentKeyId: "k2" });

const { send, sender } = granted({ id: "5b1f0c84-8c52-4a7e-9f0f-6c1b0f2d3a01" });
const owner = { clientId: send.clientId, rowId: sender.id };
const tenant = { clientId: send.clientId, rowId: send.clientId };

function grant(change: Partial<Granted["sender"]>, legacy: Granted["legacy"] = null): Granted {
  return { kind: "granted", send, sender: { ...sender, ...change }, legacy };
}
const meta = (accessToken: string) => grant({ credentials: old.seal({ accessToken }, owner) });
const evolution = { provider: "evolution", externalId: "loja", apiUrl: "https://evo.example" } as const;

function setUp(vault = old) {
  const connected: Record<string, string>[] = [];
  const connect = async (settings: Record<string, string>) => {
    connected.push(settings);
    return { capabilities: metaCapabilities, send: async () => ({ providerMessageId: "1" }) };
  };
  const openSender = createOpenSender({
    open: vault.open,
    connectMeta: connect,
    connectEvolution: connect,
  });
  return { openSender, connected };
}

test("credentials come from the sender's own row", async () => {
  const { openSender, connected } = setUp();
  await openSender(meta("EAA-own"));
  await openSender(
    grant({
      ...evolution,
      id: send.id,
      credentials: old.seal({ apiKey: "k" }, { ...owner, rowId: send.id }),
    }),
  );
  expect(connected).toEqual([
    { phoneNumberId: "106500000000001", accessToken: "EAA-own" },
    { baseUrl: "https://evo.example", apiKey: "k", instance: "loja" },
  ]);
});

test("a sender without its own uses the tenant's legacy columns", async () => {
  const { openSender, connected } = setUp();
  const legacy = { apiUrl: "https://legacy.example", token: old.seal({ token: "legacy-token" }, tenant) };
  await openSender(grant({ credentials: null }, legacy));
  await openSender(grant({ ...evolution, id: send.id, apiUrl: null, credentials: null }, legacy));
  expect(connected).toEqual([
    { phoneNumberId: "106500000000001", accessToken: "legacy-token" },
    { baseUrl: "https://legacy.example", apiKey: "legacy-token", instance: "loja" },
  ]);
});

test("what an older key sealed opens while that key is still there", async () => {
  const { openSender, connected } = setUp(rotated);
  await openSender(meta("sealed-by-k1"));
  expect(connected).toHaveLength(1);
});

const legacyOnly = (sealed: string | null) => grant({ credentials: null }, { apiUrl: null, token: sealed });

test.each<[string, Granted, typeof old]>([
  ["sealed by a key that is gone", meta("x"), onlyNew],
  ["of another row", grant({ credentials: old.seal({ accessToken: "x" }, tenant) }), old],
  ["not sealed at all", grant({ credentials: "EAAplain" }), old],
  ["of another shape", grant({ credentials: old.seal({ apiKey: "x" }, owner) }), old],
  ["empty", grant({ credentials: old.seal({ accessToken: "" }, owner) }), old],
  ["missing everywhere", grant({ credentials: null }), old],
  ["missing in the legacy columns too", legacyOnly(null), old],
  ["plain in the legacy columns", legacyOnly("plain-token"), old],
  [
    "without an address",
    grant({ ...evolution, apiUrl: null, credentials: old.seal({ apiKey: "k" }, owner) }),
    old,
  ],
  ["of a provider that cannot send yet", grant({ provider: "lancepilot" }), old],
])("credentials %s stop the sender, not the message, without a word of them", async (_why, given, vault) => {
  const { openSender, connected } = setUp(vault);
  const thrown: unknown = await openSender(given).then(
    () => undefined,
    (error) => error,
  );
  expect(thrown).toMatchObject({
    code: "whatsapp.invalid_settings",
    retry: "never",
    context: { action: "pause-sender" },
  });
  expect(String(thrown)).not.toMatch(/EAAplain|plain-token/);
  expect(connected).toEqual([]);
});

test("a client is kept while nothing about it changes", async () => {
  const { openSender, connected } = setUp();
  const same = meta("EAA");
  const [first, second] = [await openSender(same), await openSender(same)];
  expect(second).toBe(first);
  expect(connected).toHaveLength(1);
});

const tokenOne = old.seal({ accessToken: "one" }, owner);
const evolutionKey = { ...evolution, credentials: old.seal({ apiKey: "k" }, owner) };

test.each<[string, Granted, Granted]>([
  ["its credentials", grant({ credentials: tokenOne }), meta("two")],
  [
    "its number",
    grant({ credentials: tokenOne }),
    grant({ credentials: tokenOne, externalId: "106500000000002" }),
  ],
  ["its address", grant(evolutionKey), grant({ ...evolutionKey, apiUrl: "https://other.example" })],
])("a change of %s makes a new client", async (_what, before, after) => {
  const { openSender, connected } = setUp();
  await openSender(before);
  await openSender(after);
  expect(connected).toHaveLength(2);
});

test("the legacy address is part of what a client is made of", async () => {
  const { openSender, connected } = setUp();
  const token = old.seal({ token: "t" }, tenant);
  const at = (apiUrl: string) => grant({ ...evolution, apiUrl: null, credentials: null }, { apiUrl, token });
  await openSender(at("https://one.example"));
  await openSender(at("https://two.example"));
  expect(connected.map(({ baseUrl }) => baseUrl)).toEqual(["https://one.example", "https://two.example"]);
});

test("a failure is not kept: the next send tries again", async () => {
  let failing = true;
  const openSender = createOpenSender({
    open: old.open,
    connectMeta: async () => {
      if (failing) throw new Error("not now");
      return { capabilities: metaCapabilities, send: async () => ({ providerMessageId: "1" }) };
    },
    connectEvolution: async () => Promise.reject(new Error("unused")),
  });
  const given = meta("EAA");
  await expect(openSender(given)).rejects.toThrow();
  failing = false;
  await expect(openSender(given)).resolves.toBeDefined();
});

test("no more than five hundred clients are kept", async () => {
  const { openSender, connected } = setUp();
  const of = (index: number) => {
    const id = `9a4f4d0e-5d55-4a0e-9f0e-${String(index).padStart(12, "0")}`;
    return grant({ id, credentials: old.seal({ accessToken: "t" }, { ...owner, rowId: id }) });
  };
  const first = of(0);
  for (let index = 0; index <= 500; index++) await openSender(index === 0 ? first : of(index));
  await openSender(first);
  expect(connected).toHaveLength(502);
});

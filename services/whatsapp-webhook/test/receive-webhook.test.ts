import { createHash } from "node:crypto";
import { AppError } from "@nova/error-handler";
import type { Alert } from "@nova/notify";
import type { Ingested } from "@nova/supabase-client";
import type { InboundProvider } from "@nova/whatsapp";
import { parseMetaWebhook } from "@nova/whatsapp/meta";
import { describe, expect, test } from "vitest";
import { createReceiveWebhook } from "../src/receive-webhook.ts";
import { createFakeWebhooks } from "./fake-webhooks.ts";
import { sampleBytes } from "./samples.ts";

function setUp() {
  const log = createFakeWebhooks(["106500000000001"]);
  const published: unknown[] = [];
  const told: Alert[] = [];
  const reported: string[] = [];
  const echoed: number[] = [];
  const reactedTo: string[] = [];
  const faults: { ingest: Error[]; publish?: Error; parse?: Error } = { ingest: [] };
  let changes: Ingested["senderChanges"] = [];
  const receive = createReceiveWebhook({
    webhooks: {
      ingest: async (delivery) => {
        const fault = faults.ingest.shift();
        if (fault) throw fault;
        return { ...(await log.ingest(delivery)), senderChanges: changes };
      },
    },
    publisher: {
      publishBatch: async (topic, datas) => {
        if (faults.publish) throw faults.publish;
        published.push(...datas.map((data) => [topic.name, data]));
        return datas.map(() => "1");
      },
    },
    reactToIngested: async (provider) => void reactedTo.push(provider),
    confirmEchoes: async (_provider, parsed) => void echoed.push(parsed.length),
    notify: async (alert) => void told.push(alert),
    linkTo: (path) => `https://painel.example${path}`,
    reporter: {
      report: async (thrown) => {
        const error =
          thrown instanceof AppError ? thrown : new AppError("unexpected", "", { retry: "unknown" });
        reported.push(error.code);
        return error;
      },
    },
    confirmation: "Pronto!",
  });
  const take = (raw: Buffer, more: { doubt?: string; provider?: InboundProvider } = {}) =>
    receive({
      provider: "meta",
      ...more,
      endpointId: null,
      clientId: null,
      raw,
      parse: (body) => {
        if (faults.parse) throw faults.parse;
        return parseMetaWebhook(body);
      },
    });
  return {
    take,
    stored: log.stored,
    published,
    told,
    reported,
    echoed,
    faults,
    change: (given: Ingested["senderChanges"]) => {
      changes = given;
    },
  };
}
const optOut = () => sampleBytes("meta/template-button");

test("a body is stored as it came, under the hash of its bytes, and applied", async () => {
  const { take, stored, echoed } = setUp();
  const raw = sampleBytes("meta/status-delivered");
  expect(await take(raw)).toMatchObject({ duplicate: false, status: "applied", applied: 1 });
  expect(stored()).toMatchObject([
    { body: raw.toString("utf8"), bodyHash: createHash("sha256").update(raw).digest("hex") },
  ]);
  expect(echoed).toEqual([1]);
});

test("a key in the body is not stored, and the body is known again all the same", async () => {
  const { take, stored } = setUp();
  const raw = sampleBytes("uazapi/text");
  await take(raw, { provider: "uazapi" });
  expect(await take(raw, { provider: "uazapi" })).toMatchObject({ duplicate: true });
  const [kept] = stored();
  expect(kept?.bodyHash).toBe(createHash("sha256").update(raw).digest("hex"));
  expect(kept?.body).toContain('"[removed]"');
  expect(kept?.body).not.toContain("aaaaaaaa-0000-4000-8000-000000000001");
});

test("an opt-out's confirmation is published, once however often the body comes", async () => {
  const { take, published, told } = setUp();
  await take(optOut());
  expect(await take(optOut())).toMatchObject({ duplicate: true });
  expect(published).toEqual([["whatsapp-send", { sendId: expect.any(String) }]]);
  expect(told).toEqual([]);
});

test("of a body that comes again echoes are looked at again: the first time may have ended before", async () => {
  const { take, echoed } = setUp();
  await take(optOut());
  await take(optOut());
  expect(echoed).toEqual([1, 1]);
});

describe("what cannot be read is kept, told, and has no effect", () => {
  test.each<[string, Buffer, string]>([
    ["no JSON", Buffer.from("isto não é JSON"), "isto não é JSON"],
    ["nothing", Buffer.alloc(0), ""],
    ["a NUL", Buffer.from("a\u0000b"), `base64:${Buffer.from("a\u0000b").toString("base64")}`],
    ["no UTF-8", Buffer.from([0xff, 0xfe, 0x41]), "base64://5B"],
    ["half a JSON", optOut().subarray(0, 400), optOut().subarray(0, 400).toString("utf8")],
  ])("%s", async (_what, raw, body) => {
    const { take, stored, told, published, echoed } = setUp();
    expect(await take(raw)).toMatchObject({ status: "unparsed", applied: 0 });
    expect(stored()).toMatchObject([{ body, problem: "not JSON", groups: [] }]);
    expect(told).toMatchObject([{ level: "warning", key: "webhook-unparsed" }]);
    expect([published, echoed]).toEqual([[], []]);
  });

  test("what came without its proof: it is not even asked whether an echo is in it", async () => {
    const { take, stored, echoed, published } = setUp();
    expect(await take(optOut(), { doubt: "no token" })).toMatchObject({ status: "unparsed", applied: 0 });
    expect(stored()).toMatchObject([{ problem: "no token", groups: [], body: optOut().toString("utf8") }]);
    expect([echoed, published]).toEqual([[0], []]);
  });

  test("what says something, but not to which number", async () => {
    const { take, stored, told } = setUp();
    const value = {
      messages: [{ id: "wamid.1", from: "5511900000001", type: "text", text: { body: "SAIR" } }],
    };
    const raw = Buffer.from(JSON.stringify({ entry: [{ changes: [{ field: "messages", value }] }] }));
    expect(await take(raw)).toMatchObject({ status: "unparsed" });
    expect(stored()).toMatchObject([{ problem: "no sender", groups: [] }]);
    expect(told).toMatchObject([{ key: "webhook-unparsed" }]);
  });

  test("what our own reading fails on", async () => {
    const { take, stored, faults } = setUp();
    faults.parse = new TypeError("cannot read properties of undefined");
    expect(await take(optOut())).toMatchObject({ status: "unparsed" });
    expect(stored()).toMatchObject([{ problem: "unreadable", body: optOut().toString("utf8") }]);
  });

  test("what the ledger refuses for good: it would be refused each time that the provider sends it", async () => {
    const { take, stored, faults, reported, published } = setUp();
    faults.ingest.push(new AppError("database.22008", "out of range", { retry: "never" }));
    expect(await take(optOut())).toMatchObject({ status: "unparsed" });
    expect(stored()).toMatchObject([{ problem: "refused: database.22008", groups: [] }]);
    expect([reported, published]).toEqual([["database.22008"], []]);
  });
});

describe("what is not stored is not answered, so that the provider comes again", () => {
  test.each([
    ["the database is away", [new AppError("database.unreachable", "", { retry: "unknown" })]],
    ["the database is busy", [new AppError("database.57014", "", { retry: "safe" })]],
    [
      "not even the raw body is taken",
      Array.from({ length: 2 }, () => new AppError("database.42883", "", { retry: "never" })),
    ],
  ])("%s", async (_why, faults) => {
    const set = setUp();
    set.faults.ingest.push(...faults);
    await expect(set.take(optOut())).rejects.toMatchObject({
      code: "webhook.not_stored",
      retry: "safe",
      cause: faults.at(-1),
    });
    expect([set.stored(), set.published, set.told]).toEqual([[], [], []]);
  });
});

test("what was refused without any effect is not offered again", async () => {
  const { take, faults, stored } = setUp();
  faults.ingest.push(new AppError("database.22008", "", { retry: "never" }));
  await expect(take(Buffer.from("no JSON"))).rejects.toMatchObject({ cause: { code: "database.22008" } });
  expect(stored()).toEqual([]);
});

test("once it is stored, a queue that is away is reported and the provider is answered", async () => {
  const { take, faults, reported } = setUp();
  faults.publish = new AppError("queue.unreachable", "", { retry: "unknown" });
  expect(await take(optOut())).toMatchObject({ status: "applied" });
  expect(reported).toEqual(["queue.unreachable"]);
});

test("people are told of a number that came or went", async () => {
  const { take, change, told } = setUp();
  change([{ senderId: "s1", status: "disconnected", code: "401" }]);
  await take(sampleBytes("meta/text"));
  expect(told).toMatchObject([{ level: "error", key: "sender-disconnected:s1" }]);
});

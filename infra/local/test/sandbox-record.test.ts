import { spawn } from "node:child_process";
import { once } from "node:events";
import { appendFileSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { RecordStore } from "../src/sandbox/record/record-store.ts";
import { INSTANCE, type Json, PHONE_NUMBER_ID, setUp, temporaryFolder } from "./sandbox-setup.ts";

const ANA = "5531999990001";

test("an accepted send is in the file before its answer", async () => {
  const { text, recordFile } = await setUp();
  const sent = await text(ANA, "Olá", { biz_opaque_callback_data: "send:1" });
  const [line = ""] = readFileSync(recordFile, "utf8").split("\n");
  expect(JSON.parse(line)).toMatchObject({
    provider: "meta",
    sender: PHONE_NUMBER_ID,
    recipient: ANA,
    waId: "553199990001",
    trackId: "send:1",
    type: "text",
    text: "Olá",
    id: sent.json.messages[0].id,
  });
});

test("the same text to the same phone is a duplicate, however its number is written", async () => {
  const { text, control } = await setUp();
  await text(ANA, "Olá", { biz_opaque_callback_data: "a" });
  await text("+553199990001", "Olá", { biz_opaque_callback_data: "b" });
  await text(ANA, "outra");
  await text("5511900000001", "Olá");
  const { json } = await control("GET", "summary");
  expect(json).toMatchObject({ accepted: 4, recipients: 2 });
  expect(json.duplicated).toEqual([
    { recipient: ANA, trackIds: ["a", "b"], ids: expect.any(Array), count: 2 },
  ]);
});

test("the record survives a restart, half a line and all, and still finds duplicates", async () => {
  const folder = temporaryFolder();
  const recordFile = join(folder, "record.jsonl");
  const first = await setUp({ recordFile });
  await first.text(ANA, "Olá");
  await first.listenToEvolution();
  await first.sandbox.close();
  appendFileSync(recordFile, '{"provider":"meta","dir');
  const second = await setUp({ recordFile });
  expect((await second.control("GET", "summary")).json).toMatchObject({ accepted: 1, recipients: 1 });
  await second.text(ANA, "Olá");
  expect((await second.control("GET", "summary")).json.duplicated).toHaveLength(1);
  expect((await second.control("GET", "record")).json.records).toHaveLength(2);
  expect((await second.evolution("GET", `webhook/find/${INSTANCE}`)).json.url).toBe(first.business.url);
});

test("statuses that a stopped sandbox still owed are told by the next one", async () => {
  const recordFile = join(temporaryFolder(), "record.jsonl");
  const first = await setUp({ recordFile, statusDelayMs: 60_000, readShare: 0 });
  await first.listenToMeta();
  await first.text(ANA);
  await first.sandbox.close();
  await setUp({ recordFile, statusDelayMs: 5, readShare: 0 });
  await expect.poll(() => first.statuses().map((one: Json) => one.status)).toEqual(["sent", "delivered"]);
});

test("a business that moved while the sandbox was down is told at its new address", async () => {
  const recordFile = join(temporaryFolder(), "record.jsonl");
  const first = await setUp({ recordFile, statusDelayMs: 60_000, readShare: 0 });
  await first.listenToMeta();
  await first.text(ANA);
  await first.sandbox.close();
  await first.business.close();
  const second = await setUp({ recordFile, statusDelayMs: 5, readShare: 0 });
  await second.listenToMeta();
  await expect
    .poll(() =>
      second
        .statuses()
        .map((one: Json) => one.status)
        .sort(),
    )
    .toEqual(["delivered", "sent"]);
});

test("the record is filtered by sender and time, and paged by cursor", async () => {
  const { text, evolution, control } = await setUp();
  await text(ANA, "um");
  await text(ANA, "dois");
  await evolution("POST", `message/sendText/${INSTANCE}`, { number: ANA, text: "três" });
  const list = async (query: string) => (await control("GET", `record?${query}`)).json;
  const texts = (page: Json) => page.records.map((one: Json) => one.text);
  expect(texts(await list(`sender=${INSTANCE}`))).toEqual(["três"]);
  const page = await list("limit=2");
  expect([texts(page), page.next]).toEqual([["um", "dois"], 2]);
  expect(texts(await list(`since=${page.next}`))).toEqual(["três"]);
  expect(texts(await list(`since=${new Date(Date.now() + 1_000).toISOString()}`))).toEqual([]);
  expect((await control("GET", "record?since=yesterday")).status).toBe(400);
  expect((await control("GET", `summary?sender=${INSTANCE}`)).json.accepted).toBe(1);
});

test("a cleared record starts from nothing, and late statuses of the old run touch nothing", async () => {
  const { text, control, recordFile } = await setUp({ statusDelayMs: 100 });
  await text(ANA);
  expect((await control("DELETE", "record")).status).toBe(200);
  expect(readFileSync(recordFile, "utf8")).toBe("");
  await text("5511900000001");
  expect((await control("GET", "summary")).json).toMatchObject({ accepted: 1, byStatus: { accepted: 1 } });
});

test("100,000 records are an index, not objects", async () => {
  const file = join(temporaryFolder(), "record.jsonl");
  const store = await RecordStore.open(file);
  const entry = (n: number) => ({
    provider: "meta" as const,
    direction: "out" as const,
    sender: PHONE_NUMBER_ID,
    recipient: `5511${900_000_000 + n}`,
    waId: `5511${900_000_000 + n}`,
    trackId: `send:${n}`,
    type: "text",
    text: `Olá ${n}`,
    hash: n.toString(16).padStart(13, "0").padEnd(24, "0"),
    at: new Date(1_790_000_000_000 + n).toISOString(),
    id: `wamid.${n}`,
    ends: "delivered",
  });
  for (let n = 0; n < 100_000; n++) store.append(entry(n));
  expect(store.read(77_777)).toEqual(entry(77_777));
  expect(store.index.phones.size).toBe(100_000);
  expect(store.index.repeated.size).toBe(0);
  store.close();
});

test("the process says when it is ready, and ends cleanly on SIGTERM", async () => {
  const main = fileURLToPath(new URL("../src/sandbox/main.ts", import.meta.url));
  const env = { ...process.env, PORT: "0", RECORD_FILE: join(temporaryFolder(), "record.jsonl") };
  const child = spawn(process.execPath, [main], { env, stdio: ["ignore", "pipe", "inherit"] });
  const [line] = await once(child.stdout, "data");
  const ready: Json = JSON.parse(String(line));
  expect(ready).toEqual({ ready: true, port: expect.any(Number) });
  expect((await fetch(`http://127.0.0.1:${ready.port}/_sandbox/health`)).status).toBe(200);
  child.kill("SIGTERM");
  expect(await once(child, "exit")).toEqual([0, null]);
});

import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { decodePush, whatsappSend } from "@nova/queue";
import { createPublisher } from "@nova/queue/publisher";
import { createTestDatabase, type TestDatabase } from "@nova/testing";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import {
  type BrokerProcess,
  callApi,
  pause,
  publishTexts,
  type Receiver,
  spawnBroker,
  startReceiver,
  subscribe,
  until,
} from "./broker-support.ts";

let database: TestDatabase;
let keyDir: string;
let running: BrokerProcess[] = [];
let receivers: Receiver[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
  keyDir = await mkdtemp(join(tmpdir(), "broker-keys-"));
});
afterEach(async () => {
  await Promise.all(running.map((broker) => broker.kill("SIGKILL")));
  await Promise.all(receivers.map((receiver) => receiver.close()));
  running = [];
  receivers = [];
});
afterAll(async () => {
  await rm(keyDir, { recursive: true, force: true });
  await database?.close();
});

async function start(port = 0): Promise<BrokerProcess> {
  const broker = await spawnBroker(database.url, keyDir, port);
  running.push(broker);
  return broker;
}

async function receive(delayMs: number): Promise<Receiver> {
  const receiver = await startReceiver(async () => {
    await pause(delayMs);
    return 204;
  });
  receivers.push(receiver);
  return receiver;
}

test("killed three times amid 2,000 messages, the broker loses none", async () => {
  const receiver = await receive(20);
  let broker = await start();
  const topic = await subscribe(broker.url, receiver.url);
  const texts = Array.from({ length: 2_000 }, (_, n) => String(n));
  for (let n = 0; n < 2_000; n += 500) await publishTexts(broker.url, topic, texts.slice(n, n + 500));
  for (const seen of [300, 800, 1_300]) {
    await until(`${seen} messages`, () => receiver.pushes.length >= seen, 20_000);
    await broker.kill("SIGKILL");
    broker = await start();
  }
  await until("every message", () => new Set(receiver.texts()).size === 2_000, 20_000);
  // At most what was in hand at each kill may come twice, with the acks that were not written yet.
  expect(receiver.pushes.length - 2_000).toBeLessThan(3 * 250);
}, 60_000);

test("what was answered as published survives a kill right after the answer", async () => {
  const receiver = await receive(0);
  const first = await start();
  const topic = await subscribe(first.url, receiver.url);
  receiver.reply(() => 500);
  await publishTexts(first.url, topic, ["promised"]);
  await first.kill("SIGKILL");
  receiver.reply(() => 204);
  await start();
  await until("the message", () => receiver.texts().includes("promised"));
});

test("told to end, the broker finishes what is under way and repeats nothing afterwards", async () => {
  const receiver = await receive(300);
  const first = await start();
  const topic = await subscribe(first.url, receiver.url);
  await publishTexts(first.url, topic, ["a", "b", "c"]);
  await until("three pushes", () => receiver.pushes.length === 3);
  await first.kill("SIGTERM");
  expect(first.child.exitCode).toBe(0);
  await start();
  await pause(700);
  expect(receiver.pushes).toHaveLength(3);
});

test("of two brokers on one database one delivers, and the other takes over when it dies", async () => {
  const receiver = await receive(0);
  const first = await start();
  const second = await start();
  const topic = await subscribe(second.url, receiver.url);
  const leads = async (broker: BrokerProcess) => (await callApi(broker.url, "GET", "/_broker/stats")).body;
  expect(await leads(first)).toMatchObject({ leads: true });
  expect(await leads(second)).toMatchObject({ leads: false });
  await publishTexts(second.url, topic, ["through the second"]);
  await until("the first delivers it", () => receiver.pushes.length === 1);
  await until("its ack", async () => {
    const { rowCount } = await database.pool.query(
      "select from broker.deliveries where subscription like $1",
      [`%/${topic}-sub`],
    );
    return rowCount === 0;
  });
  await first.kill("SIGKILL");
  await publishTexts(second.url, topic, ["after the first"]);
  await until("the second delivers it", () => receiver.pushes.length === 2);
  await pause(200);
  expect(receiver.texts()).toEqual(["through the second", "after the first"]);
});

test("a database that cuts every connection stops the broker for a moment, not for good", async () => {
  const receiver = await receive(0);
  const broker = await start();
  const topic = { ...whatsappSend, name: await subscribe(broker.url, receiver.url) };
  const publisher = createPublisher({ projectId: "nova-local", source: "cut-test", pubsubUrl: broker.url });
  const sends = (count: number) => Array.from({ length: count }, () => ({ sendId: randomUUID() }));
  await publisher.publishBatch(topic, sends(300));
  const { rowCount } = await database.pool.query(
    "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'nova-broker' and datname = current_database()",
  );
  expect(rowCount).toBeGreaterThan(1);
  await publisher.publishBatch(topic, sends(300));
  const distinct = () =>
    new Set(receiver.pushes.map((push) => decodePush(topic, push.body).data.sendId)).size;
  await until("all messages", () => distinct() === 600);
});

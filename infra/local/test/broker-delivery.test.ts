import { createTestDatabase, type TestDatabase } from "@nova/testing";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { type Broker, startBroker } from "../src/broker/index.ts";
import { createWindow } from "../src/broker/window.ts";
import {
  callApi,
  freshTopic,
  pause,
  publishTexts,
  type Receiver,
  type Reply,
  startReceiver,
  subscribe,
  subscriptionPath,
  topicPath,
  until,
} from "./broker-support.ts";

let database: TestDatabase;
let broker: Broker;
const receivers: Receiver[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
  broker = await startBroker({ databaseUrl: database.url, port: 0, projectId: "nova-local" });
});
afterEach(async () => {
  broker.setFaults({ deliverTwice: false, shuffle: false, ackDeadlineMs: null });
  for (const receiver of receivers.splice(0)) await receiver.close();
});
afterAll(async () => {
  await broker?.close();
  await database?.close();
});

async function receive(reply?: Reply): Promise<Receiver> {
  const receiver = await startReceiver(reply);
  receivers.push(receiver);
  return receiver;
}

const statsOf = async (topic: string) =>
  (await broker.stats()).subscriptions.find((one) => one.name.endsWith(`/${topic}-sub`));

test("a message is pushed as soon as it is published", async () => {
  const receiver = await receive();
  const topic = await subscribe(broker.url, receiver.url);
  await publishTexts(broker.url, topic, ["warm"]);
  await until("the first push", () => receiver.pushes.length === 1);
  const publishedAt = Date.now();
  await publishTexts(broker.url, topic, ["soon"]);
  await until("the second push", () => receiver.pushes.length === 2);
  expect((receiver.pushes[1]?.at ?? 0) - publishedAt).toBeLessThan(250);
});

test("a push that the broker's own end cuts off is not held against the message", async () => {
  const own = await createTestDatabase();
  const start = () =>
    startBroker({ databaseUrl: own.url, port: 0, projectId: "nova-local", closeGraceMs: 200 });
  const first = await start();
  const receiver = await receive((_push, count) => (count === 1 ? "hang" : 204));
  const topic = freshTopic();
  await subscribe(first.url, receiver.url, { topic, deadLetterTopic: `${topic}-dead` });
  await publishTexts(first.url, topic, ["cut"]);
  await until("the first push", () => receiver.pushes.length === 1);
  await first.close();
  const second = await start();
  await until("the second push", () => receiver.pushes.length === 2);
  expect(receiver.pushes.map((push) => push.deliveryAttempt)).toEqual([1, 1]);
  await second.close();
  await own.close();
});

test("a message that fails waits its minimum, then twice that, up to the maximum", async () => {
  const receiver = await receive((_push, count) => (count < 5 ? 500 : 204));
  const topic = await subscribe(broker.url, receiver.url, { minBackoffSeconds: 0.2, maxBackoffSeconds: 0.6 });
  await publishTexts(broker.url, topic, ["slow"]);
  await until("five pushes", () => receiver.pushes.length === 5);
  const waits = receiver.pushes.slice(1).map((push, index) => push.at - (receiver.pushes[index]?.at ?? 0));
  for (const [index, wanted] of [200, 400, 600, 600].entries()) {
    expect(waits[index]).toBeGreaterThanOrEqual(wanted - 5);
    expect(waits[index]).toBeLessThan(wanted + 150);
  }
});

test("one message's wait holds up no other", async () => {
  const receiver = await receive((push) => (push.text === "bad" ? 500 : 204));
  const topic = await subscribe(broker.url, receiver.url, { minBackoffSeconds: 30 });
  await publishTexts(broker.url, topic, ["bad", ...Array.from({ length: 50 }, (_, n) => `good ${n}`)]);
  await until("the good ones", () => receiver.pushes.length === 51);
  await until("only the bad one left", async () => (await statsOf(topic))?.backlog === 1);
});

test.each([102, 200, 201, 202, 204])("status %i takes the message", async (status) => {
  const receiver = await receive(() => status);
  const topic = await subscribe(broker.url, receiver.url);
  await publishTexts(broker.url, topic, ["taken"]);
  await until("an empty backlog", async () => (await statsOf(topic))?.backlog === 0);
  expect(receiver.pushes).toHaveLength(1);
});

test.each([203, 301, 400, 404, 429, 503])("status %i does not take it", async (status) => {
  const receiver = await receive((_push, count) => (count === 1 ? status : 204));
  const topic = await subscribe(broker.url, receiver.url);
  await publishTexts(broker.url, topic, ["refused"]);
  await until("the second push", () => receiver.pushes.length === 2);
});

test("attempts are counted only where a dead letter policy needs them", async () => {
  const counted = await receive((_push, count) => (count < 3 ? 500 : 204));
  const plain = await receive();
  const topic = freshTopic();
  await subscribe(broker.url, plain.url, { topic: `${topic}-dead` });
  await subscribe(broker.url, counted.url, { topic, deadLetterTopic: `${topic}-dead` });
  await publishTexts(broker.url, topic, ["counted"]);
  await publishTexts(broker.url, `${topic}-dead`, ["plain"]);
  await until("all pushes", () => counted.pushes.length === 3 && plain.pushes.length === 1);
  expect(counted.pushes.map((push) => push.deliveryAttempt)).toEqual([1, 2, 3]);
  expect(plain.pushes[0]).not.toHaveProperty("deliveryAttempt");
});

test("a worker that hangs is given its ack deadline, then the message comes again", async () => {
  broker.setFaults({ ackDeadlineMs: 300 });
  const receiver = await receive((_push, count) => (count === 1 ? "hang" : 204));
  const topic = await subscribe(broker.url, receiver.url, { minBackoffSeconds: 0.1 });
  await publishTexts(broker.url, topic, ["hanging"]);
  await until("the second push", () => receiver.pushes.length === 2);
  const [first, second] = receiver.pushes;
  expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThanOrEqual(390);
});

test("a worker that is not there yet gets everything once it is", async () => {
  const early = await receive();
  await early.close();
  const topic = await subscribe(broker.url, early.url, { maxBackoffSeconds: 0.4 });
  await publishTexts(
    broker.url,
    topic,
    Array.from({ length: 20 }, (_, n) => String(n)),
  );
  await pause(500);
  const late = await receive();
  await subscribe(broker.url, late.url, { topic, maxBackoffSeconds: 0.4 });
  await until("everything", () => new Set(late.texts()).size === 20);
});

test("without its dead letter topic a message is kept, not lost", async () => {
  const receiver = await receive(() => 500);
  const topic = freshTopic();
  await subscribe(broker.url, receiver.url, {
    topic,
    deadLetterTopic: `${topic}-dead`,
    minBackoffSeconds: 0.05,
    maxBackoffSeconds: 0.05,
  });
  await callApi(broker.url, "DELETE", topicPath(`${topic}-dead`));
  await publishTexts(broker.url, topic, ["kept"]);
  await until("more than its attempts", () => receiver.pushes.length > 6);
  receiver.reply(() => 204);
  await until("an empty backlog", async () => (await statsOf(topic))?.backlog === 0);
});

test("the window of pushes under way opens with success and stays within its cap", async () => {
  let underWay = 0;
  let most = 0;
  const receiver = await receive(async () => {
    underWay += 1;
    most = Math.max(most, underWay);
    await pause(10);
    underWay -= 1;
    return 204;
  });
  const topic = await subscribe(broker.url, receiver.url);
  await publishTexts(
    broker.url,
    topic,
    Array.from({ length: 900 }, (_, n) => String(n)),
  );
  await until("everything", () => receiver.pushes.length === 900);
  expect(most).toBeGreaterThan(50);
  expect(most).toBeLessThanOrEqual(100);
});

test("a burst of failures halves the window once, not to nothing", () => {
  let now = 0;
  const window = createWindow({ start: 5, max: 100, now: () => now });
  expect(window.size).toBe(5);
  for (let n = 0; n < 500; n++) window.grow();
  expect(window.size).toBe(100);
  for (let n = 0; n < 100; n++) window.shrink();
  expect(window.size).toBe(50);
  now = 1_000;
  window.shrink();
  expect(window.size).toBe(25);
});

test("asked to deliver twice, every message comes exactly twice, in the same words", async () => {
  broker.setFaults({ deliverTwice: true });
  const receiver = await receive();
  const topic = await subscribe(broker.url, receiver.url);
  await publishTexts(
    broker.url,
    topic,
    Array.from({ length: 50 }, (_, n) => String(n)),
  );
  await until("all copies", () => receiver.pushes.length === 100);
  await until("an empty backlog", async () => (await statsOf(topic))?.backlog === 0);
  const bodies = new Map<string, string[]>();
  for (const push of receiver.pushes)
    bodies.set(push.text, [...(bodies.get(push.text) ?? []), JSON.stringify(push.body)]);
  for (const copies of bodies.values()) expect(copies[0]).toBe(copies[1]);
  expect(bodies.size).toBe(50);
});

test("asked to shuffle, messages come out of order and all of them", async () => {
  await callApi(broker.url, "POST", "/_broker/faults", { shuffle: true });
  const receiver = await receive();
  const topic = await subscribe(broker.url, receiver.url);
  const texts = Array.from({ length: 60 }, (_, n) => String(n));
  await publishTexts(broker.url, topic, texts);
  await until("everything", () => receiver.pushes.length === 60);
  expect(receiver.texts()).not.toEqual(texts);
  expect(new Set(receiver.texts())).toEqual(new Set(texts));
});

test("every subscription of a topic gets its own copy, and a deleted one none", async () => {
  const one = await receive();
  const two = await receive();
  const topic = await subscribe(broker.url, one.url);
  await subscribe(broker.url, two.url, { topic, subscription: `${topic}-other-sub` });
  await publishTexts(broker.url, topic, ["both"]);
  await until("both copies", () => one.pushes.length === 1 && two.pushes.length === 1);
  await callApi(broker.url, "DELETE", subscriptionPath(`${topic}-other-sub`));
  await publishTexts(broker.url, topic, ["one"]);
  await until("one copy", () => one.pushes.length === 2);
  await pause(100);
  expect(two.pushes).toHaveLength(1);
});

test("the stats say what waits, for how long, and what was given up", async () => {
  const receiver = await receive(() => 500);
  const topic = freshTopic();
  await subscribe(broker.url, receiver.url, {
    topic,
    deadLetterTopic: `${topic}-dead`,
    minBackoffSeconds: 0.05,
    maxBackoffSeconds: 0.05,
  });
  await publishTexts(broker.url, topic, ["given up"]);
  await until("a dead letter", async () => (await statsOf(topic))?.deadLettered === 1);
  await subscribe(broker.url, receiver.url, {
    topic,
    deadLetterTopic: `${topic}-dead`,
    minBackoffSeconds: 60,
  });
  await publishTexts(broker.url, topic, ["waiting"]);
  await pause(300);
  const answer = await callApi(broker.url, "GET", "/_broker/stats");
  expect(answer.body).toMatchObject({ leads: true, tasks: { pending: 0 } });
  const stats = await statsOf(topic);
  expect(stats).toMatchObject({ backlog: 1, inFlight: 0, deadLettered: 1 });
  expect(stats?.oldestAgeSeconds).toBeGreaterThan(0.2);
});

test("what nobody took for its retention is dropped", async () => {
  const receiver = await receive(() => 500);
  const topic = await subscribe(broker.url, receiver.url, { minBackoffSeconds: 60 });
  await publishTexts(broker.url, topic, ["old", "young"]);
  await until("both pushes", () => receiver.pushes.length === 2);
  await pause(50);
  await database.pool.query(
    "update broker.deliveries set published_at = now() - interval '8 days' where message_id = $1",
    [receiver.pushes.find((push) => push.text === "old")?.message.messageId],
  );
  await broker.sweep();
  expect((await statsOf(topic))?.backlog).toBe(1);
});

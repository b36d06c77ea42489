import { connect } from "node:net";
import { createTestDatabase, type TestDatabase } from "@nova/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Broker, startBroker } from "../src/broker/index.ts";
import {
  callApi,
  pause,
  publishTexts,
  startReceiver,
  subscribe,
  subscriptionPath,
  topicPath,
  until,
} from "./broker-support.ts";

let database: TestDatabase;
let broker: Broker;

beforeAll(async () => {
  database = await createTestDatabase();
  broker = await startBroker({ databaseUrl: database.url, port: 0, projectId: "nova-local" });
  await callApi(broker.url, "PUT", topicPath("known-topic"), {});
});
afterAll(async () => {
  await broker?.close();
  await database?.close();
});

const publish = `${topicPath("known-topic")}:publish`;
const message = { data: "eA==" };
const sub = (change: object) => ({
  topic: "projects/nova-local/topics/known-topic",
  pushConfig: { pushEndpoint: "http://127.0.0.1:9/" },
  ...change,
});
const queue = "/v2/projects/nova-local/locations/here/queues/later/tasks";
const task = (change: object) => ({ task: { httpRequest: { url: "http://127.0.0.1:9/" }, ...change } });
const days = (count: number) => new Date(Date.now() + count * 86_400_000).toISOString();

test.each<[string, string, string, unknown, number, string]>([
  [
    "11 MB in one publish",
    "POST",
    publish,
    { messages: [{ data: "A".repeat(14_700_000) }] },
    400,
    "INVALID_ARGUMENT",
  ],
  [
    "20 MB of anything",
    "POST",
    publish,
    { messages: [{ data: "A".repeat(20_000_000) }] },
    400,
    "INVALID_ARGUMENT",
  ],
  [
    "an ordering key",
    "POST",
    publish,
    { messages: [{ ...message, orderingKey: "k" }] },
    501,
    "UNIMPLEMENTED",
  ],
  ["messages that are no list", "POST", publish, { messages: "all" }, 400, "INVALID_ARGUMENT"],
  [
    "an attribute that is a number",
    "POST",
    publish,
    { messages: [{ ...message, attributes: { n: 1 } }] },
    400,
    "INVALID_ARGUMENT",
  ],
  [
    "an attribute of Google's",
    "POST",
    publish,
    { messages: [{ ...message, attributes: { googx: "1" } }] },
    400,
    "INVALID_ARGUMENT",
  ],
  ["a publish with no body", "POST", publish, undefined, 400, "INVALID_ARGUMENT"],
  ["a pull subscription", "PUT", subscriptionPath("pull-sub"), sub({ pushConfig: {} }), 501, "UNIMPLEMENTED"],
  ["a filter", "PUT", subscriptionPath("filter-sub"), sub({ filter: "attributes:a" }), 501, "UNIMPLEMENTED"],
  [
    "ordered delivery",
    "PUT",
    subscriptionPath("order-sub"),
    sub({ enableMessageOrdering: true }),
    501,
    "UNIMPLEMENTED",
  ],
  [
    "unwrapped pushes",
    "PUT",
    subscriptionPath("raw-sub"),
    sub({ pushConfig: { pushEndpoint: "http://127.0.0.1:9/", noWrapper: {} } }),
    501,
    "UNIMPLEMENTED",
  ],
  [
    "an ack deadline of 5 s",
    "PUT",
    subscriptionPath("fast-sub"),
    sub({ ackDeadlineSeconds: 5 }),
    400,
    "INVALID_ARGUMENT",
  ],
  [
    "a backoff of an hour",
    "PUT",
    subscriptionPath("slow-sub"),
    sub({ retryPolicy: { maximumBackoff: "3600s" } }),
    400,
    "INVALID_ARGUMENT",
  ],
  [
    "four attempts",
    "PUT",
    subscriptionPath("four-sub"),
    sub({
      deadLetterPolicy: { deadLetterTopic: "projects/nova-local/topics/known-topic", maxDeliveryAttempts: 4 },
    }),
    400,
    "INVALID_ARGUMENT",
  ],
  [
    "a dead letter topic that is not there",
    "PUT",
    subscriptionPath("grave-sub"),
    sub({ deadLetterPolicy: { deadLetterTopic: "projects/nova-local/topics/nowhere" } }),
    404,
    "NOT_FOUND",
  ],
  [
    "an endpoint that is no URL",
    "PUT",
    subscriptionPath("lost-sub"),
    sub({ pushConfig: { pushEndpoint: "ftp://x" } }),
    400,
    "INVALID_ARGUMENT",
  ],
  ["a topic name of two letters", "PUT", topicPath("ab"), {}, 400, "INVALID_ARGUMENT"],
  ["a pull", "POST", `${subscriptionPath("any-sub")}:pull`, {}, 501, "UNIMPLEMENTED"],
  ["a path that is not there", "GET", "/v1/nonsense", undefined, 404, "NOT_FOUND"],
  ["a broken path", "GET", "/v1/projects/%E0%A4%A/topics", undefined, 400, "INVALID_ARGUMENT"],
  ["a fault that does not exist", "POST", "/_broker/faults", { explode: true }, 400, "INVALID_ARGUMENT"],
  ["a task without a request", "POST", queue, { task: {} }, 400, "INVALID_ARGUMENT"],
  ["a task in 31 days", "POST", queue, task({ scheduleTime: days(31) }), 400, "INVALID_ARGUMENT"],
  [
    "a task over 1 MB",
    "POST",
    queue,
    task({ httpRequest: { url: "http://127.0.0.1:9/", body: "A".repeat(1_400_000) } }),
    400,
    "INVALID_ARGUMENT",
  ],
  [
    "a task of another queue's name",
    "POST",
    queue,
    task({ name: "projects/x/locations/y/queues/z/tasks/t" }),
    400,
    "INVALID_ARGUMENT",
  ],
])("%s is refused with a reason", async (_what, method, path, body, code, status) => {
  const answer = await callApi(broker.url, method, path, body);
  expect(answer).toMatchObject({
    status: code,
    body: { error: { code, status, message: expect.stringMatching(/\w/) } },
  });
});

test("url-safe and unpadded base64 are taken, and pushed in the standard alphabet", async () => {
  const receiver = await startReceiver();
  const topic = await subscribe(broker.url, receiver.url);
  const bytes = Buffer.from([0xfb, 0xef, 0xbe, 0xff]);
  await callApi(broker.url, "POST", `${topicPath(topic)}:publish`, {
    messages: [{ data: bytes.toString("base64url") }],
  });
  await until("the push", () => receiver.pushes.length === 1);
  expect(receiver.pushes[0]?.message.data).toBe(bytes.toString("base64"));
  await receiver.close();
});

test("a message of 9 MB passes through whole", async () => {
  const receiver = await startReceiver();
  const topic = await subscribe(broker.url, receiver.url);
  const text = "é".repeat(4_500_000);
  await publishTexts(broker.url, topic, [text]);
  await until("the push", () => receiver.pushes.length === 1);
  expect(receiver.pushes[0]?.text === text).toBe(true);
  await receiver.close();
});

test("bytes that are neither HTTP nor gRPC end the connection and harm nobody", async () => {
  for (const bytes of [
    "PR",
    "PRINT / HTTP/1.1\r\n\r\n",
    "\x16\x03\x01\x00",
    "PRI * HTTP/2.0\r\n\r\nnonsense",
  ]) {
    const socket = connect(broker.port, "127.0.0.1");
    socket.on("error", () => {});
    socket.end(bytes);
    await new Promise((resolve) => socket.once("close", resolve).resume());
  }
  expect((await callApi(broker.url, "GET", "/")).status).toBe(200);
});

test("a request that arrives byte by byte is answered", async () => {
  const socket = connect(broker.port, "127.0.0.1");
  let answer = "";
  let sent = 0;
  socket.on("data", (chunk) => {
    answer += String(chunk);
  });
  for (const byte of "PUT /v1/projects/nova-local/topics/byte-wise HTTP/1.1\r\nhost: x\r\ncontent-length: 2\r\nconnection: close\r\n\r\n{}") {
    socket.write(byte);
    sent += 1;
    await pause(sent < 5 ? 20 : 0);
  }
  await new Promise((resolve) => socket.once("close", resolve));
  expect(answer).toMatch(/^HTTP\/1\.1 200 OK/);
});

import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import http from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { decodePush, whatsappSend } from "@nova/queue";
import { createPublisher } from "@nova/queue/publisher";
import { createTestDatabase, type TestDatabase } from "@nova/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Broker, startBroker } from "../src/broker/index.ts";
import {
  callApi,
  pause,
  portOf,
  type Receiver,
  spawnBroker,
  startReceiver,
  subscribe,
  until,
} from "./broker-support.ts";

let database: TestDatabase;
let broker: Broker;

beforeAll(async () => {
  database = await createTestDatabase();
  broker = await startBroker({ databaseUrl: database.url, port: 0, projectId: "nova-local" });
});
afterAll(async () => {
  await broker?.close();
  await database?.close();
});

const queue = "/v2/projects/nova-local/locations/here/queues/later";
const sends = (count: number) => Array.from({ length: count }, () => ({ sendId: randomUUID() }));

async function setUp(url = broker.url): Promise<{
  receiver: Receiver;
  topic: typeof whatsappSend;
  publisher: ReturnType<typeof createPublisher>;
}> {
  const receiver = await startReceiver();
  const topic = { ...whatsappSend, name: await subscribe(url, receiver.url) };
  const publisher = createPublisher({
    projectId: "nova-local",
    source: "task-test",
    pubsubUrl: url,
    tasksUrl: url,
    tasksQueue: "later",
    location: "here",
    serviceAccount: "tasks@nova-local.iam.gserviceaccount.com",
  });
  return { receiver, topic, publisher };
}

test("messages published for a time arrive then, each once", async () => {
  const { receiver, topic, publisher } = await setUp();
  const datas = sends(1_100);
  const at = new Date(Date.now() + 1_500);
  await publisher.publishAt(topic, datas, at);
  expect((await broker.stats()).tasks.pending).toBe(2);
  await until("all pushes", () => receiver.pushes.length >= 1_100);
  expect(receiver.pushes[0]?.at).toBeGreaterThanOrEqual(at.getTime() - 20);
  expect(receiver.pushes[0]?.at).toBeLessThan(at.getTime() + 300);
  const seen = receiver.pushes.map((push) => decodePush(topic, push.body).data.sendId);
  expect(seen.sort()).toEqual(datas.map((data) => data.sendId).sort());
  expect((await broker.stats()).tasks.pending).toBe(0);
  await receiver.close();
});

test("a time that has passed means now", async () => {
  const { receiver, topic, publisher } = await setUp();
  await publisher.publishAt(topic, sends(1), new Date(Date.now() - 1_000));
  await until("the push", () => receiver.pushes.length === 1);
  await receiver.close();
});

test("an earlier task is not held up by a later one", async () => {
  const { receiver, topic, publisher } = await setUp();
  await publisher.publishAt(topic, sends(1), new Date(Date.now() + 60_000));
  const at = Date.now() + 400;
  await publisher.publishAt(topic, sends(1), new Date(at));
  await until("the push", () => receiver.pushes.length === 1);
  expect(Math.abs((receiver.pushes[0]?.at ?? 0) - at)).toBeLessThan(300);
  await receiver.close();
});

test("what is due while the broker is dead comes when it is back, and what is due later at its time", async () => {
  const crashing = await createTestDatabase();
  const keyDir = await mkdtemp(join(tmpdir(), "broker-keys-"));
  const first = await spawnBroker(crashing.url, keyDir);
  const { receiver, topic, publisher } = await setUp(first.url);
  const [missed, later] = sends(2);
  if (!missed || !later) throw new Error("two sends");
  const laterAt = new Date(Date.now() + 5_000);
  await publisher.publishAt(topic, [missed], new Date(Date.now() + 400));
  await publisher.publishAt(topic, [later], laterAt);
  await first.kill("SIGKILL");
  await pause(500);
  const second = await spawnBroker(crashing.url, keyDir, Number(new URL(first.url).port));
  await until("the missed one", () => receiver.pushes.length === 1);
  expect(decodePush(topic, receiver.pushes[0]?.body).data).toEqual(missed);
  expect(Date.now()).toBeLessThan(laterAt.getTime());
  await until("the later one", () => receiver.pushes.length === 2);
  expect(Math.abs((receiver.pushes[1]?.at ?? 0) - laterAt.getTime())).toBeLessThan(300);
  await second.kill("SIGTERM");
  await receiver.close();
  await crashing.close();
  await rm(keyDir, { recursive: true, force: true });
});

test("a task calls any address as Cloud Tasks does, and again until it is answered with success", async () => {
  const calls: { method: string | undefined; body: string; headers: http.IncomingHttpHeaders; at: number }[] =
    [];
  const server = http.createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += String(chunk);
    calls.push({ method: request.method, body, headers: request.headers, at: Date.now() });
    response.writeHead(calls.length < 3 ? 503 : 200).end();
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const answer = await callApi(broker.url, "POST", `${queue}/tasks`, {
    task: {
      httpRequest: {
        url: `http://127.0.0.1:${portOf(server)}/hook`,
        httpMethod: "PUT",
        headers: { "X-Mine": "yes", "Content-Type": "text/plain" },
        body: Buffer.from("olá").toString("base64"),
        oidcToken: { serviceAccountEmail: "tasks@nova-local.iam.gserviceaccount.com" },
      },
    },
  });
  expect(answer).toMatchObject({
    status: 200,
    body: { name: expect.stringContaining("/queues/later/tasks/"), view: "BASIC" },
  });
  await until("three calls", () => calls.length === 3);
  await pause(500);
  expect(calls).toHaveLength(3);
  expect(calls[2]).toMatchObject({
    method: "PUT",
    body: "olá",
    headers: {
      "x-mine": "yes",
      "content-type": "text/plain",
      "x-cloudtasks-queuename": "later",
      "x-cloudtasks-taskretrycount": "2",
      authorization: expect.stringMatching(/^Bearer ey/),
    },
  });
  server.close();
});

test("a name is taken once, even after its task is done", async () => {
  const { receiver } = await setUp();
  const task = {
    name: `${queue.slice(4)}/tasks/only-once`,
    httpRequest: { url: `${broker.url}/`, httpMethod: "GET" },
  };
  const create = () => callApi(broker.url, "POST", `${queue}/tasks`, { task });
  expect((await create()).status).toBe(200);
  expect(await create()).toMatchObject({ status: 409, body: { error: { status: "ALREADY_EXISTS" } } });
  await until("the task to be done", async () => {
    const { rowCount } = await database.pool.query("select from broker.tasks where done_at is not null");
    return rowCount === 1;
  });
  expect((await create()).status).toBe(409);
  await receiver.close();
});

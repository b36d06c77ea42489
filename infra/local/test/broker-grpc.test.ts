import { PubSub } from "@google-cloud/pubsub";
import { whatsappSend } from "@nova/queue";
import { createBulkPublisher } from "@nova/queue/bulk-publisher";
import { createTestDatabase, type TestDatabase } from "@nova/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Broker, startBroker } from "../src/broker/index.ts";
import { callApi, freshTopic, startReceiver, subscriptionPath, until } from "./broker-support.ts";

let database: TestDatabase;
let broker: Broker;
let pubsub: PubSub;

beforeAll(async () => {
  database = await createTestDatabase();
  broker = await startBroker({ databaseUrl: database.url, port: 0, projectId: "nova-local" });
  pubsub = new PubSub({ projectId: "nova-local", apiEndpoint: broker.host });
});
afterAll(async () => {
  await pubsub?.close();
  await broker?.close();
  await database?.close();
});

test("the official client makes topics and subscriptions, publishes, and reads back what it made", async () => {
  const receiver = await startReceiver();
  const name = freshTopic();
  const [topic] = await pubsub.createTopic(name);
  const [graves] = await pubsub.createTopic(`${name}-dead`);
  const [subscription] = await topic.createSubscription(`${name}-sub`, {
    pushEndpoint: receiver.url,
    ackDeadlineSeconds: 30,
    retryPolicy: { minimumBackoff: { seconds: 1, nanos: 500_000_000 }, maximumBackoff: { seconds: 20 } },
    deadLetterPolicy: { deadLetterTopic: graves.name, maxDeliveryAttempts: 7 },
  });
  const id = await topic.publishMessage({ data: Buffer.from("olá"), attributes: { a: "b" } });
  await until("the push", () => receiver.pushes.length === 1);
  expect(receiver.pushes[0]).toMatchObject({
    text: "olá",
    deliveryAttempt: 1,
    message: { messageId: id, attributes: { a: "b" } },
  });

  const stored = await callApi(broker.url, "GET", subscriptionPath(`${name}-sub`));
  expect(stored.body).toMatchObject({
    ackDeadlineSeconds: 30,
    retryPolicy: { minimumBackoff: "1.5s", maximumBackoff: "20s" },
  });
  await subscription.setMetadata({ ackDeadlineSeconds: 60 });
  await subscription.modifyPushConfig({ pushEndpoint: "http://127.0.0.1:9/moved" });
  const [metadata] = await subscription.getMetadata();
  expect(metadata).toMatchObject({
    ackDeadlineSeconds: 60,
    pushConfig: { pushEndpoint: "http://127.0.0.1:9/moved" },
    deadLetterPolicy: { deadLetterTopic: graves.name, maxDeliveryAttempts: 7 },
    retryPolicy: { minimumBackoff: { nanos: 500_000_000 } },
  });
  expect((await pubsub.getTopics())[0].map((one) => one.name)).toContain(topic.name);
  expect((await pubsub.getSubscriptions())[0].map((one) => one.name)).toContain(subscription.name);
  await subscription.delete();
  await topic.delete();
  expect(await topic.exists()).toEqual([false]);
  await receiver.close();
});

test("the bulk publisher is told that a topic is not there, at once and as final", async () => {
  const publisher = createBulkPublisher({
    projectId: "nova-local",
    source: "grpc-test",
    emulatorHost: broker.host,
  });
  const started = Date.now();
  const publishing = publisher.publishBatch({ ...whatsappSend, name: "nobody-here" }, [
    { sendId: crypto.randomUUID() },
  ]);
  await expect(publishing).rejects.toMatchObject({ code: "queue.not_found", retry: "never" });
  expect(Date.now() - started).toBeLessThan(5_000);
  await publisher.close();
});

test("a broker that is away is given up on within the bulk publisher's time", async () => {
  const publisher = createBulkPublisher({
    projectId: "nova-local",
    source: "grpc-test",
    emulatorHost: "127.0.0.1:9",
    timeoutMs: 1_500,
  });
  const started = Date.now();
  const publishing = publisher.publishBatch(whatsappSend, [{ sendId: crypto.randomUUID() }]);
  await expect(publishing).rejects.toMatchObject({ code: "queue.unavailable" });
  expect(Date.now() - started).toBeLessThan(8_000);
  await publisher.close();
});

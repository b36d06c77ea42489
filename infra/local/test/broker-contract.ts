import { randomUUID } from "node:crypto";
import { decodePush, whatsappSend } from "@nova/queue";
import { createBulkPublisher } from "@nova/queue/bulk-publisher";
import { provision } from "@nova/queue/provision";
import { createPublisher } from "@nova/queue/publisher";
import { afterEach, beforeAll, describe, expect, test } from "vitest";
import {
  callApi,
  freshTopic,
  publishTexts,
  type Receiver,
  startReceiver,
  subscribe,
  subscriptionPath,
  topicPath,
  until,
} from "./broker-support.ts";

/**
 * What services rely on, asserted on any Pub/Sub: ours and Google's emulator. `firstRetryMs` is how soon a first
 * failure is repeated at the latest, since Google's takes a second of its own;
 * `minBackoffSeconds` is a first wait long enough to be told from it.
 */
export function describePubSubContract(
  name: string,
  {
    open,
    firstRetryMs,
    minBackoffSeconds,
  }: { open: () => Promise<{ url: string }>; firstRetryMs: number; minBackoffSeconds: number },
): void {
  describe(name, () => {
    let url = "";
    const receivers: Receiver[] = [];
    const receive = async (...args: Parameters<typeof startReceiver>) => {
      const receiver = await startReceiver(...args);
      receivers.push(receiver);
      return receiver;
    };
    beforeAll(async () => {
      url = (await open()).url;
    });
    afterEach(async () => {
      for (const receiver of receivers.splice(0)) {
        receiver.reply(() => 204);
        await receiver.close();
      }
    });

    test("what the publisher sends is decoded by its worker", async () => {
      const receiver = await receive();
      const topic = { ...whatsappSend, name: await subscribe(url, receiver.url) };
      const publisher = createPublisher({ projectId: "nova-local", source: "contract-test", pubsubUrl: url });
      const sendId = randomUUID();
      const id = await publisher.publish(topic, { sendId }, { correlationId: "c-1" });
      await until("the push", () => receiver.pushes.length === 1);

      const decoded = decodePush(topic, receiver.pushes[0]?.body);
      expect(decoded).toMatchObject({ data: { sendId }, messageId: id, attempt: 1, correlationId: "c-1" });
      expect(receiver.pushes[0]?.subscription).toBe(`projects/nova-local/subscriptions/${topic.name}-sub`);
    });

    test("the official client's thousands arrive, each once told", async () => {
      const receiver = await receive();
      const topic = { ...whatsappSend, name: await subscribe(url, receiver.url) };
      const publisher = createBulkPublisher({
        projectId: "nova-local",
        source: "contract-test",
        emulatorHost: new URL(url).host,
      });
      const datas = Array.from({ length: 1_200 }, () => ({ sendId: randomUUID() }));
      const ids = await publisher.publishBatch(topic, datas);
      await publisher.close();
      expect(new Set(ids).size).toBe(1_200);
      await until("all pushes", () => receiver.pushes.length >= 1_200, 15_000);
      const seen = receiver.pushes.map((push) => decodePush(topic, push.body).data.sendId);
      expect(new Set(seen)).toEqual(new Set(datas.map((data) => data.sendId)));
    });

    test("attributes and both spellings of the ids come with the push", async () => {
      const receiver = await receive();
      const topic = await subscribe(url, receiver.url);
      const [id] = await publishTexts(url, topic, ["olá"], { colour: "blue" });
      await until("the push", () => receiver.pushes.length === 1);
      const message = receiver.pushes[0]?.message;
      expect(message).toMatchObject({ attributes: { colour: "blue" }, messageId: id, message_id: id });
      expect(message?.publish_time).toBe(message?.publishTime);
      expect(receiver.pushes[0]?.text).toBe("olá");
    });

    test("a refused message comes again, and once taken no more", async () => {
      const receiver = await receive((_push, count) => (count === 1 ? 500 : 200));
      const topic = await subscribe(url, receiver.url);
      await publishTexts(url, topic, ["again"]);
      await until("the second push", () => receiver.pushes.length === 2, firstRetryMs + 5_000);
      const [first, second] = receiver.pushes;
      expect(second?.message.messageId).toBe(first?.message.messageId);
      expect((second?.at ?? 0) - (first?.at ?? 0)).toBeLessThan(firstRetryMs);
      await new Promise((resolve) => setTimeout(resolve, 1_000));
      expect(receiver.pushes).toHaveLength(2);
    });

    test("waits between attempts grow", async () => {
      const receiver = await receive((_push, count) => (count < 4 ? 503 : 204));
      const topic = await subscribe(url, receiver.url, { minBackoffSeconds });
      await publishTexts(url, topic, ["growing"]);
      await until("the fourth push", () => receiver.pushes.length === 4, 20_000);
      const waits = receiver.pushes
        .slice(1)
        .map((push, index) => push.at - (receiver.pushes[index]?.at ?? 0));
      expect(waits[2]).toBeGreaterThan((waits[0] ?? 0) * 1.5);
    }, 30_000);

    test("after its last attempt a message goes to the dead letter topic, saying where it came from", async () => {
      const worker = await receive(() => 500);
      const graves = await receive();
      const topic = freshTopic();
      await subscribe(url, graves.url, { topic: `${topic}-dead` });
      await subscribe(url, worker.url, { topic, deadLetterTopic: `${topic}-dead`, maxBackoffSeconds: 0.2 });
      await publishTexts(url, topic, ["poison"], { kept: "yes" });
      await until("the dead letter", () => graves.pushes.length === 1, 20_000);
      expect(worker.pushes).toHaveLength(5);
      expect(graves.pushes[0]?.text).toBe("poison");
      expect(graves.pushes[0]?.message.attributes).toMatchObject({
        kept: "yes",
        CloudPubSubDeadLetterSourceDeliveryCount: "5",
        CloudPubSubDeadLetterSourceSubscription: `${topic}-sub`,
        CloudPubSubDeadLetterSourceSubscriptionProject: "nova-local",
        CloudPubSubDeadLetterSourceTopicPublishTime: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      });
    }, 30_000);

    test("provisioning twice changes nothing, and a change of plan is applied", async () => {
      const topic = freshTopic();
      const plan = {
        topic,
        subscription: `${topic}-sub`,
        pushEndpoint: "http://127.0.0.1:9/one",
        ackDeadlineSeconds: 10,
        minBackoffSeconds: 10,
        maxBackoffSeconds: 600,
        maxDeliveryAttempts: 7,
        deadLetterTopic: `${topic}-dead`,
      };
      const apply = (change = {}) =>
        provision({ projectId: "nova-local", pubsubUrl: url, subscriptions: [{ ...plan, ...change }] });
      const read = async () => (await callApi(url, "GET", subscriptionPath(plan.subscription))).body;
      await apply();
      const first = await read();
      await apply();
      expect(await read()).toEqual(first);
      await apply({
        pushEndpoint: "http://127.0.0.1:9/two",
        ackDeadlineSeconds: 60,
        maxDeliveryAttempts: 20,
      });
      expect(await read()).toMatchObject({
        pushConfig: { pushEndpoint: "http://127.0.0.1:9/two" },
        ackDeadlineSeconds: 60,
        deadLetterPolicy: {
          deadLetterTopic: `projects/nova-local/topics/${topic}-dead`,
          maxDeliveryAttempts: 20,
        },
      });
    });

    const base64 = Buffer.from("x").toString("base64");
    test.each<[string, string, string, unknown, number]>([
      [
        "a publish to a topic that is not there",
        "POST",
        `${topicPath("nobody-here")}:publish`,
        { messages: [{ data: base64 }] },
        404,
      ],
      ["a publish of nothing", "POST", `${topicPath("refusals")}:publish`, { messages: [] }, 400],
      ["an empty message", "POST", `${topicPath("refusals")}:publish`, { messages: [{}] }, 400],
      [
        "data that is not base64",
        "POST",
        `${topicPath("refusals")}:publish`,
        { messages: [{ data: "%%%" }] },
        400,
      ],
      ["a body that is not JSON", "POST", `${topicPath("refusals")}:publish`, "{", 400],
      [
        "more than 1,000 messages",
        "POST",
        `${topicPath("refusals")}:publish`,
        { messages: Array(1_001).fill({ data: base64 }) },
        400,
      ],
      ["a topic made twice", "PUT", topicPath("refusals"), {}, 409],
      [
        "a subscription to no topic",
        "PUT",
        subscriptionPath("lost-sub"),
        {
          topic: "projects/nova-local/topics/nobody-here",
          pushConfig: { pushEndpoint: "http://127.0.0.1:9/" },
        },
        404,
      ],
      ["a subscription that is not there", "GET", subscriptionPath("nobody-here"), undefined, 404],
    ])("%s is refused as Google does", async (_what, method, path, body, status) => {
      await callApi(url, "PUT", topicPath("refusals"), {});
      const answer = await callApi(url, method, path, body);
      expect(answer.status).toBe(status);
      expect(answer.body).toMatchObject({ error: { code: status } });
    });
  });
}

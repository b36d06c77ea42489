import { randomUUID } from "node:crypto";
import { withLogContext } from "@nova/error-handler";
import { expect, test } from "vitest";
import {
  buildEnvelope,
  campaignPlan,
  decodePush,
  readDeadLetter,
  topics,
  whatsappSend,
} from "../src/index.ts";

const sendId = randomUUID();
const envelope = (change: object = {}) => ({
  ...buildEnvelope(whatsappSend, { sendId }, {}, { source: "decode-test" }),
  ...change,
});
const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64");
const push = (message: object, rest: object = {}) => ({
  message: { data: encode(envelope()), messageId: "7", publishTime: "2026-01-02T03:04:05.678Z", ...message },
  subscription: "projects/p/subscriptions/s",
  ...rest,
});

test("a push gives the data, its ids and its attempt", () => {
  const decoded = decodePush(whatsappSend, push({}, { deliveryAttempt: 3 }));
  expect(decoded).toMatchObject({
    data: { sendId },
    messageId: "7",
    attempt: 3,
    subscription: "projects/p/subscriptions/s",
  });
  expect(decoded.publishedAt?.toISOString()).toBe("2026-01-02T03:04:05.678Z");
  expect(decoded.envelope.metadata.retry_count).toBe(2);
});

test("ids in snake case alone do as well, and no attempt means the first", () => {
  const body = {
    message: { data: encode(envelope()), message_id: "8", publish_time: "2026-01-02T03:04:05Z" },
    subscription: "s",
  };
  const decoded = decodePush(whatsappSend, body);
  expect(decoded).toMatchObject({ messageId: "8", attempt: 1 });
  expect(decoded.publishedAt?.getUTCFullYear()).toBe(2026);
  expect(decoded.envelope.metadata.retry_count).toBe(0);
});

test("a field that this version does not know yet harms nobody", () => {
  const grown = envelope({ data: { sendId, priority: "high" }, region: "sa" });
  expect(decodePush(whatsappSend, push({ data: encode(grown), orderingKey: "" }, { extra: 1 })).data).toEqual(
    { sendId },
  );
});

test.each<[string, unknown, string]>([
  ["text that was not JSON", "{oops", "the body is not JSON"],
  ["nothing", undefined, "the body is not JSON"],
  ["null", null, "the body has no Pub/Sub message"],
  ["a list", [], "the body has no Pub/Sub message"],
  ["an envelope without its wrapper", envelope(), "the body has no Pub/Sub message"],
  ["a message without an id", { message: { data: "eA==" } }, "the message has no id"],
  ["no data", push({ data: "" }), "data is not base64 JSON"],
  ["data that is not base64", push({ data: "%%%" }), "data is not base64 JSON"],
  ["data that is not JSON", push({ data: Buffer.from("olá").toString("base64") }), "data is not base64 JSON"],
  ["JSON that is no envelope", push({ data: encode({ sendId }) }), "data is not an envelope"],
  [
    "another topic's envelope",
    push({ data: encode(envelope({ type: "campaign-plan" })) }),
    "the envelope is of another type",
  ],
  [
    "a payload that breaks its contract",
    push({ data: encode(envelope({ data: { sendId: "5" } })) }),
    "the payload breaks its contract (sendId: invalid_format)",
  ],
])("%s is unreadable, for good, and the reason says why", (_what, body, reason) => {
  const decode = () => decodePush(whatsappSend, body);
  expect(decode).toThrow(expect.objectContaining({ code: "queue.unreadable", retry: "never" }));
  expect(decode).toThrow(reason);
});

test("a tick has no campaign, a start has one", () => {
  expect(buildEnvelope(campaignPlan, {}, {}, { source: "t" }).data).toEqual({});
  expect(buildEnvelope(campaignPlan, { campaignId: sendId }, {}, { source: "t" }).data).toEqual({
    campaignId: sendId,
  });
});

test("data that breaks the contract is not wrapped at all, and its values are not told", () => {
  const build = () => buildEnvelope(whatsappSend, { sendId: "+5511999990000" }, {}, { source: "t" });
  expect(build).toThrow(expect.objectContaining({ code: "queue.invalid_payload", retry: "never" }));
  expect(build).not.toThrow("5511999990000");
});

test("what is published while something is handled carries its correlation id on", () => {
  const carried = withLogContext({ correlationId: "c-9" }, () => envelope());
  expect(carried.metadata.correlation_id).toBe("c-9");
  const told = withLogContext({ correlationId: "c-9" }, () =>
    buildEnvelope(
      whatsappSend,
      { sendId },
      { correlationId: "c-10", userId: "u", jobId: "j" },
      { source: "t" },
    ),
  );
  expect(told.metadata).toEqual({ correlation_id: "c-10", user_id: "u", job_id: "j", retry_count: 0 });
});

test("every contract is listed under its own name", () => {
  expect(Object.entries(topics).every(([name, topic]) => topic.name === name)).toBe(true);
  expect(Object.keys(topics)).toEqual(["whatsapp-send", "campaign-plan", "conversation-process"]);
});

test("a dead letter tells where it came from and what it carried", () => {
  const attributes = {
    CloudPubSubDeadLetterSourceSubscription: "whatsapp-send-sub",
    CloudPubSubDeadLetterSourceDeliveryCount: "20",
  };
  expect(readDeadLetter(push({ attributes }))).toEqual({
    messageId: "7",
    sourceSubscription: "whatsapp-send-sub",
    deliveryAttempts: 20,
    type: "whatsapp-send",
    correlationId: undefined,
    payload: { sendId },
  });
});

test.each<[string, unknown, unknown]>([
  ["that was no envelope", push({ data: Buffer.from("lixo").toString("base64") }), "lixo"],
  ["that was no push", { some: "thing" }, { some: "thing" }],
  ["of nothing", undefined, null],
])("a dead letter %s is kept as it came", (_what, body, payload) => {
  expect(readDeadLetter(body)).toMatchObject({ type: undefined, payload });
});

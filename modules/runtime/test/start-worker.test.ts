import { AppError } from "@nova/error-handler";
import { expect, test } from "vitest";
import { push, setUpWorker } from "./set-up.ts";

test("a handled message is acknowledged and leaves one log line with its ids and nothing of its payload", async () => {
  const { post, handled, requests } = await setUpWorker();
  const response = await post(push({ greetingId: "g-secret" }, { attempt: 3 }));
  expect(response.status).toBe(204);
  expect(response.headers.get("x-correlation-id")).toBe("corr-1");
  expect(handled).toEqual([{ greetingId: "g-secret" }]);
  await expect.poll(requests).toHaveLength(1);
  expect(requests()[0]).toMatchObject({
    outcome: "done",
    status: 204,
    topic: "test-greet",
    messageId: "m-1",
    attempt: 3,
    correlationId: "corr-1",
  });
  expect(JSON.stringify(requests())).not.toContain("g-secret");
});

test("the correlation id and the trace reach every line that the handler logs", async () => {
  const worker = await setUpWorker({ handle: () => worker.shell.logger.info("inside") });
  const traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
  await worker.post(push({ greetingId: "g" }), "/", { traceparent });
  expect(worker.lines.find((line) => line.message === "inside")).toMatchObject({
    correlationId: "corr-1",
    messageId: "m-1",
    "logging.googleapis.com/trace": "projects/nova-test/traces/0af7651916cd43dd8448eb211c80319c",
  });
});

test("a handler that throws is reported once and asked again", async () => {
  const { post, told, recorded, requests } = await setUpWorker({
    handle: () => {
      throw new Error("database gone");
    },
  });
  expect((await post(push({ greetingId: "g" }))).status).toBe(500);
  expect(told).toHaveLength(1);
  expect(recorded).toEqual([]);
  await expect.poll(requests).toMatchObject([{ outcome: "redeliver", code: "unexpected.error" }]);
});

test("a handler that says never is recorded, told and acknowledged", async () => {
  const { post, told, recorded } = await setUpWorker({
    handle: () => {
      throw new AppError("greeting.unknown", "no such greeting", { retry: "never" });
    },
  });
  expect((await post(push({ greetingId: "g" }))).status).toBe(204);
  expect(recorded).toMatchObject([
    { topic: "test-greet", messageId: "m-1", reason: "greeting.unknown: no such greeting" },
  ]);
  expect(told.map((error) => error.code)).toEqual(["greeting.unknown"]);
});

const nested = `${"[".repeat(50_000)}${"]".repeat(50_000)}`;
test.each([
  ["an empty object", {}],
  ["null", "null"],
  ["a number", "42"],
  ["a bare string", '"x"'],
  ["an array", []],
  ["a message that is text", { message: "x" }],
  ["a message without an id", { message: { data: "e30=" } }],
  ["data that is not base64", { message: { messageId: "m", data: "***" } }],
  ["data that is not JSON", { message: { messageId: "m", data: "aGVsbG8=" } }],
  ["data that is no envelope", { message: { messageId: "m", data: "e30=" } }],
  ["data that is a number", { message: { messageId: "m", data: 7 } }],
  ["another topic's message", push({ greetingId: "g" }, { type: "test-other" })],
  ["a payload that breaks its contract", push({ greetingId: 7 })],
  ["an absurd delivery attempt", { ...(push({ greetingId: "g" }) as object), deliveryAttempt: -1e308 }],
  ["a message id of NUL characters", { message: { messageId: "\u0000\u0000", data: "e30=" } }],
  ["a message id of a megabyte", { message: { messageId: "m".repeat(1_000_000), data: "e30=" } }],
  ["emoji all over the place where it is cut", JSON.stringify("😀".repeat(11_000))],
  ["a half emoji", { message: { messageId: "\ud83d", data: "e30=" } }],
  ["prototype keys", '{"__proto__":{"message":{}},"constructor":{"prototype":{}}}'],
  ["arrays nested 50,000 deep", nested],
])("an unreadable push is recorded, told and acknowledged: %s", async (_what, body) => {
  const { post, handled, recorded, told } = await setUpWorker();
  const sent = typeof body === "string" ? body : JSON.stringify(body);
  expect((await post(sent)).status).toBe(204);
  expect(handled).toEqual([]);
  expect(recorded).toHaveLength(1);
  expect(told.map((error) => error.code)).toEqual(["queue.unreadable"]);
  const [record] = recorded;
  expect(record?.body).toBe(sent.slice(0, 20_000).toWellFormed());
  expect(record?.messageId.length).toBeLessThanOrEqual(200);
  for (const text of Object.values(record ?? {}))
    expect(text.isWellFormed() && !text.includes("\u0000")).toBe(true);
});

test("a push without an id is recorded under the same name each time it comes", async () => {
  const { post, recorded } = await setUpWorker();
  await post({});
  await post({});
  await post([]);
  const [first, again, other] = recorded.map(({ messageId }) => messageId);
  expect(again).toBe(first);
  expect(other).not.toBe(first);
});

test("what cannot be recorded is not acknowledged", async () => {
  const { post, recorded } = await setUpWorker({ recordFails: true });
  expect((await post({})).status).toBe(503);
  expect((await post({}, "/dead-letter")).status).toBe(503);
  expect(recorded).toEqual([]);
});

test("a final failure that cannot be recorded is not acknowledged", async () => {
  const handle = () => {
    throw new AppError("greeting.unknown", "no such greeting", { retry: "never" });
  };
  const { post } = await setUpWorker({ recordFails: true, handle });
  expect((await post(push({ greetingId: "g" }))).status).toBe(503);
});

test("a dead letter is recorded with who gave it up, told and acknowledged", async () => {
  const { post, recorded, told, handled } = await setUpWorker();
  const letter = push({ greetingId: "g" }) as { message: { attributes: Record<string, string> } };
  letter.message.attributes = {
    CloudPubSubDeadLetterSourceDeliveryCount: "20",
    CloudPubSubDeadLetterSourceSubscription: "test-greet-sub",
  };
  const response = await post(letter, "/dead-letter");
  expect(response.status).toBe(204);
  expect(response.headers.get("x-correlation-id")).toBe("corr-1");
  expect(handled).toEqual([]);
  expect(recorded[0]).toMatchObject({
    messageId: "m-1",
    reason: "queue.dead-letter: given up after 20 deliveries by test-greet-sub",
  });
  expect(told.map((error) => error.code)).toEqual(["queue.dead-letter"]);
});

test("a broken dead letter is kept all the same", async () => {
  const { post, recorded } = await setUpWorker();
  expect((await post("[1]", "/dead-letter")).status).toBe(204);
  expect(recorded).toMatchObject([{ body: "[1]" }]);
});

test.each([
  ["not JSON", "{oops", {}, 400],
  ["empty", "", {}, 400],
  ["another charset", "{}", { "content-type": "application/json; charset=utf-16" }, 415],
  ["compressed", "{}", { "content-encoding": "deflate" }, 415],
  ["larger than the limit", `"${"x".repeat(2_000)}"`, {}, 413],
])("a body that no Pub/Sub sends is refused and not recorded: %s", async (_what, body, headers, status) => {
  const { post, recorded, handled } = await setUpWorker({ bodyLimitBytes: 1_000 });
  const response = await post(body, "/", headers);
  expect(response.status).toBe(status);
  expect(response.headers.get("content-type")).toContain("application/problem+json");
  expect([...recorded, ...handled]).toEqual([]);
});

test("bytes that are not UTF-8 are refused, not mended", async () => {
  const { url } = await setUpWorker();
  const body = Buffer.from([0x22, 0xff, 0xfe, 0x22]);
  expect((await fetch(url, { method: "POST", body })).status).toBe(400);
});

test("a push with a wrong token is refused before anything is read, and told to nobody", async () => {
  const { post, handled, recorded, told } = await setUpWorker({
    verifyPush: async (authorization) => {
      if (authorization !== "Bearer good") {
        throw new AppError("queue.unauthenticated", "wrong token", { retry: "never" });
      }
    },
  });
  expect((await post(push({ greetingId: "g" }))).status).toBe(401);
  expect((await post({}, "/dead-letter", { authorization: "Bearer bad" })).status).toBe(401);
  expect([...handled, ...recorded, ...told]).toEqual([]);
  expect((await post(push({ greetingId: "g" }), "/", { authorization: "Bearer good" })).status).toBe(204);
});

test("keys that cannot be fetched are our fault: the push comes again", async () => {
  const { post } = await setUpWorker({
    verifyPush: async () => {
      throw new AppError("queue.keys_unreachable", "timed out", { retry: "safe" });
    },
  });
  expect((await post(push({ greetingId: "g" }))).status).toBe(503);
});

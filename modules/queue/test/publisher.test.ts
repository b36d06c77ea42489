import { randomUUID } from "node:crypto";
import { once } from "node:events";
import http from "node:http";
import { afterEach, expect, test } from "vitest";
import * as z from "zod";
import { campaignPlan, whatsappSend } from "../src/index.ts";
import { createPublisher } from "../src/publisher.ts";

type Call = { url: string; messages: number; body: string; authorization: string | undefined; at: number };
type Reply = (
  call: Call,
  count: number,
) => number | "hang" | "reset" | { status: number; headers: Record<string, string> };

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

const bodySchema = z.object({ messages: z.array(z.unknown()).optional() });

async function startQueue(reply: Reply = () => 200): Promise<{ url: string; calls: Call[] }> {
  const calls: Call[] = [];
  let ids = 0;
  const server = http.createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += String(chunk);
    const messages = bodySchema.parse(JSON.parse(body)).messages?.length ?? 0;
    const call = {
      url: request.url ?? "",
      messages,
      body,
      authorization: request.headers.authorization,
      at: Date.now(),
    };
    calls.push(call);
    const answer = reply(call, calls.length);
    if (answer === "hang") return;
    if (answer === "reset") return void request.socket.destroy();
    const { status, headers } = typeof answer === "number" ? { status: answer, headers: {} } : answer;
    const messageIds = Array.from({ length: status === 200 ? messages : 0 }, () => String(++ids));
    response
      .writeHead(status, headers)
      .end(JSON.stringify(status === 200 ? { messageIds } : { error: { code: status } }));
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  closing.push(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  return { url: `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}`, calls };
}

type Options = Partial<Parameters<typeof createPublisher>[0]>;
const publisherFor = (pubsubUrl: string, options: Options = {}) =>
  createPublisher({ projectId: "p", source: "publisher-test", pubsubUrl, retryDelayMs: 10, ...options });
const send = () => ({ sendId: randomUUID() });
const sends = (count: number) => Array.from({ length: count }, send);

test("publishes made together share a request, and each gets its own id", async () => {
  const queue = await startQueue();
  const publisher = publisherFor(queue.url);
  const ids = await Promise.all(sends(50).map((data) => publisher.publish(whatsappSend, data)));
  expect(queue.calls).toHaveLength(1);
  expect(queue.calls[0]).toMatchObject({
    url: "/v1/projects/p/topics/whatsapp-send:publish",
    messages: 50,
    authorization: undefined,
  });
  expect(new Set(ids).size).toBe(50);
});

test("topics do not share a request", async () => {
  const queue = await startQueue();
  const publisher = publisherFor(queue.url);
  await Promise.all([publisher.publish(whatsappSend, send()), publisher.publish(campaignPlan, {})]);
  expect(queue.calls.map((call) => call.url).sort()).toEqual([
    "/v1/projects/p/topics/campaign-plan:publish",
    "/v1/projects/p/topics/whatsapp-send:publish",
  ]);
});

test("a batch goes out by the thousand, ids in the order of its messages", async () => {
  const queue = await startQueue();
  const ids = await publisherFor(queue.url).publishBatch(whatsappSend, sends(2_500));
  expect(queue.calls.map((call) => call.messages).sort()).toEqual([1_000, 1_000, 500].sort());
  expect(new Set(ids).size).toBe(2_500);
});

test("a request stays under 7 MB", async () => {
  const queue = await startQueue();
  const wide = { name: "wide-topic", schema: z.object({ text: z.string() }) };
  await publisherFor(queue.url).publishBatch(
    wide,
    Array.from({ length: 30 }, () => ({ text: "x".repeat(400_000) })),
  );
  expect(Math.max(...queue.calls.map((call) => call.body.length))).toBeLessThan(7_100_000);
  expect(queue.calls.reduce((sum, call) => sum + call.messages, 0)).toBe(30);
});

test("at most four requests are under way", async () => {
  const queue = await startQueue(() => "hang");
  const publisher = publisherFor(queue.url, { timeoutMs: 2_000, totalMs: 2_000 });
  await expect(publisher.publishBatch(whatsappSend, sends(6_000))).rejects.toMatchObject({
    code: "queue.unreachable",
  });
  expect(queue.calls.length).toBe(4);
});

test("a message over Pub/Sub's limit is refused before it is sent", async () => {
  const queue = await startQueue();
  const wide = { name: "wide-topic", schema: z.object({ text: z.string() }) };
  await expect(publisherFor(queue.url).publish(wide, { text: "x".repeat(8_000_000) })).rejects.toMatchObject({
    code: "queue.too_large",
    retry: "never",
  });
  expect(queue.calls).toHaveLength(0);
});

test.each([408, 429, 500, 502, 503, 504])("after a %i the request is repeated", async (status) => {
  const queue = await startQueue((_call, count) => (count < 3 ? status : 200));
  await expect(publisherFor(queue.url).publish(whatsappSend, send())).resolves.toBe("1");
  expect(queue.calls).toHaveLength(3);
  expect(new Set(queue.calls.map((call) => call.body)).size).toBe(1);
});

test.each([
  [400, "queue.rejected"],
  [403, "queue.rejected"],
  [404, "queue.not_found"],
])("a %i is final", async (status, code) => {
  const queue = await startQueue(() => status);
  await expect(publisherFor(queue.url).publish(whatsappSend, send())).rejects.toMatchObject({
    code,
    retry: "never",
  });
  expect(queue.calls).toHaveLength(1);
});

test("a connection cut in the middle is tried again", async () => {
  const queue = await startQueue((_call, count) => (count === 1 ? "reset" : 200));
  await expect(publisherFor(queue.url).publish(whatsappSend, send())).resolves.toBe("1");
});

test("a server that hangs costs one call's timeout, and the next is asked", async () => {
  const queue = await startQueue((_call, count) => (count === 1 ? "hang" : 200));
  const started = Date.now();
  await publisherFor(queue.url, { timeoutMs: 200 }).publish(whatsappSend, send());
  expect(Date.now() - started).toBeLessThan(8_000);
});

test("one that always hangs is given up on in time, and nobody says that it did not happen", async () => {
  const queue = await startQueue(() => "hang");
  const started = Date.now();
  const publishing = publisherFor(queue.url, { timeoutMs: 200, totalMs: 700 }).publish(whatsappSend, send());
  await expect(publishing).rejects.toMatchObject({ code: "queue.unreachable", retry: "unknown" });
  expect(Date.now() - started).toBeLessThan(8_000);
});

test("one that is always busy did not take it: that is safe to repeat", async () => {
  const queue = await startQueue(() => 429);
  const publishing = publisherFor(queue.url, { totalMs: 300 }).publish(whatsappSend, send());
  await expect(publishing).rejects.toMatchObject({ code: "queue.busy", retry: "safe" });
});

test("busy after an answer that never came is not safe any more", async () => {
  const queue = await startQueue((_call, count) => (count === 1 ? "reset" : 429));
  const publishing = publisherFor(queue.url, { totalMs: 300 }).publish(whatsappSend, send());
  await expect(publishing).rejects.toMatchObject({ code: "queue.busy", retry: "unknown" });
});

test("nobody listening is safe to repeat", async () => {
  const queue = await startQueue();
  for (const close of closing.splice(0)) close();
  const publishing = publisherFor(queue.url, { totalMs: 200 }).publish(whatsappSend, send());
  await expect(publishing).rejects.toMatchObject({ code: "queue.unreachable", retry: "safe" });
});

test("how long the server asks to wait is waited", async () => {
  const queue = await startQueue((_call, count) =>
    count === 1 ? { status: 429, headers: { "retry-after": "1" } } : 200,
  );
  await publisherFor(queue.url).publish(whatsappSend, send());
  expect((queue.calls[1]?.at ?? 0) - (queue.calls[0]?.at ?? 0)).toBeGreaterThanOrEqual(990);
});

test("an answer that confirms fewer messages than were sent is no confirmation", async () => {
  const fetch = async () => new Response(JSON.stringify({ messageIds: ["1"] }));
  const publishing = publisherFor("http://queue.test", { fetch }).publishBatch(whatsappSend, sends(2));
  await expect(publishing).rejects.toMatchObject({ code: "queue.odd_answer", retry: "unknown" });
});

test("one bad message refuses its whole batch, and nothing of it is sent", async () => {
  const queue = await startQueue();
  const publishing = publisherFor(queue.url).publishBatch(whatsappSend, [send(), { sendId: "bad" }]);
  await expect(publishing).rejects.toMatchObject({ code: "queue.invalid_payload" });
  expect(queue.calls).toHaveLength(0);
});

test("flush returns when everything is answered", async () => {
  const queue = await startQueue();
  const publisher = publisherFor(queue.url, { lingerMs: 60_000 });
  let done = false;
  const publishing = publisher.publish(whatsappSend, send()).then(() => {
    done = true;
  });
  await publisher.flush();
  await publishing;
  expect(done).toBe(true);
  await publisher.flush();
});

test("Google gets a token, asked for once and renewed when it is refused", async () => {
  const asked: string[] = [];
  const shown: (string | null)[] = [];
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const url = String(input);
    if (url.startsWith("http://metadata.google.internal/")) {
      asked.push(new Headers(init?.headers).get("metadata-flavor") ?? "");
      return new Response(JSON.stringify({ access_token: `token-${asked.length}`, expires_in: 3_600 }));
    }
    shown.push(new Headers(init?.headers).get("authorization"));
    return shown.length === 2
      ? new Response("{}", { status: 401 })
      : new Response(JSON.stringify({ messageIds: ["1"] }));
  };
  const publisher = createPublisher({ projectId: "p", source: "token-test", fetch, retryDelayMs: 1 });
  await publisher.publish(whatsappSend, send());
  await publisher.publish(whatsappSend, send());
  expect(shown).toEqual(["Bearer token-1", "Bearer token-1", "Bearer token-2"]);
  expect(asked).toEqual(["Google", "Google"]);
});

test("a token is never shown to anyone but Google", async () => {
  const queue = await startQueue();
  await publisherFor(queue.url, { accessToken: async () => "secret" }).publish(whatsappSend, send());
  expect(queue.calls[0]?.authorization).toBeUndefined();
});

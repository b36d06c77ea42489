import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import * as z from "zod";
import { whatsappSend } from "../src/index.ts";
import { createPublisher } from "../src/publisher.ts";

const taskSchema = z.object({
  task: z.object({
    name: z.undefined().optional(),
    scheduleTime: z.string(),
    httpRequest: z.object({
      url: z.string(),
      httpMethod: z.literal("POST"),
      headers: z.record(z.string(), z.string()),
      body: z.string(),
      oauthToken: z.object({ serviceAccountEmail: z.string() }),
    }),
  }),
});
const messagesSchema = z.object({ messages: z.array(z.object({ data: z.string() })) });

function setUp(change: Partial<Parameters<typeof createPublisher>[0]> = {}) {
  const calls: { url: string; body: unknown }[] = [];
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const body: unknown = JSON.parse(String(init?.body));
    calls.push({ url: String(input), body });
    const count = messagesSchema.safeParse(body).data?.messages.length ?? 0;
    return new Response(JSON.stringify({ messageIds: Array.from({ length: count }, (_, n) => String(n)) }));
  };
  const publisher = createPublisher({
    projectId: "p",
    source: "later-test",
    tasksQueue: "later",
    location: "southamerica-east1",
    serviceAccount: "tasks@p.iam.gserviceaccount.com",
    accessToken: async () => "token",
    now: () => new Date("2026-03-01T12:00:00Z"),
    fetch,
    ...change,
  });
  const tasks = () => calls.map((call) => taskSchema.parse(call.body).task.httpRequest);
  return { publisher, calls, tasks };
}

const sends = (count: number) => Array.from({ length: count }, () => ({ sendId: randomUUID() }));
const later = new Date("2026-03-01T12:01:00Z");

test("a later time becomes one unnamed task that calls Pub/Sub's own publish with an OAuth token", async () => {
  const { publisher, calls } = setUp();
  await publisher.publishAt(whatsappSend, sends(2), later);
  expect(calls).toHaveLength(1);
  expect(calls[0]?.url).toBe(
    "https://cloudtasks.googleapis.com/v2/projects/p/locations/southamerica-east1/queues/later/tasks",
  );
  const { task } = taskSchema.parse(calls[0]?.body);
  expect(task).toMatchObject({
    scheduleTime: "2026-03-01T12:01:00.000Z",
    httpRequest: {
      url: "https://pubsub.googleapis.com/v1/projects/p/topics/whatsapp-send:publish",
      oauthToken: { serviceAccountEmail: "tasks@p.iam.gserviceaccount.com" },
    },
  });
  const body = messagesSchema.parse(JSON.parse(Buffer.from(task.httpRequest.body, "base64").toString()));
  expect(body.messages).toHaveLength(2);
});

test("a task holds at most 1,000 messages", async () => {
  const { publisher, tasks } = setUp();
  await publisher.publishAt(whatsappSend, sends(2_001), later);
  const counts = tasks().map(
    (request) =>
      messagesSchema.parse(JSON.parse(Buffer.from(request.body, "base64").toString())).messages.length,
  );
  expect(counts.sort((a, b) => b - a)).toEqual([1_000, 1_000, 1]);
});

test("a task's body holds at most 600 kB", async () => {
  const { publisher, tasks } = setUp();
  const wide = { name: "wide-topic", schema: z.object({ text: z.string() }) };
  await publisher.publishAt(
    wide,
    Array.from({ length: 20 }, () => ({ text: "x".repeat(100_000) })),
    later,
  );
  const sizes = tasks().map((request) => Buffer.from(request.body, "base64").length);
  expect(Math.max(...sizes)).toBeLessThan(600_100);
  expect(sizes.length).toBe(5);
});

test.each(["2026-03-01T12:00:00Z", "2026-03-01T11:00:00Z"])(
  "a time that is not ahead (%s) is published now",
  async (at) => {
    const { publisher, calls } = setUp();
    await publisher.publishAt(whatsappSend, sends(3), new Date(at));
    expect(calls.map((call) => call.url)).toEqual([
      "https://pubsub.googleapis.com/v1/projects/p/topics/whatsapp-send:publish",
    ]);
  },
);

test("nothing to publish is nothing to do", async () => {
  const { publisher, calls } = setUp();
  await publisher.publishAt(whatsappSend, [], later);
  await publisher.publishBatch(whatsappSend, []);
  expect(calls).toEqual([]);
});

test("without a queue it says so", async () => {
  const { publisher } = setUp({ tasksQueue: undefined });
  await expect(publisher.publishAt(whatsappSend, sends(1), later)).rejects.toMatchObject({
    code: "queue.no_tasks_queue",
    retry: "never",
  });
});

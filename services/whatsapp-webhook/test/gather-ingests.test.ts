import { setImmediate as tick } from "node:timers/promises";
import { AppError } from "@nova/error-handler";
import type { Delivery } from "@nova/supabase-client";
import { expect, test, vi } from "vitest";
import { createGatherIngests } from "../src/gather-ingests.ts";
import { createFakeWebhooks } from "./fake-webhooks.ts";

const empty = { statuses: [], optOuts: [], optIns: [], templateStatuses: [] };
const statuses = [{ externalId: "wamid.1", status: "delivered" as const }];

function delivery(body: string, group: Partial<Delivery["groups"][number]> = { statuses }): Delivery {
  const groups = [{ sender: "1", ...empty, ...group }];
  return { provider: "meta", endpointId: null, clientId: null, bodyHash: body, body, groups };
}

/** A log that answers when told to, and notes in what company each body came. */
function setUp({ refuse = () => undefined }: { refuse?: (bodies: string[]) => AppError | undefined } = {}) {
  const log = createFakeWebhooks(["1"]);
  const calls: string[][] = [];
  const held: (() => void)[] = [];
  const hold = async (bodies: string[]) => {
    calls.push(bodies);
    await new Promise<void>((resolve) => held.push(resolve));
    const refusal = refuse(bodies);
    if (refusal) throw refusal;
  };
  const gathered = createGatherIngests({
    ingest: async (one) => {
      await hold([one.body]);
      return log.ingest(one);
    },
    ingestMany: async (provider, many) => {
      await hold(many.map(({ body }) => body));
      return log.ingestMany(provider, many);
    },
  });
  async function answerAll() {
    while (held.length > 0) {
      for (const answer of held.splice(0)) answer();
      for (let turn = 0; turn < 5; turn++) await tick();
    }
  }
  return { gathered, calls, answerAll };
}

const letters = (count: number) => Array.from({ length: count }, (_, index) => `b${index}`);

test("a webhook that comes alone waits for nobody; those that come meanwhile go together, each with its own result", async () => {
  const { gathered, calls, answerAll } = setUp();
  const all = Promise.all(letters(6).map((body) => gathered(delivery(body))));
  expect(calls).toEqual([["b0"]]);
  await answerAll();
  expect(calls).toEqual([["b0"], ["b1", "b2", "b3", "b4", "b5"]]);
  expect(new Set((await all).map(({ eventId }) => eventId)).size).toBe(6);
});

test("no more than 50 go together, and no more than a million characters", async () => {
  const { gathered, calls, answerAll } = setUp();
  const bodies = [...letters(103), "x".repeat(600_000), "y".repeat(600_000)];
  const all = Promise.all(bodies.map((body) => gathered(delivery(body))));
  await answerAll();
  expect((await all).every(({ duplicate }) => !duplicate)).toBe(true);
  expect(calls.map((call) => call.length)).toEqual([1, 50, 50, 3, 1]);
});

test.each([
  ["an opt-out", { statuses, optOuts: [{ kind: "phone" as const, value: "5511987654321" }] }],
  ["an opt-in", { optIns: [{ kind: "phone" as const, value: "5511987654321" }] }],
  ["a sender's state", { senderState: { state: "close" as const } }],
  ["a template's state", { templateStatuses: [{ name: "a", language: "pt_BR", status: "PAUSED" }] }],
  ["nothing", {}],
])("%s goes alone and at once", async (_, group) => {
  const { gathered, calls, answerAll } = setUp();
  const all = Promise.all([
    ...letters(4).map((body) => gathered(delivery(body))),
    gathered(delivery("alone", group)),
  ]);
  expect(calls).toContainEqual(["alone"]);
  await answerAll();
  await all;
});

test("what one body breaks does not touch the others: each is tried alone", async () => {
  const refused = new AppError("database.22008", "no", { retry: "never" });
  const { gathered, calls, answerAll } = setUp({
    refuse: (bodies) => (bodies.includes("b3") ? refused : undefined),
  });
  const all = Promise.allSettled(letters(5).map((body) => gathered(delivery(body))));
  await answerAll();
  expect((await all).map(({ status }) => status)).toEqual([
    "fulfilled",
    "fulfilled",
    "fulfilled",
    "rejected",
    "fulfilled",
  ]);
  expect(calls.slice(2)).toEqual([["b1"], ["b2"], ["b3"], ["b4"]]);
});

test("with the database away all are told at once: nobody asks again for each", async () => {
  const away = new AppError("database.unreachable", "no", { retry: "safe" });
  const { gathered, calls, answerAll } = setUp({ refuse: () => away });
  const all = Promise.allSettled(letters(5).map((body) => gathered(delivery(body))));
  await answerAll();
  expect((await all).every(({ status }) => status === "rejected")).toBe(true);
  expect(calls).toHaveLength(2);
});

test("one that hangs holds up the others for a moment only", async () => {
  const { gathered, calls, answerAll } = setUp();
  const first = gathered(delivery("hangs"));
  const second = gathered(delivery("comes later"));
  expect(calls).toEqual([["hangs"]]);
  await vi.waitFor(() => expect(calls).toEqual([["hangs"], ["comes later"]]));
  await answerAll();
  await Promise.all([first, second]);
});

import { AppError } from "@nova/error-handler";
import type { Ingested } from "@nova/supabase-client";
import { expect, test } from "vitest";
import { createReactToIngested } from "../src/react-to-ingested.ts";

const sendId = "5b1f0c84-8c52-4a7e-9f0f-6c1b0f2d3a01";
const campaignId = "5b1f0c84-8c52-4a7e-9f0f-6c1b0f2d3a02";
const senderId = "5b1f0c84-8c52-4a7e-9f0f-6c1b0f2d3a03";
const clientId = "5b1f0c84-8c52-4a7e-9f0f-6c1b0f2d3a04";
const plain: Ingested = {
  duplicate: false,
  eventId: null,
  status: "applied",
  applied: 1,
  unknownSenders: [],
  sendIds: [],
  senderChanges: [],
};

function setUp() {
  const done: unknown[] = [];
  const reported: string[] = [];
  let clock = 0;
  let reactFailure: Error | undefined;
  const react = createReactToIngested({
    react: async ({ code, action, wholeAccount }, blamed) => {
      if (reactFailure) throw reactFailure;
      done.push([code, action, wholeAccount === true, blamed]);
    },
    breaker: { look: async (id) => void done.push(["look", id]) },
    publisher: {
      publish: async (topic, data) => {
        done.push([topic.name, data]);
        return "1";
      },
      publishAt: async (topic, datas, at) => void done.push([topic.name, datas, at.toISOString()]),
    },
    reporter: {
      report: async (thrown) => {
        const error =
          thrown instanceof AppError ? thrown : new AppError("unexpected", "", { retry: "unknown" });
        reported.push(error.code);
        return error;
      },
    },
    now: () => new Date(clock),
  });
  const failed = (code: string | null) => ({ sendId, clientId, senderId, campaignId, code });
  return {
    take: (change: Partial<Ingested>) => react("meta", { ...plain, ...change }),
    failed,
    done,
    reported,
    pass: (ms: number) => {
      clock += ms;
    },
    failReactWith: (error: Error) => {
      reactFailure = error;
    },
  };
}

test("a webhook in which nothing failed demands nothing", async () => {
  const { take, done } = setUp();
  await take({});
  expect(done).toEqual([]);
});

test("a failed status is reacted to as the same code in an answer, and the breaker looks at its campaign once", async () => {
  const { take, done, failed } = setUp();
  await take({ failures: [failed("meta.131031"), failed("meta.131026"), failed(null)] });
  const blamed = { sendId, clientId, senderId, campaignId };
  expect(done).toEqual([
    ["meta.131031", "pause-sender", true, blamed],
    ["meta.131026", "fail", false, blamed],
    ["look", campaignId],
  ]);
});

test("the breaker looks at a campaign after which people asked to be left alone", async () => {
  const { take, done } = setUp();
  await take({ optedOutOf: [campaignId] });
  expect(done).toEqual([["look", campaignId]]);
});

test("a slice of which enough is known has its campaign planned, at most once a second", async () => {
  const { take, done, pass } = setUp();
  await take({ slicesKnown: [campaignId] });
  await take({ slicesKnown: [campaignId] });
  expect(done).toEqual([["campaign-plan", { campaignId }]]);
  pass(1_000);
  await take({ slicesKnown: [campaignId] });
  expect(done).toHaveLength(2);
});

test("what cannot be done is reported, and keeps nothing else from being done", async () => {
  const { take, done, failed, reported, failReactWith } = setUp();
  failReactWith(new AppError("database.timeout", "", { retry: "unknown" }));
  await take({ failures: [failed("meta.190")] });
  expect(reported).toEqual(["database.timeout"]);
  expect(done).toEqual([["look", campaignId]]);
});

test("what was said wakes its conversations when their bursts may be over, those of one moment together", async () => {
  const { take, done } = setUp();
  const [first, second] = ["2026-11-21T12:00:05.000Z", "2026-11-21T12:00:09.000Z"];
  await take({
    conversations: [
      { id: sendId, wakeAt: first },
      { id: senderId, wakeAt: second },
      { id: clientId, wakeAt: first },
    ],
  });
  expect(done).toEqual([
    ["conversation-process", [{ conversationId: sendId }, { conversationId: clientId }], first],
    ["conversation-process", [{ conversationId: senderId }], second],
  ]);
});

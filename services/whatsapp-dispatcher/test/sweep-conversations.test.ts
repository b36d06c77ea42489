import { AppError } from "@nova/error-handler";
import type { Alert } from "@nova/notify";
import type { SweptConversations } from "@nova/supabase-client";
import { expect, test } from "vitest";
import { createSweepConversations } from "../src/sweep-conversations.ts";

const [first, second] = ["5b1f0c84-8c52-4a7e-9f0f-6c1b0f2d3a02", "5b1f0c84-8c52-4a7e-9f0f-6c1b0f2d3a03"];
const nothing: SweptConversations = { due: [], resumed: 0, alarms: [] };
const waiting = (conversationId: string) => ({
  conversationId,
  clientId: first,
  since: "2026-11-21T12:00:00+00:00",
  minutes: 15,
});

function setUp(swept: SweptConversations | AppError) {
  const published: unknown[] = [];
  const told: Alert[] = [];
  const reported: string[] = [];
  const faults: { publish?: Error; notify?: Error } = {};
  const sweep = createSweepConversations({
    conversations: {
      sweep: async () => {
        if (swept instanceof AppError) throw swept;
        return swept;
      },
    },
    publisher: {
      publishBatch: async (topic, datas) => {
        if (faults.publish) throw faults.publish;
        published.push([topic.name, datas]);
        return datas.map(() => "1");
      },
    },
    notify: async (alert) => {
      const { notify } = faults;
      delete faults.notify;
      if (notify) throw notify;
      told.push(alert);
    },
    linkTo: (path) => `https://painel.example${path}`,
    reporter: {
      report: async (thrown) => {
        const error =
          thrown instanceof AppError ? thrown : new AppError("unexpected", "", { retry: "unknown" });
        reported.push(error.code);
        return error;
      },
    },
  });
  return { sweep, published, told, reported, faults };
}

test("what is due is published again, and who waits is told of by id alone", async () => {
  const { sweep, published, told } = setUp({ due: [first, second], resumed: 1, alarms: [waiting(second)] });
  expect(await sweep()).toEqual({ rewoken: 2, resumed: 1, unanswered: 1 });
  expect(published).toEqual([
    ["conversation-process", [{ conversationId: first }, { conversationId: second }]],
  ]);
  expect(told).toMatchObject([
    { key: `unanswered:${second}`, url: `https://painel.example/conversations/${second}` },
  ]);
});

test("with nothing to do it does nothing", async () => {
  const { sweep, published, told } = setUp(nothing);
  expect(await sweep()).toEqual({ rewoken: 0, resumed: 0, unanswered: 0 });
  expect([published, told]).toEqual([[], []]);
});

test("a sweep that fails is reported, and stops nothing else of the round", async () => {
  const { sweep, reported } = setUp(new AppError("database.timeout", "", { retry: "unknown" }));
  expect(await sweep()).toEqual({ rewoken: 0, resumed: 0, unanswered: 0 });
  expect(reported).toEqual(["database.timeout"]);
});

test("neither a queue that is away nor one alert that fails keeps people from being told of the rest", async () => {
  const { sweep, told, reported, faults } = setUp({
    due: [first],
    resumed: 0,
    alarms: [waiting(first), waiting(second)],
  });
  faults.publish = new AppError("queue.unreachable", "", { retry: "safe" });
  faults.notify = new AppError("notify.failed", "", { retry: "safe" });
  await sweep();
  expect(reported).toEqual(["queue.unreachable", "notify.failed"]);
  expect(told).toMatchObject([{ key: `unanswered:${second}` }]);
});

import { AppError } from "@nova/error-handler";
import type { DueCampaigns } from "@nova/supabase-client";
import { expect, test } from "vitest";
import { createStartDue } from "../src/start-due.ts";

const id = "5b1f0c84-8c52-4a7e-9f0f-6c1b0f2d3a02";
const refusal = { campaignId: id, clientId: id, name: "Aula", reason: "campaign.no-list" };

function setUp(answers: (DueCampaigns | Error)[]) {
  const reported: unknown[] = [];
  let asked = 0;
  const startDue = createStartDue({
    schedules: {
      startDue: async () => {
        const answer = answers[Math.min(asked++, answers.length - 1)];
        if (!answer || answer instanceof Error) throw answer;
        return answer;
      },
    },
    reporter: {
      report: async (thrown) => {
        reported.push(thrown);
        return new AppError("reported", "", { retry: "unknown" });
      },
    },
  });
  return { startDue, reported, asked: () => asked };
}

test("asks until nothing more is due, and gathers what could not start", async () => {
  const { startDue, asked } = setUp([
    { started: id, refused: [], hasMore: true },
    { started: null, refused: [refusal], hasMore: true },
    { started: id, refused: [], hasMore: false },
  ]);
  expect(await startDue()).toEqual({ started: 2, refused: [refusal] });
  expect(asked()).toBe(3);
});

test("a start that fails is reported, and what was refused before it is told all the same", async () => {
  const { startDue, reported } = setUp([
    { started: null, refused: [refusal], hasMore: true },
    new AppError("database.timeout", "", { retry: "unknown" }),
  ]);
  expect(await startDue()).toEqual({ started: 0, refused: [refusal] });
  expect(reported).toHaveLength(1);
});

test("a backlog of schedules does not keep the round from planning", async () => {
  const { startDue, asked } = setUp([{ started: id, refused: [], hasMore: true }]);
  expect((await startDue()).started).toBe(20);
  expect(asked()).toBe(20);
});

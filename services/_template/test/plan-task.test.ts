import { expect, test } from "vitest";
import { planTask } from "../src/plan-task.ts";
import { sampleTask } from "./sample-task.ts";

const monday = new Date("2026-03-02T12:00:00Z");

test("the same message on the same day is the same run", () => {
  const plan = planTask(sampleTask, monday);
  expect(plan).toMatchObject({ kind: "do", runKey: expect.stringMatching(/^2026-03-02/) });
  expect(planTask(sampleTask, new Date("2026-03-02T23:59:00Z"))).toEqual(plan);
});

test("a day begins at midnight in São Paulo, not in London", () => {
  const late = planTask(sampleTask, new Date("2026-03-03T02:59:00Z"));
  expect(late).toEqual(planTask(sampleTask, monday));
});

import { expect, test } from "vitest";
import { createPerformTask } from "../src/perform-task.ts";
import type { ExampleTopic } from "../src/topic.ts";
import { sampleTask } from "./sample-task.ts";

function setUp() {
  const runs = new Map<string, { leasedUntil: number; outcome?: string }>();
  const worked: ExampleTopic[] = [];
  let failing = false;
  let now = Date.parse("2026-03-02T12:00:00Z");
  const performTask = createPerformTask({
    job: "example-task",
    jobs: {
      beginJobRun: async (_job, runKey, leaseSeconds) => {
        const run = runs.get(runKey);
        if (run && (run.outcome || run.leasedUntil >= now)) return false;
        runs.set(runKey, { leasedUntil: now + leaseSeconds * 1000 });
        return true;
      },
      finishJobRun: async (_job, runKey, outcome) => runs.set(runKey, { leasedUntil: 0, outcome }),
    },
    work: async (task) => {
      if (failing) throw new Error("the other side is gone");
      worked.push(task);
      return "done";
    },
    now: () => new Date(now),
  });
  return {
    performTask,
    worked,
    fail: (value: boolean) => {
      failing = value;
    },
    pass: (seconds: number) => {
      now += seconds * 1000;
    },
  };
}

test("a message that comes twice is worked on once", async () => {
  const { performTask, worked, pass } = setUp();
  await performTask(sampleTask);
  await performTask(sampleTask);
  pass(3_600);
  await performTask(sampleTask);
  expect(worked).toEqual([sampleTask]);
});

test("work that failed is done when Pub/Sub delivers again, 10 s later at the earliest", async () => {
  const { performTask, worked, fail, pass } = setUp();
  fail(true);
  await expect(performTask(sampleTask)).rejects.toThrow("gone");
  fail(false);
  pass(10);
  await performTask(sampleTask);
  expect(worked).toEqual([sampleTask]);
});

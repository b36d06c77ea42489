import { expect, test } from "vitest";
import { countResults, summaryOf } from "../src/commands/test-summary.ts";

const file = (status: string, ...tests: string[]) => ({
  status,
  assertionResults: tests.map((each) => ({ status: each })),
});

test.each([
  ["all passed", [file("passed", "passed", "passed")], "2 passed, 0 failed"],
  ["some failed", [file("failed", "passed", "failed")], "1 passed, 1 failed"],
  [
    "skipped and todo are named",
    [file("passed", "passed", "pending", "todo")],
    "1 passed, 0 failed, 2 skipped",
  ],
  [
    "a file that cannot be loaded is a failure",
    [file("failed"), file("passed", "passed")],
    "1 passed, 1 failed",
  ],
  ["a failing hook is a failure", [file("failed", "pending")], "0 passed, 1 failed, 1 skipped"],
])("%s", (_case, testResults, summary) => {
  expect(summaryOf(countResults(JSON.stringify({ testResults })))).toBe(summary);
});

test.each([
  ["missing", undefined],
  ["cut short", '{"testResults": ['],
])("results that are %s count as nothing run", (_case, json) => {
  expect(summaryOf(countResults(json))).toBe("0 passed, 0 failed");
});

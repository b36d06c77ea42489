import { expect, test } from "vitest";
import { type ImportProgress, parseImportEvent, withProgress } from "../src/live/import-progress.ts";

const at = (part: Partial<ImportProgress> = {}): ImportProgress => ({
  id: "i1",
  status: "reading",
  bytesRead: 100,
  rows: 10,
  ready: 8,
  refused: 1,
  duplicates: 1,
  ...part,
});

test("an event of an import under way is read as it is told", () => {
  const told = { ...at(), refusals: {}, fileName: "a.csv", problem: null };
  expect(parseImportEvent(told)).toEqual({ kind: "progress", progress: at() });
});

test.each(["done", "failed", "cancelled"])("an import that is %s is read again, for its reason", (status) => {
  expect(parseImportEvent({ ...at(), status })).toEqual({ kind: "ended", id: "i1" });
});

test.each([
  ["nothing", null],
  ["no id", { status: "reading" }],
  ["a figure that is none", { ...at(), rows: "many" }],
  ["a figure below nothing", { ...at(), bytesRead: -1 }],
])("an event with %s is none", (_, payload) => {
  expect(parseImportEvent(payload)).toBeUndefined();
});

test.each([
  ["more of it", at(), at({ bytesRead: 200, rows: 20 }), 20],
  ["the next stage", at(), at({ status: "applying", rows: 30 }), 30],
  ["what came late", at({ rows: 40, bytesRead: 400 }), at({ rows: 20, bytesRead: 200 }), 40],
  ["a stage that is over", at({ status: "applying", rows: 40 }), at({ rows: 50, bytesRead: 500 }), 40],
  ["another import's", at(), at({ id: "i2", rows: 99, bytesRead: 999 }), 10],
  ["one that has ended", { ...at(), status: "done" }, at({ rows: 50, bytesRead: 500 }), 10],
])("of %s the rows shown are right", (_, known, arrived, rows) => {
  expect(withProgress(known, arrived).rows).toBe(rows);
});

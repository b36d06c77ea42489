import { expect, test } from "vitest";
import { printRows } from "../src/print-rows.ts";
import { toRow } from "../src/rows.ts";
import { median, spread } from "../src/statistics.ts";
import { replaceRows } from "../src/write-docs.ts";

test.each([
  ["an odd number of values", [9, 1, 5], 5],
  ["an even number of values", [4, 1, 2, 9], 3],
  ["one value", [7], 7],
])("the median of %s is the middle", (_, values, expected) => {
  expect(median(values)).toBe(expected);
});

test("one run that was disturbed does not count as a busy machine, half of them do", () => {
  expect(spread([10, 10, 10, 10, 90])).toBe(0);
  expect(spread([10, 10, 20, 20, 40])).toBe(0.5);
});

test("a ratio is value by against, from unrounded figures", () => {
  expect(toRow("a", "s", 0.0004, 0.0003)).toEqual({
    name: "a",
    value: 0.0004,
    unit: "s",
    against: 0.0003,
    ratio: 1.33,
  });
  expect(toRow("rate", "rows/s", 30_034.07)).toEqual({
    name: "rate",
    value: 30_034.1,
    unit: "rows/s",
    against: null,
    ratio: null,
  });
});

test("with --json there is one JSON array and nothing else", () => {
  const rows = [toRow("a", "ms", 2, 1), toRow("b", "MB", 3)];
  const written: string[] = [];
  printRows(rows, { json: true }, (text) => void written.push(text));
  expect(JSON.parse(written.join(""))).toEqual(rows);
});

test("the table has a line per row under a heading, columns in line", () => {
  const written: string[] = [];
  printRows([toRow("a/longer-name", "ms", 2, 1), toRow("b", "MB", 30)], { json: false }, (text) => {
    written.push(text);
  });
  expect(written.join("").split("\n")).toEqual([
    "name           value  unit  against  ratio",
    "-------------  -----  ----  -------  -----",
    "a/longer-name      2  ms          1     2×",
    "b                 30  MB",
    "",
  ]);
});

test("in the docs a bench's rows replace its own and nothing else; without a place they are refused", () => {
  const place = "before\n<!-- rows: a -->\nold\n<!-- end: a -->\nafter\n";
  const text = replaceRows(place, "a", [toRow("a/x", "ms", 2, 1)], "a machine");
  expect(text).toMatch(
    /^before\n<!-- rows: a -->\n```\na machine\n[\s\S]*a\/x[\s\S]*```\n<!-- end: a -->\nafter\n$/,
  );
  expect(text).not.toContain("old");
  expect(replaceRows(text, "a", [toRow("a/x", "ms", 2, 1)], "a machine")).toBe(text);
  expect(() => replaceRows(place, "b", [], "")).toThrow("no place for the rows of b");
});

import { expect, test } from "vitest";
import { bodyOf, type Draft, emptyDraft, isComplete, placeholdersOf } from "../src/pages/wizard/draft.ts";
import { gatherHours } from "../src/pages/wizard/gather-hours.ts";

const hourMs = 3_600_000;
const draft: Draft = { ...emptyDraft("list"), name: " Natal ", senderId: "sender", text: "Olá {{name}}" };

test.each<[string, "audience" | "message", Partial<Draft>, boolean]>([
  ["name, list and sender are there", "audience", {}, true],
  ["a name of spaces is none", "audience", { name: "  " }, false],
  ["no list is chosen", "audience", { listId: "" }, false],
  ["there is a text", "message", {}, true],
  ["the text is empty", "message", { text: " " }, false],
  ["an attachment needs an https address", "message", { media: { kind: "image", url: "http://a.b" } }, false],
  ["an attachment with one", "message", { media: { kind: "image", url: "https://a.b/c.png" } }, true],
  ["a template is missing", "message", { kind: "meta" }, false],
  ["a template's value is missing", "message", { kind: "meta", templateId: "t", parameters: [""] }, false],
  [
    "a template with its values",
    "message",
    { kind: "meta", templateId: "t", parameters: ["{{name}}"] },
    true,
  ],
])("%s", (_, step, part, isDone) => {
  expect(isComplete(step, { ...draft, ...part })).toBe(isDone);
});

test("what was not chosen is not sent", () => {
  expect(bodyOf(draft)).toEqual({
    name: "Natal",
    listId: "list",
    senderId: "sender",
    message: { kind: "text", text: "Olá {{name}}" },
  });
});

test("placeholders are asked for once each, in their order", () => {
  expect(placeholdersOf("Oi {{1}}, {{2}} e {{ 1 }} de {{cidade}}")).toEqual(["1", "2", "cidade"]);
});

test("hours keep their silence between them", () => {
  const bars = gatherHours(
    [
      { at: 0, sends: 10 },
      { at: 3 * hourMs, sends: 20 },
    ],
    48,
  );
  expect(bars.map(({ perHour }) => perHour)).toEqual([10, 0, 0, 20]);
});

test("many hours become few bars that hold the same sends", () => {
  const hours = Array.from({ length: 250 }, (_, index) => ({ at: index * hourMs, sends: 20 }));
  const bars = gatherHours(hours, 48);
  expect(bars.length).toBeLessThanOrEqual(48);
  const width = Math.ceil(250 / 48);
  expect(bars.reduce((sum, { perHour }) => sum + perHour * width, 0)).toBeCloseTo(5_000);
  expect(bars.at(-1)?.until).toBe(250 * hourMs);
});

test("no hours are no bars", () => {
  expect(gatherHours([], 48)).toEqual([]);
});

import fc from "fast-check";
import { expect, test } from "vitest";
import { costOf, listPrices } from "../src/index.ts";

const day = new Date("2026-11-01T12:00:00Z");
const usage = (promptTokens: number, completionTokens = 0, cachedTokens = 0) => ({
  promptTokens,
  completionTokens,
  cachedTokens,
});

test.each([
  ["a million of each way at the list price", "gpt-4.1-mini", usage(1_000_000, 1_000_000), 2_000_000],
  ["a short turn", "gpt-4.1-mini", usage(1_500, 120), 792],
  ["a part that was read before costs less", "gpt-4.1", usage(1_000, 0, 800), 800],
  ["more cached than there is counts as all", "gpt-4.1", usage(100, 0, 900), 50],
  ["a dated version costs what its model does", "gpt-4.1-mini-2025-04-14", usage(1_000), 400],
  ["a fraction is rounded up", "text-embedding-3-small", usage(1), 1],
  ["nothing costs nothing", "gpt-4.1", usage(0), 0],
])("%s", (_what, model, tokens, expected) => {
  expect(costOf(model, tokens, day)).toBe(expected);
});

test("a price holds from its day on, and before the first one nobody knows it", () => {
  expect(costOf("gpt-4o", usage(1_000), new Date("2024-10-01T23:59:59Z"))).toBe(5_000);
  expect(costOf("gpt-4o", usage(1_000), new Date("2024-10-02T00:00:00Z"))).toBe(2_500);
  expect(costOf("gpt-4o", usage(1_000), new Date("2020-01-01T00:00:00Z"))).toBeUndefined();
});

test.each(["my-own-model", "", "constructor", "__proto__", "gpt-4.1-mini-turbo"])(
  "the price of %s is not known, and not nothing",
  (model) => {
    expect(costOf(model, usage(1_000), day)).toBeUndefined();
  },
);

test("whatever is used: more tokens never cost less, and two halves never less than the whole", () => {
  const count = fc.integer({ min: 0, max: 2_000_000 });
  fc.assert(
    fc.property(
      fc.constantFrom(...Object.keys(listPrices)),
      count,
      count,
      count,
      (model, one, other, more) => {
        const cost = (prompt: number, completion: number) =>
          costOf(model, usage(prompt, completion), day) ?? -1;
        expect(cost(one + more, other)).toBeGreaterThanOrEqual(cost(one, other));
        expect(cost(one, 0) + cost(0, other)).toBeGreaterThanOrEqual(cost(one, other));
        expect(Number.isInteger(cost(one, other))).toBe(true);
      },
    ),
  );
});

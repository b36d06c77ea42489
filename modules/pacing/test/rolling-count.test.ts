import fc from "fast-check";
import { expect, test } from "vitest";
import { createRollingCount } from "../src/rolling-count.ts";

const anyUsage = fc.array(
  fc.record({ minute: fc.integer({ min: 0, max: 30 }), used: fc.integer({ min: 0, max: 3 }) }),
  { maxLength: 20 },
);
/** Steps ahead, each with how many are taken there. */
const anySteps = fc.array(
  fc.record({ minutes: fc.integer({ min: 0, max: 5 }), taken: fc.integer({ min: 0, max: 3 }) }),
  { maxLength: 12 },
);

test("the peak is that of the fullest span that the minute belongs to, as counted naively", () => {
  fc.assert(
    fc.property(anyUsage, anySteps, fc.integer({ min: 1, max: 8 }), (usage, steps, span) => {
      const count = createRollingCount(usage, span);
      const all = usage.flatMap(({ minute, used }) => Array.from({ length: used }, () => minute));
      let minute = 0;
      for (const step of steps) {
        minute += step.minutes;
        for (let taken = 0; taken <= step.taken; taken++) {
          expect(count.peakAt(minute)).toBe(naivePeak(all, minute, span));
          if (taken === step.taken) break;
          count.take();
          all.push(minute);
        }
      }
    }),
    { numRuns: 500 },
  );
});

function naivePeak(all: number[], minute: number, span: number): number {
  const ends = Array.from({ length: span + 1 }, (_, ahead) => minute + ahead);
  return Math.max(...ends.map((end) => all.filter((one) => one >= end - span && one <= end).length));
}

import { expect, test } from "vitest";
import { profiles } from "../src/index.ts";
import { estimateCost, estimateRisk, type RiskSignals } from "../src/simulate.ts";

const day = (name: string, brazilian: number, foreign = 0) => ({ day: name, brazilian, foreign });
const cost = (days: ReturnType<typeof day>[], more: Partial<Parameters<typeof estimateCost>[0]> = {}) =>
  estimateCost({ kind: "official", category: "marketing", days, failureShare: 0, ...more });

test("a message costs its category's price of that day, in whole millionths", () => {
  expect(cost([day("2026-11-23", 1_000)])).toMatchObject({
    micros: 62_500_000,
    currency: "USD",
    unpriced: 0,
  });
  expect(cost([day("2026-11-23", 1_000)], { category: "utility" }).micros).toBe(6_800_000);
});

test("every reply is billed since October 2026, and none was before", () => {
  const service = cost([day("2026-09-30", 100), day("2026-10-01", 100)], { category: "service" });
  expect(service.micros).toBe(680_000);
  expect(service.prices).toEqual([
    { from: "2024-11-01", micros: 0, messages: 100 },
    { from: "2026-10-01", micros: 6_800, messages: 100 },
  ]);
});

test("an unknown price is said, never taken for nothing", () => {
  expect(cost([day("2025-06-30", 40), day("2025-07-01", 2, 3)])).toMatchObject({
    micros: 125_000,
    priced: 2,
    unpriced: 43,
  });
});

test("only what is delivered is billed", () => {
  expect(cost([day("2026-11-23", 100)], { failureShare: 0.03 })).toMatchObject({
    micros: 6_250_000,
    expectedMicros: 6_062_500,
  });
});

test("a paired phone costs nothing, wherever it writes to", () => {
  expect(cost([day("2020-01-01", 5, 5)], { kind: "qr" })).toMatchObject({
    micros: 0,
    priced: 10,
    unpriced: 0,
  });
});

const unknown: RiskSignals = { identicalShare: null, coldShare: null, quality: null };
const calm = {
  kind: "qr" as const,
  profile: profiles.qr,
  ageDays: 400,
  recipients: 100,
  busiestDay: 100,
  busiestHour: 20,
  nightShare: 0,
  signals: unknown,
};

test.each([
  ["an old phone at the default pace", {}, "low", []],
  ["a phone paired yesterday", { ageDays: 1 }, "high", ["volume-for-age"]],
  ["a little too much for its age", { ageDays: 50, busiestDay: 120 }, "medium", ["volume-for-age"]],
  ["one text for everyone", { signals: { ...unknown, identicalShare: 1 } }, "medium", ["identical-texts"]],
  [
    "a bought list with one text",
    { signals: { ...unknown, identicalShare: 1, coldShare: 1 } },
    "high",
    ["identical-texts", "cold-contacts"],
  ],
  ["a machine's pace", { busiestHour: 300 }, "high", ["speed"]],
  ["at night", { nightShare: 0.5 }, "medium", ["night"]],
  [
    "an official number of bad quality",
    { kind: "official" as const, signals: { ...unknown, quality: "RED" as const } },
    "high",
    ["quality"],
  ],
  [
    "an official number of which no limit is known",
    { kind: "official" as const, busiestDay: 900 },
    "medium",
    ["tier-unknown"],
  ],
] as const)("ban risk: %s", (_what, change, level, codes) => {
  const risk = estimateRisk({ ...calm, ...change });
  expect(risk.level).toBe(level);
  expect(risk.reasons.map(({ code }) => code)).toEqual(codes);
  for (const { pt, en } of risk.reasons) expect(pt !== en && pt.length > 10 && en.length > 10).toBe(true);
});

import { expect, test } from "vitest";
import { profiles, type SenderProfile } from "../src/index.ts";
import { nationalAudience, type SimulationInput, simulateCampaign } from "../src/simulate.ts";
import { dayMs, minuteMs, noon, profileWith } from "./scenario.ts";

/** A campaign to people in São Paulo, from noon on. */
function simulate(limits: Partial<SenderProfile>, recipients: number, more: Partial<SimulationInput> = {}) {
  return simulateCampaign({
    kind: "official",
    profile: profileWith(limits),
    audience: { byDdd: { "11": recipients } },
    startAt: noon,
    ...more,
  });
}

test.each([
  ["one recipient goes at once", {}, 1, 0, null],
  ["a gap of a second makes 100 take 99 s", {}, 100, 99_000, "gap"],
  [
    "20 an hour: the 45th waits for two hours to leave the window",
    { minGapMs: 5_000, maxPerHour: 20 },
    45,
    (2 * 60 + 2) * minuteMs + 20_000,
    "hourly-cap",
  ],
  [
    "what 24 hours leave over goes a day and a minute later",
    { maxPerDay: 100 },
    101,
    1_441 * minuteMs,
    "daily-cap",
  ],
  [
    "hours that end leave the rest for the morning",
    { minGapMs: 60_000, window: { from: "08:00", until: "12:10" } },
    12,
    20 * 60 * minuteMs + minuteMs,
    "window",
  ],
] as const)("%s", (_what, limits, recipients, lastsMs, decidedBy) => {
  const run = simulate(limits, recipients);
  expect((run.finishAt ?? 0) - noon).toBe(lastsMs);
  expect(run.decidedBy).toBe(decidedBy);
});

test("a young number gets faster as its stages end", () => {
  const warmUp = [
    { untilAgeDays: 1, maxPerDay: 10 },
    { untilAgeDays: 2, maxPerDay: 30 },
  ];
  const { days, decidedBy } = simulate({ warmUp }, 100, { state: { ageDays: 0 } });
  expect(days.map(({ sends }) => sends)).toEqual([10, 30, 60]);
  expect(decidedBy).toBe("warm-up");
});

test("Meta's limit says when it is used up and how many still wait", () => {
  const { tier, days, decidedBy } = simulate({ tierPerDay: 250 }, 600);
  expect(tier).toEqual({ max: 250, at: noon + 249_000, left: 350 });
  expect(days.map(({ sends }) => sends)).toEqual([250, 250, 100]);
  expect(decidedBy).toBe("tier");
  expect(simulate({ tierPerDay: 250 }, 200).tier).toBeNull();
});

test("what other numbers of the portfolio used counts against Meta's limit", () => {
  const tierUsage = [{ minute: noon / minuteMs - 60, used: 200 }];
  expect(simulate({ tierPerDay: 250 }, 100, { state: { tierUsage } }).days.map(({ sends }) => sends)).toEqual(
    [50, 50],
  );
});

test("what the sender did today counts against its caps", () => {
  const usage = [{ minute: noon / minuteMs - 60, used: 90 }];
  expect(simulate({ maxPerDay: 100 }, 20, { state: { usage } }).days.map(({ sends }) => sends)).toEqual([
    10, 10,
  ]);
});

test("campaigns of one sender take turns, and the wait for the others is told", () => {
  const others = [{ audience: { byDdd: { "21": 50 } } }];
  const run = simulate({}, 50, { others });
  expect((run.finishAt ?? 0) - noon).toBe(98_000);
  expect(run.rules.map(({ code }) => code)).toEqual(expect.arrayContaining(["turn", "gap"]));
  const later = [{ audience: { byDdd: { "21": 50 } }, startAt: noon + dayMs }];
  expect(simulate({}, 50, { others: later }).finishAt).toBe(noon + 49_000);
});

test("a new template is probed before the rest goes, and a proven one is not", () => {
  const profile = { ramp: profiles.official.ramp ?? null, minGapMs: 12.5 };
  const isNew = simulate(profile, 2_000);
  const isProven = simulate(profile, 2_000, { delivered: { sender: 1_000, template: 1_000 } });
  expect(isNew.rules.find(({ code }) => code === "probe")?.ms).toBeGreaterThan(5_000);
  expect(isProven.rules.map(({ code }) => code)).toEqual(["gap"]);
  expect(isNew.finishAt).toBeGreaterThan(isProven.finishAt ?? Number.POSITIVE_INFINITY);
});

test("what would take longer than the simulation looks is said, not guessed", () => {
  const { finishAt, unsent, bounds } = simulate({ maxPerDay: 1 }, 10, { maxDays: 5 });
  expect(finishAt).toBeNull();
  expect(unsent).toBe(5);
  expect(bounds).toEqual({ earliest: null, latest: null });
});

test("assumed retries can only make the end later", () => {
  const { bounds, finishAt } = simulate({}, 200, { assumptions: { retryShare: 0.1 } });
  expect(bounds.earliest).toBe(finishAt);
  expect(bounds.latest).toBeGreaterThanOrEqual((finishAt ?? 0) + 20_000);
});

test("people spread over Brazil as its people are", () => {
  const audience = nationalAudience(1_000);
  const counts = "byDdd" in audience ? Object.values(audience.byDdd) : [];
  expect(counts.reduce((sum, count) => sum + count, 0)).toBe(1_000);
  expect(counts.length).toBe(27);
});

test("a national campaign with hours ends when the last zone has opened", () => {
  const startAt = Date.UTC(2026, 10, 23, 10, 30); // 07:30 in São Paulo
  const run = simulate({ window: { from: "08:00", until: "20:00" } }, 0, {
    startAt,
    audience: { byDdd: { "11": 10, "92": 5, "68": 2 } },
  });
  expect(run.hours.map(({ at, sends }) => [new Date(at).getUTCHours(), sends])).toEqual([
    [11, 10],
    [12, 5],
    [13, 2],
  ]);
});

import { expect, test } from "vitest";
import { profiles, type SenderProfile } from "../src/index.ts";
import { dayMs, minuteMs, noon, plan, secondsOf, sends } from "./scenario.ts";

const minute = noon / minuteMs;

test("a full hour blocks the sender until its oldest minute has wholly left it", () => {
  const usage = [
    { minute: minute - 50, used: 12 },
    { minute: minute - 20, used: 8 },
  ];
  expect(plan(sends(3), { limits: { maxPerHour: 20 }, state: { usage } })).toEqual({
    slots: [],
    deferrals: [],
    blocked: { reason: { code: "hourly-cap", used: 20, max: 20 }, until: (minute + 11) * minuteMs },
    nextSlotAt: null,
    usage: [],
  });
});

test("a cap that frees within the horizon is waited for, not reported", () => {
  const usage = [{ minute: minute - 60, used: 2 }];
  const planned = plan(sends(3), { limits: { maxPerHour: 2 }, state: { usage } });
  expect(secondsOf(planned)).toEqual([60, 61]);
  expect(planned.blocked).toEqual({
    reason: { code: "hourly-cap", used: 2, max: 2 },
    until: noon + 62 * minuteMs,
  });
});

test("what is reserved ahead fills the same hour", () => {
  const usage = [{ minute: minute + 30, used: 2 }];
  const planned = plan(sends(3), { limits: { maxPerHour: 3 }, state: { usage } });
  expect(planned.slots).toHaveLength(1);
  expect(planned.blocked?.until).toBe((minute + 61) * minuteMs); // its own minute leaves first
});

const day = 100;
test.each<[string, Partial<SenderProfile>, number, object | undefined]>([
  ["the day's cap", { maxPerDay: day }, 400, { code: "daily-cap", used: day, max: day }],
  [
    "Meta's tier when it is tighter",
    { maxPerDay: 250, tierPerDay: day },
    400,
    { code: "tier", used: day, max: day },
  ],
  [
    "the stage of a young number",
    { maxPerDay: 250, warmUp: [{ untilAgeDays: 7, maxPerDay: day }] },
    6,
    { code: "warm-up", used: day, max: day },
  ],
  [
    "the first stage above the age",
    {
      warmUp: [
        { untilAgeDays: 3, maxPerDay: 9 },
        { untilAgeDays: 7, maxPerDay: 10 },
      ],
    },
    3,
    { code: "warm-up", used: day, max: 10 },
  ],
  [
    "nothing once the number has grown up",
    { maxPerDay: 250, warmUp: [{ untilAgeDays: 7, maxPerDay: 9 }] },
    7,
    undefined,
  ],
])("a day is bound by %s", (_, limits, ageDays, reason) => {
  const usage = [{ minute: minute - 600, used: day }];
  expect(plan(sends(1), { limits, state: { usage, ageDays } }).blocked?.reason).toEqual(reason);
});

test("a full day says the minute in which the first of it is a day old", () => {
  const usage = [
    { minute: minute - 600, used: 40 },
    { minute: minute - 60, used: 60 },
  ];
  expect(plan(sends(1), { limits: { maxPerDay: 100 }, state: { usage } }).blocked?.until).toBe(
    (minute - 600 + 1_441) * minuteMs,
  );
});

test("the end of a warm-up stage frees the sender before its day is over", () => {
  const state = { usage: [{ minute: minute - 10, used: 5 }], ageDays: 7 - 2 / 24 };
  const limits = { warmUp: [{ untilAgeDays: 7, maxPerDay: 5 }] };
  const until = plan(sends(1), { limits, state }).blocked?.until ?? 0;
  expect(until - noon).toBeGreaterThanOrEqual(120 * minuteMs);
  expect(until - noon).toBeLessThanOrEqual(121 * minuteMs);
});

test("a stage is over on the day that it names, to the moment", () => {
  const state = { usage: [{ minute: minute - 600, used: 9 }], ageDays: 7 };
  expect(
    secondsOf(plan(sends(1), { limits: { warmUp: [{ untilAgeDays: 7, maxPerDay: 9 }] }, state })),
  ).toEqual([0]);
});

test("a cap of one is not lost to the headroom", () => {
  expect(plan(sends(2), { limits: { maxPerHour: 1, replyHeadroom: 0.5 } }).slots).toHaveLength(1);
});

test("a cap of nothing is looked at again the next day", () => {
  const { blocked } = plan(sends(1), { limits: { maxPerDay: 0 } });
  expect(blocked).toEqual({ reason: { code: "daily-cap", used: 0, max: 0 }, until: noon + dayMs });
});

test.each([
  [0.1, 18],
  [0.5, 10],
  [0.9, 2],
  [5, 2],
  [0, 20],
])("a headroom of %d leaves %d of 20 to campaigns", (replyHeadroom, usable) => {
  const planned = plan(sends(30), { limits: { maxPerHour: 20, replyHeadroom } });
  expect(planned.slots).toHaveLength(usable);
  expect(planned.blocked?.reason).toEqual({
    code: "hourly-cap",
    used: usable,
    max: 20,
    ...(usable < 20 && { kept: 20 - usable }),
  });
});

test("a paired phone sends its first hour's 20 and then says when the next may go", () => {
  const planned = plan(sends(30), { limits: profiles.qr, horizonMs: 600_000 });
  expect(planned.slots).toHaveLength(20);
  expect(planned.blocked).toEqual({
    reason: { code: "hourly-cap", used: 20, max: 20 },
    until: noon + 61 * minuteMs,
  });
});

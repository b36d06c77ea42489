import fc from "fast-check";
import {
  ddds,
  type MinuteUsage,
  type PendingSend,
  type SenderProfile,
  type SenderState,
} from "../src/index.ts";
import { dayMs, minuteMs, noon } from "./scenario.ts";

const timeOfDay = fc
  .tuple(fc.integer({ min: 0, max: 23 }), fc.constantFrom("00", "15", "30", "59"))
  .map(([hour, minute]) => `${String(hour).padStart(2, "0")}:${minute}`);
export const anyWindow: fc.Arbitrary<SenderProfile["window"]> = fc.oneof(
  fc.constantFrom<SenderProfile["window"]>(
    null,
    { from: "08:00", until: "20:00" },
    { from: "11:00", until: "12:15", days: [1, 2, 3, 4, 5] },
    { from: "22:00", until: "09:30" },
    { from: "00:00", until: "24:00", days: [0, 3, 4] },
  ),
  fc.record(
    {
      from: timeOfDay,
      until: fc.oneof(timeOfDay, fc.constant("24:00")),
      days: fc.uniqueArray(fc.integer({ min: 0, max: 6 }), { minLength: 1 }),
    },
    { requiredKeys: ["from", "until"] },
  ),
);
const cap = (max: number) =>
  fc.option(fc.oneof(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 0, max })), { freq: 2 });

export const anyProfile: fc.Arbitrary<SenderProfile> = fc.record({
  minGapMs: fc.constantFrom(0, 12.5, 1_000, 7_000, 45_000, 400_000),
  gapJitterMs: fc.constantFrom(0, 0, 3_000),
  maxPerHour: cap(8),
  maxPerDay: cap(15),
  warmUp: fc.constantFrom(
    [],
    [
      { untilAgeDays: 3, maxPerDay: 4 },
      { untilAgeDays: 7, maxPerDay: 9 },
    ],
  ),
  tierPerDay: cap(20),
  window: anyWindow,
  pairGapMs: fc.constantFrom(0, 6_000, 600_000),
  frequencyCap: fc.constantFrom(null, { max: 1, days: 7 }, { max: 3, days: 30 }),
  replyHeadroom: fc.constantFrom(0, 0, 0.1, 0.5, 0.9),
  repliesCount: fc.boolean(),
});

export const anyNow: fc.Arbitrary<number> = fc
  .integer({ min: 0, max: 7 * dayMs })
  .map((after) => noon + after);

/** Mostly the last two hours, some of the last day, and some that is reserved ahead. */
const anyUsage = (now: number): fc.Arbitrary<MinuteUsage[]> => {
  const minute = Math.floor(now / minuteMs);
  const ago = fc.oneof(
    fc.integer({ min: -10, max: 120 }),
    fc.integer({ min: 50, max: 70 }),
    fc.integer({ min: 59, max: 62 }), // where an hour and a day end
    fc.integer({ min: 1_380, max: 1_445 }),
    fc.integer({ min: 1_439, max: 1_442 }),
  );
  return fc.array(
    fc.record({ minute: ago.map((minutes) => minute - minutes), used: fc.integer({ min: 0, max: 3 }) }),
    { maxLength: 8 },
  );
};

export const anyState = (now: number): fc.Arbitrary<SenderState> =>
  fc
    .record({
      nextSlotAt: fc.option(fc.integer({ min: -600_000, max: 600_000 }).map((after) => now + after)),
      ageDays: fc.constantFrom(0, 2.95, 6.99, 400),
      usage: anyUsage(now),
      ofOthers: fc.option(anyUsage(now), { freq: 1 }),
    })
    .map(({ ofOthers, ...state }) => ({ ...state, tierUsage: ofOthers && [...state.usage, ...ofOthers] }));

export const anyPending = (now: number): fc.Arbitrary<PendingSend[]> => {
  const near = fc.option(
    fc.integer({ min: -120, max: 200 }).map((minutes) => now + minutes * minuteMs),
    { freq: 1 },
  );
  return fc
    .array(
      fc.record({
        campaignId: fc.constantFrom("a", "b", null),
        lane: fc.constantFrom("campaign", "followup"),
        ddd: fc.option(fc.constantFrom(...ddds)),
        timeZone: fc.constantFrom(null, null, null, "Asia/Kolkata", "Pacific/Apia", "Nowhere/Atlantis"),
        contactId: fc.constantFrom("p", "q", "r", "s", "t", "u", "v", "w"),
        contactLastAt: near,
        contactRecent: fc.constantFrom(0, 0, 0, 1, 3),
        notBefore: near,
        notAfter: near,
      }),
      { maxLength: 25 },
    )
    .map((drafts) => drafts.map((draft, index) => ({ ...draft, id: `${index}` }) satisfies PendingSend));
};

export const anyCase = fc
  .tuple(anyNow, anyProfile, fc.integer({ min: 0, max: 3 * 60 * minuteMs }))
  .chain(([now, profile, horizonMs]) =>
    fc.record({
      profile: fc.constant(profile),
      state: anyState(now),
      pending: anyPending(now),
      now: fc.constant(now),
      horizonMs: fc.constant(horizonMs),
      seed: fc.integer(),
    }),
  );

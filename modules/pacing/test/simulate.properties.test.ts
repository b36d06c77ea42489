import fc from "fast-check";
import { expect, test } from "vitest";
import { ddds, profiles, type SenderProfile, seededRandom } from "../src/index.ts";
import { simulateCampaign } from "../src/simulate.ts";
import { listAudience } from "../src/simulate-audience.ts";
import { type SimulatedSender, type SimulatedSlot, simulateSlots } from "../src/simulate-slots.ts";
import { dayMs, minuteMs, noon } from "./scenario.ts";

const cap = (min: number, max: number) => fc.option(fc.integer({ min, max }), { freq: 3 });

const anyProfile: fc.Arbitrary<SenderProfile> = fc.record({
  minGapMs: fc.constantFrom(12.5, 1_000, 5_000, 45_000),
  gapJitterMs: fc.constantFrom(0, 2_000),
  maxPerHour: cap(5, 40),
  maxPerDay: cap(20, 120),
  warmUp: fc.constantFrom<SenderProfile["warmUp"]>([], [{ untilAgeDays: 3, maxPerDay: 10 }]),
  tierPerDay: cap(30, 150),
  window: fc.constantFrom<SenderProfile["window"]>(
    null,
    { from: "08:00", until: "20:00" },
    { from: "09:00", until: "12:30", days: [1, 2, 3, 4, 5] },
  ),
  pairGapMs: fc.constant(6_000),
  frequencyCap: fc.constant(null),
  replyHeadroom: fc.constantFrom(0, 0.2),
  repliesCount: fc.constant(false),
  ramp: fc.constantFrom(null, null, profiles.official.ramp ?? null),
});
/** Without jitter: its draws would fall to other sends. */
const steady = anyProfile.map((profile) => ({ ...profile, gapJitterMs: 0, ramp: null }));
/** Mostly shortly before hours begin or end somewhere. */
const anyStart = fc
  .tuple(
    fc.integer({ min: 0, max: 6 }),
    fc.constantFrom(-4, -3, -2, -1, 8, 9),
    fc.integer({ max: 900, min: -3_000 }),
  )
  .map(([days, hours, seconds]) => noon + days * dayMs + hours * 60 * minuteMs + seconds * 1_000);
const anyList = fc
  .array(fc.constantFrom("11", "11", "71", "65", "92", "68", null, ...ddds), {
    minLength: 2,
    maxLength: 150,
  })
  .map((inOrder) => ({ inOrder }));

test("as many slots as recipients, the sum of every curve, and the finish is the last slot", () => {
  fc.assert(
    fc.property(anyProfile, anyStart, anyList, (profile, startAt, audience) => {
      const run = simulateCampaign({ kind: "qr", profile, startAt, audience });
      const sent = (curve: { sends: number }[]) => curve.reduce((sum, { sends }) => sum + sends, 0);
      expect(run.unsent).toBe(0);
      expect(sent(run.hours)).toBe(audience.inOrder.length);
      expect(sent(run.days)).toBe(audience.inOrder.length);
      const last = run.hours.at(-1)?.at ?? 0;
      expect(run.finishAt).toBeGreaterThanOrEqual(last);
      expect(run.finishAt).toBeLessThan(last + 60 * minuteMs);
      expect(run.bounds.latest).toBeGreaterThanOrEqual(run.finishAt ?? 0);
      expect(run.rules.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 6);
      const spent = run.rules.reduce((sum, { ms }) => sum + ms, 0);
      expect(Math.abs(spent - ((run.finishAt ?? 0) - startAt))).toBeLessThan(10);
    }),
    { numRuns: 60 },
  );
});

test("the same seed gives the same result", () => {
  fc.assert(
    fc.property(anyProfile, anyStart, fc.integer({ min: 0, max: 99 }), (profile, startAt, seed) => {
      const audience = { byDdd: { "11": 30, "68": 7, "92": 5 } };
      const run = () => simulateCampaign({ kind: "qr", profile, startAt, audience, seed });
      expect(run()).toEqual(run());
    }),
    { numRuns: 15 },
  );
});

test("more recipients at the end of the list never finish earlier", () => {
  fc.assert(
    fc.property(steady, anyStart, anyList, anyList, (profile, startAt, { inOrder }, more) => {
      const finish = (list: (string | null)[]) =>
        simulateCampaign({ kind: "qr", profile, startAt, audience: { inOrder: list } }).finishAt ?? 0;
      expect(finish([...inOrder, ...more.inOrder])).toBeGreaterThanOrEqual(finish(inOrder));
    }),
    { numRuns: 60 },
  );
});

test("a looser cap never finishes later", () => {
  const looser = fc.constantFrom<(profile: SenderProfile) => Partial<SenderProfile>>(
    ({ maxPerHour }) => ({ maxPerHour: maxPerHour && maxPerHour * 2 }),
    () => ({ maxPerHour: null }),
    ({ maxPerDay }) => ({ maxPerDay: maxPerDay && maxPerDay + 15 }),
    () => ({ maxPerDay: null }),
    () => ({ tierPerDay: null }),
    () => ({ warmUp: [] }),
    ({ minGapMs }) => ({ minGapMs: minGapMs / 2 }),
    () => ({ window: null }),
  );
  fc.assert(
    fc.property(steady, anyStart, anyList, looser, (profile, startAt, audience, loosen) => {
      const finish = (with_: SenderProfile) =>
        simulateCampaign({ kind: "qr", profile: with_, startAt, audience }).finishAt ?? 0;
      expect(finish({ ...profile, ...loosen(profile) })).toBeLessThanOrEqual(finish(profile));
    }),
    { numRuns: 60 },
  );
});

test("no rolling hour and no rolling day holds more than its cap", () => {
  fc.assert(
    fc.property(anyProfile, anyStart, anyList, (profile, startAt, { inOrder }) => {
      const slots = slotsOf({ profile, startAt, ddds: inOrder, seed: 1 }).map(({ at }) => at);
      for (const [spanMs, max] of [
        [60 * minuteMs, profile.maxPerHour],
        [dayMs, profile.maxPerDay],
        [dayMs, profile.tierPerDay],
      ] as const) {
        if (max === null) continue;
        for (const [index, at] of slots.entries())
          expect((slots[index + max] ?? Number.POSITIVE_INFINITY) - at).toBeGreaterThan(spanMs);
      }
    }),
    { numRuns: 40 },
  );
});

test("one plan for many ticks gives the slots that a plan at every tick gives", () => {
  fc.assert(
    fc.property(anyProfile, anyStart, anyList, fc.integer(), (profile, startAt, { inOrder }, seed) => {
      const slots = (stretchMs: number) => slotsOf({ profile, startAt, ddds: inOrder, seed, stretchMs });
      const [jumping, ticking] = [slots(30 * minuteMs), slots(0)];
      expect(jumping.map(({ position }) => position)).toEqual(ticking.map(({ position }) => position));
      // Each plan begins on a whole millisecond: an hour of ticks may add up to 60 of them.
      for (const [index, { at }] of jumping.entries())
        expect(Math.abs(at - (ticking[index]?.at ?? 0))).toBeLessThan(1_000);
    }),
    { numRuns: 60 },
  );
});

type Run = {
  profile: SenderProfile;
  startAt: number;
  ddds: (string | null)[];
  seed: number;
  stretchMs?: number;
};

function slotsOf({ profile, startAt, ddds: list, seed, stretchMs }: Run): SimulatedSlot[] {
  const sender: SimulatedSender = {
    profile,
    state: { nextSlotAt: null, ageDays: 1.4, usage: [] },
    campaigns: [{ ddds: listAudience({ inOrder: list }, seed), startAt }],
    startAt,
    endAt: startAt + 400 * dayMs,
    random: seededRandom(seed),
    delivered: { sender: 0, template: 0 },
    fate: { deliveryMs: 5_000, failureShare: 0 },
    ...(stretchMs !== undefined && { stretchMs }),
  };
  return [...simulateSlots(sender)].flatMap(({ slots }) => slots);
}

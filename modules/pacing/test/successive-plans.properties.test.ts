import fc from "fast-check";
import { expect, test } from "vitest";
import { planSlots, type SenderProfile, seededRandom } from "../src/index.ts";
import { anyCase } from "./arbitrary.ts";
import { type Claim, createRounds, type Fate } from "./rounds.ts";
import { dayCap, hourCap, isOpen, tierCap } from "./rules.ts";
import { dayMs, minuteMs } from "./scenario.ts";

const fate: fc.Arbitrary<Fate> = fc.record({
  kind: fc.constantFrom("sent", "sent", "sent", "sent", "missed", "later"),
  lateMs: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 60_000 })),
  againMs: fc.integer({ min: 0, max: 40 * minuteMs }),
});
const rounds = fc.array(
  fc.record({
    waitMs: fc.integer({ min: 0, max: 90 * minuteMs }),
    fates: fc.array(fate),
    rival: fc.boolean(),
  }),
  { minLength: 2, maxLength: 12 },
);

test("over successive plans no rolling hour or day, gap or pair gap is exceeded, nor hours overrun, whatever became of the slots", () => {
  fc.assert(
    fc.property(anyCase, rounds, ({ seed, ...drawn }, script) => {
      // A late claim moves its budget, which a slot reserved an hour ahead could not know; no plan looks that far.
      const input = { ...drawn, horizonMs: Math.min(drawn.horizonMs, 50 * minuteMs) };
      const random = seededRandom(seed);
      const before = input.state.usage.flatMap(({ minute, used }) =>
        Array.from({ length: used }, () => (minute + random()) * minuteMs),
      );
      const ledger = createRounds(input);
      for (const { waitMs, fates, rival } of script) {
        const { version, ...mine } = ledger.read();
        const theirs = planSlots({ ...mine, random });
        const made = planSlots({ ...mine, random });
        if (rival) expect(ledger.store(version, theirs)).toBe(true);
        expect(ledger.store(version, made)).toBe(!rival); // of two planners one loses, and changes nothing
        let next = 0;
        ledger.passTo(ledger.now() + waitMs, () => fates[next++] ?? onTime);
      }
      const { profile } = input;
      const history = { profile, start: input.now, ageDays: input.state.ageDays, before };
      assertCapsHold({ ...history, claims: ledger.claims });
      const slots = ledger.stored.flatMap(({ plan }) => plan.slots).sort((a, b) => a.slotAt - b.slotAt);
      slots.slice(1).forEach(({ slotAt }, index) => {
        expect(slotAt - (slots[index]?.slotAt ?? 0)).toBeGreaterThanOrEqual(Math.floor(profile.minGapMs));
      });
      for (const { at, send } of ledger.claims) expect(isOpen(at, profile, send)).toBe(true);
      assertContactsAreSpared(profile, ledger.claims);
    }),
    { numRuns: 300 },
  );
}, 60_000);

test("with time every send goes: no wait is told for nothing, and none has no end", () => {
  fc.assert(
    fc.property(anyCase, ({ seed, ...drawn }) => {
      const alive = (max: number | null): number | null => (max === null ? null : Math.max(1, max));
      const { profile } = drawn;
      const input = {
        ...drawn,
        pending: drawn.pending.map((send) => ({ ...send, notAfter: null, contactRecent: 0 })),
        profile: {
          ...profile,
          maxPerHour: alive(profile.maxPerHour),
          maxPerDay: alive(profile.maxPerDay),
          tierPerDay: alive(profile.tierPerDay),
        },
      };
      const ledger = createRounds(input);
      const random = seededRandom(seed);
      for (let idle = 0; !ledger.isQuiet(); ) {
        const { slots, blocked } = ledger.plan(random);
        idle = slots.length > 0 || ledger.held().length > 0 ? 0 : idle + 1;
        // Its hours, its contact, the sender's gap, hour, day, tier: a wait for each, one after the other.
        expect(idle).toBeLessThan(profile.frequencyCap === null ? 12 : 12 + 40);
        const isDue = (notBefore: number | null) => (notBefore ?? 0) <= ledger.now();
        const told = [...ledger.waiting.values()].map(({ notBefore }) => notBefore);
        const times = [
          ...told.flatMap((notBefore) => (notBefore !== null && !isDue(notBefore) ? [notBefore] : [])),
          ...(told.some(isDue) ? [blocked?.until ?? ledger.nextSlotAt() ?? Number.NaN] : []),
          ...ledger.held().map(({ slotAt }) => slotAt + 60_000),
        ];
        const next = Math.min(...times.map(Math.ceil));
        expect(next).toBeGreaterThan(ledger.now());
        ledger.passTo(next, () => onTime);
      }
      expect(ledger.claims.map(({ send }) => send.id).sort()).toEqual(
        input.pending.map(({ id }) => id).sort(),
      );
    }),
    { numRuns: 150 },
  );
}, 60_000);

const onTime: Fate = { kind: "sent", lateMs: 0, againMs: 0 };

function assertContactsAreSpared({ pairGapMs, frequencyCap }: SenderProfile, claims: Claim[]): void {
  for (const { at, slotAt, send } of claims) {
    const ofContact = claims.filter((one) => one.send.contactId === send.contactId && one.slotAt < slotAt);
    // The claim keeps the gap between times of use; the plan keeps it between slots.
    for (const one of ofContact) expect(slotAt - one.slotAt).toBeGreaterThanOrEqual(pairGapMs);
    if (send.contactLastAt !== null) expect(slotAt - send.contactLastAt).toBeGreaterThanOrEqual(pairGapMs);
    if (frequencyCap === null || send.lane !== "campaign") continue;
    const recent = ofContact.filter(
      (one) => one.send.lane === "campaign" && one.at > at - frequencyCap.days * dayMs,
    );
    expect(recent.length + send.contactRecent).toBeLessThan(frequencyCap.max);
  }
}

type History = { profile: SenderProfile; start: number; ageDays: number; before: number[]; claims: Claim[] };

/** Only spans that hold a claim of ours are ours to answer for; the cap is that of the slot's own age. */
function assertCapsHold({ profile, start, ageDays, before, claims }: History): void {
  const capAt = (slot: number): number => {
    const minuteStart = Math.floor(slot / minuteMs) * minuteMs;
    const ages = [slot, Math.max(start, minuteStart)].map((at) => ageDays + (at - start) / dayMs);
    return Math.min(tierCap(profile), Math.max(...ages.map((age) => dayCap(profile, age))));
  };
  const all = [...before, ...claims.map(({ at }) => at)];
  for (const end of all) {
    for (const [spanMs, cap] of [
      [3_600_000, () => hourCap(profile)],
      [dayMs, ({ slotAt }: Claim) => capAt(slotAt)],
    ] as const) {
      const inSpan = (at: number): boolean => at > end - spanMs && at <= end;
      const ours = claims.filter(({ at }) => inSpan(at));
      if (ours.length > 0) expect(all.filter(inSpan).length).toBeLessThanOrEqual(Math.max(...ours.map(cap)));
    }
  }
}

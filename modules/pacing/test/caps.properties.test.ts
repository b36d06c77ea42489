import fc from "fast-check";
import { expect, test } from "vitest";
import { type Plan, planSlots, type SenderProfile, type SenderState, seededRandom } from "../src/index.ts";
import { anyCase } from "./arbitrary.ts";
import { dayCap, hourCap } from "./rules.ts";
import { dayMs, minuteMs } from "./scenario.ts";

test("no rolling hour or day is ever exceeded over successive plans, returned budget included", () => {
  const rounds = fc.array(
    fc.record({ waitMs: fc.integer({ min: 0, max: 90 * minuteMs }), returned: fc.nat(4) }),
    { minLength: 2, maxLength: 12 },
  );
  fc.assert(
    fc.property(anyCase, rounds, ({ seed, ...input }, waits) => {
      const random = seededRandom(seed);
      const before = input.state.usage.flatMap(({ minute, used }) =>
        Array.from({ length: used }, () => (minute + random()) * minuteMs),
      );
      const planned: number[] = [];
      let state = input.state;
      let now = input.now;
      waits.forEach(({ waitMs, returned }, round) => {
        const pending = input.pending.map((send) => ({
          ...send,
          id: `${round}-${send.id}`,
          contactId: `${round}-${send.contactId}`,
        }));
        const plan = planSlots({ ...input, pending, state, now, random });
        planned.push(...plan.slots.slice(returned).map(({ slotAt }) => slotAt));
        state = after(
          state,
          plan,
          plan.slots.slice(0, returned).map(({ slotAt }) => slotAt),
          waitMs,
        );
        now += waitMs;
      });
      assertCapsHold({
        profile: input.profile,
        start: input.now,
        ageDays: input.state.ageDays,
        before,
        planned,
      });
    }),
    { numRuns: 400 },
  );
});

function after(state: SenderState, plan: Plan, returned: number[], waitMs: number): SenderState {
  const minutes = returned.map((slotAt) => ({ minute: Math.floor(slotAt / minuteMs), used: -1 }));
  return {
    nextSlotAt: plan.nextSlotAt,
    ageDays: state.ageDays + waitMs / dayMs,
    usage: [...state.usage, ...plan.usage, ...minutes],
  };
}

type History = {
  profile: SenderProfile;
  start: number;
  ageDays: number;
  before: number[];
  planned: number[];
};

/** Only spans that hold a planned slot are ours to answer for; the cap is that of the slot's own age. */
function assertCapsHold({ profile, start, ageDays, before, planned }: History): void {
  const all = [...before, ...planned];
  const dayCapAt = (slot: number): number => {
    const minuteStart = Math.floor(slot / minuteMs) * minuteMs;
    return Math.max(
      ...[slot, Math.max(start, minuteStart)].map((at) => dayCap(profile, ageDays + (at - start) / dayMs)),
    );
  };
  for (const end of all) {
    for (const [spanMs, capAt] of [
      [3_600_000, () => hourCap(profile)],
      [dayMs, dayCapAt],
    ] as const) {
      const inSpan = (at: number): boolean => at > end - spanMs && at <= end;
      const ours = planned.filter(inSpan);
      if (ours.length > 0)
        expect(all.filter(inSpan).length).toBeLessThanOrEqual(Math.max(...ours.map(capAt)));
    }
  }
}

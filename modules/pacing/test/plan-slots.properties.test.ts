import fc from "fast-check";
import { expect, test } from "vitest";
import { type PendingSend, type Plan, planSlots, seededRandom } from "../src/index.ts";
import { anyCase } from "./arbitrary.ts";
import { isOpen, mayGoAt } from "./rules.ts";
import { minuteMs } from "./scenario.ts";

const runs = { numRuns: 400 };

test("every pending send is slotted, deferred, or left in line because the sender is blocked or the horizon is full", () => {
  fc.assert(
    fc.property(anyCase, ({ seed, ...input }) => {
      const plan = planSlots({ ...input, random: seededRandom(seed) });
      const settled = [...plan.slots, ...plan.deferrals].map(({ id }) => id);
      expect(new Set(settled).size).toBe(settled.length);
      expect(input.pending.map(({ id }) => id)).toEqual(expect.arrayContaining(settled));
      const left = input.pending.length - settled.length;
      const isFull = (plan.nextSlotAt ?? 0) > input.now + input.horizonMs;
      if (left > 0) expect(plan.blocked !== null || isFull).toBe(true);
      if (plan.blocked) expect(left).toBeGreaterThan(0);
    }),
    runs,
  );
}, 60_000);

test("nobody waits although a slot was free, and nobody has a slot that was not", () => {
  fc.assert(
    fc.property(anyCase, ({ seed, ...drawn }) => {
      const minGapMs = Math.ceil(drawn.profile.minGapMs) + 1; // two slots in one millisecond would blur the question
      const input = { ...drawn, profile: { ...drawn.profile, minGapMs, gapJitterMs: 0 } };
      const { profile, state, pending, now, horizonMs } = input;
      const plan = planSlots({ ...input, random: seededRandom(seed) });
      const slots = plan.slots.map((slot) => ({ ...slot, send: sendOf(slot.id, pending) }));

      for (const slot of slots) {
        const others = slots.filter((other) => other.slotAt < slot.slotAt);
        expect(mayGoAt(slot.slotAt, slot.send, others, input, pending)).toBe(true);
      }
      const times = new Set([now, state.nextSlotAt ?? now, ...slots.map(({ slotAt }) => slotAt + minGapMs)]);
      for (const { notBefore, contactLastAt } of pending) {
        times.add(notBefore ?? now).add((contactLastAt ?? now) + profile.pairGapMs);
      }
      for (const { slotAt } of slots) times.add(slotAt + profile.pairGapMs);
      for (let at = Math.ceil(now / minuteMs) * minuteMs; at <= now + horizonMs; at += minuteMs)
        times.add(at);
      const waiting = pending.filter(({ id }) => !slots.some((slot) => slot.id === id));
      for (const send of waiting) {
        expect([...times].filter((at) => mayGoAt(at, send, slots, input, pending))).toEqual([]);
      }
    }),
    { numRuns: 400 },
  );
}, 60_000);

test("gaps hold from the sender's next slot on, on average even when they are fractions, and nothing lies beyond the horizon", () => {
  fc.assert(
    fc.property(anyCase, ({ seed, ...input }) => {
      const { slots, nextSlotAt } = planSlots({ ...input, random: seededRandom(seed) });
      const { minGapMs, gapJitterMs } = input.profile;
      let previous = (input.state.nextSlotAt ?? input.now) - Math.floor(minGapMs);
      for (const { slotAt } of slots) {
        expect(slotAt - previous).toBeGreaterThanOrEqual(Math.floor(minGapMs));
        expect(Number.isInteger(slotAt)).toBe(true);
        expect(slotAt).toBeGreaterThanOrEqual(input.now);
        expect(slotAt).toBeLessThanOrEqual(input.now + input.horizonMs);
        previous = slotAt;
      }
      const first = slots.at(0);
      const last = slots.at(-1);
      if (!first || !last || nextSlotAt === null) return;
      expect(last.slotAt - first.slotAt).toBeGreaterThan((slots.length - 1) * minGapMs - 1);
      expect(nextSlotAt - last.slotAt).toBeLessThanOrEqual(Math.ceil(minGapMs + gapJitterMs));
    }),
    runs,
  );
}, 60_000);

test("each slot lies in its recipient's hours, and is void when they end", () => {
  fc.assert(
    fc.property(anyCase, ({ seed, ...input }) => {
      const plan = planSlots({ ...input, random: seededRandom(seed) });
      for (const { id, slotAt, notAfter } of plan.slots) {
        const send = sendOf(id, input.pending);
        expect(isOpen(slotAt, input.profile, send)).toBe(true);
        expect(notAfter ?? Number.POSITIVE_INFINITY).toBeGreaterThan(slotAt);
        if (notAfter !== null) expect(isOpen(notAfter - 1, input.profile, send)).toBe(true);
        if (notAfter !== null && notAfter !== send.notAfter)
          expect(isOpen(notAfter, input.profile, send)).toBe(false);
      }
    }),
    runs,
  );
}, 60_000);

test("the same seed gives the same plan, and another seed other gaps", () => {
  fc.assert(
    fc.property(anyCase, ({ seed, ...input }) => {
      const plan = (with_: number): Plan => planSlots({ ...input, random: seededRandom(with_) });
      expect(plan(seed)).toEqual(plan(seed));
    }),
    { numRuns: 50 },
  );
  const draw = (seed: number): number[] => Array.from({ length: 3 }, seededRandom(seed));
  expect(draw(1)).not.toEqual(draw(2));
});

function sendOf(id: string, pending: PendingSend[]): PendingSend {
  const send = pending.find((one) => one.id === id);
  if (!send) throw new Error(`a slot for an unknown send: ${id}`);
  return send;
}

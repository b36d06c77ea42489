import fc from "fast-check";
import { expect, test } from "vitest";
import { type PendingSend, planSlots, seededRandom } from "../src/index.ts";
import { anyCase } from "./arbitrary.ts";
import { capsLeaveRoom, mayGoAt, suitsRecipient } from "./rules.ts";
import { dayMs, minuteMs } from "./scenario.ts";

const whyWait = ["not-before", "pair-gap", "window", "frequency-cap", "expired"];
const whyBlocked = ["gap", "hourly-cap", "daily-cap", "warm-up", "tier"];

test("whoever is put off is told a reason and a time that comes, and could not have gone before it", () => {
  fc.assert(
    fc.property(anyCase, ({ seed, ...input }) => {
      const { profile, pending, now, horizonMs } = input;
      const plan = planSlots({ ...input, random: seededRandom(seed) });
      const slots = plan.slots.map((slot) => ({ ...slot, send: sendOf(slot.id, pending) }));
      for (const { id, notBefore, reason } of plan.deferrals) {
        expect(whyWait).toContain(reason.code);
        expect(notBefore).toBeGreaterThan(now);
        expect(Number.isFinite(notBefore)).toBe(true);
        const send = sendOf(id, pending);
        // Of its contact's messages only those booked by now count; a plan of later may find more.
        const mayGo = (at: number) => suitsRecipient(at, send, slots, input, pending);
        const edges = [notBefore - 1, ...slots.map(({ slotAt }) => slotAt + profile.pairGapMs)];
        for (let at = now + horizonMs; at < notBefore; at += 7 * minuteMs) edges.push(at);
        expect(edges.filter((at) => at > now + horizonMs && at < notBefore && mayGo(at))).toEqual([]);
        if (reason.code === "not-before" || reason.code === "pair-gap")
          expect(isOwnTime(send, notBefore, slots, pending, profile.pairGapMs)).toBe(true);
      }
    }),
    { numRuns: 300 },
  );
}, 60_000);

test("a blocked sender says what binds it, no place is free before the time it says, and one is then", () => {
  fc.assert(
    fc.property(anyCase, ({ seed, ...input }) => {
      const { now, horizonMs, state } = input;
      const { slots, blocked } = planSlots({ ...input, random: seededRandom(seed) });
      if (blocked === null) return;
      expect(whyBlocked).toContain(blocked.reason.code);
      expect(blocked.until).toBeGreaterThan(now + horizonMs);
      expect(blocked.until).toBeLessThanOrEqual(now + horizonMs + 15 * dayMs);
      if (blocked.reason.code === "gap") {
        expect(blocked.until).toBe(state.nextSlotAt);
        return;
      }
      const free: number[] = [];
      for (let at = now + horizonMs + 1; at < blocked.until; at += minuteMs)
        if (capsLeaveRoom(at, slots, input)) free.push(at);
      expect(free).toEqual([]);
      const { profile } = input;
      const isNever = [profile.maxPerHour, profile.maxPerDay, profile.tierPerDay].includes(0);
      if (!isNever) expect(capsLeaveRoom(blocked.until, slots, input)).toBe(true);
    }),
    { numRuns: 400 },
  );
}, 60_000);

test("between two turns of a campaign every other that could go has had its own", () => {
  fc.assert(
    fc.property(anyCase, ({ seed, ...drawn }) => {
      const input = {
        ...drawn,
        profile: { ...drawn.profile, minGapMs: Math.ceil(drawn.profile.minGapMs) + 1 },
      };
      const plan = planSlots({ ...input, random: seededRandom(seed) });
      const slots = plan.slots.map((slot) => ({ ...slot, send: sendOf(slot.id, input.pending) }));
      // Whoever had to leave the line, for its contact or its hours, comes back in the order given.
      const stoodInLine = (send: PendingSend, before: number, index: number): boolean => {
        const from = slots[before]?.slotAt ?? 0;
        const until = slots[index]?.slotAt ?? 0;
        const suits = (at: number, taken: number) =>
          suitsRecipient(at, send, slots.slice(0, taken), input, input.pending);
        for (let at = from + minuteMs; at < until; at += minuteMs)
          if (!suits(at, slots.filter(({ slotAt }) => slotAt <= at).length)) return false;
        const afterEach = slots
          .slice(before, index)
          .map(({ slotAt }, one) => suits(slotAt + 1, before + one + 1));
        return suits(from, before) && !afterEach.includes(false);
      };
      slots.forEach((slot, index) => {
        const earlier = slots.slice(0, index);
        const before = earlier.findLastIndex(({ send }) => send.campaignId === slot.send.campaignId);
        if (before < 0) return;
        const between = earlier.slice(before + 1).map(({ send }) => send.campaignId);
        const passedOver = input.pending.filter(
          (send) =>
            send.campaignId !== slot.send.campaignId &&
            !between.includes(send.campaignId) &&
            !earlier.some(({ id }) => id === send.id) &&
            mayGoAt(slot.slotAt, send, earlier, input, input.pending) &&
            stoodInLine(send, before, index),
        );
        expect(passedOver).toEqual([]);
      });
    }),
    { numRuns: 400 },
  );
}, 60_000);

/** Whether that moment follows from the send's own term or from its contact's last message. */
function isOwnTime(
  { contactId, notBefore }: PendingSend,
  at: number,
  slots: { slotAt: number; send: PendingSend }[],
  all: PendingSend[],
  pairGapMs: number,
): boolean {
  const last = [
    ...all.filter((send) => send.contactId === contactId).map(({ contactLastAt }) => contactLastAt),
    ...slots.filter(({ send }) => send.contactId === contactId).map(({ slotAt }) => slotAt),
  ];
  return at === notBefore || last.some((lastAt) => lastAt !== null && lastAt + pairGapMs === at);
}

function sendOf(id: string, pending: PendingSend[]): PendingSend {
  const send = pending.find((one) => one.id === id);
  if (!send) throw new Error(`no such send: ${id}`);
  return send;
}

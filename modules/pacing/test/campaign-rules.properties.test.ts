import fc from "fast-check";
import { expect, test } from "vitest";
import { type CampaignRules, type PendingSend, type Plan, planSlots, seededRandom } from "../src/index.ts";
import { anyCase, anyWindow } from "./arbitrary.ts";
import { isOpen, mayGoAt } from "./rules.ts";
import { dayMs, idle, minuteMs, noon, profileWith, sends, sendWith } from "./scenario.ts";

const anyRules: fc.Arbitrary<CampaignRules> = fc.record({
  window: anyWindow,
  frequencyCap: fc.constantFrom(null, null, { max: 1, days: 7 }, { max: 2, days: 1 }),
});
const anyRuledCase = anyCase.chain((drawn) =>
  fc.record({
    drawn: fc.constant(drawn),
    campaigns: fc.dictionary(fc.constantFrom("a", "b"), anyRules),
    recents: fc.array(fc.constantFrom(0, 0, 0, 1, 2), { minLength: 25, maxLength: 25 }),
  }),
);

type Case = typeof anyRuledCase extends fc.Arbitrary<infer T> ? T : never;

function planOf({ drawn: { seed, ...drawn }, campaigns, recents }: Case, change: Partial<typeof drawn> = {}) {
  const pending = drawn.pending.map((send, index) => ({ ...send, campaignRecent: recents[index] ?? 0 }));
  const input = { ...drawn, pending, campaigns, ...change };
  return { input, plan: planSlots({ ...input, random: seededRandom(seed) }) };
}
const rulesOf = ({ campaigns }: Case, { campaignId }: PendingSend): CampaignRules =>
  (campaignId !== null && campaigns[campaignId]) || {};
/** Whether both the sender's hours and the campaign's are open, told without the planner's code. */
const bothOpen = (drawn: Case, at: number, send: PendingSend): boolean =>
  isOpen(at, drawn.drawn.profile, send) &&
  isOpen(at, profileWith({ window: rulesOf(drawn, send).window ?? null }), send);

test("each slot lies in the hours of sender and campaign where the recipient is, and is void when either end", () => {
  fc.assert(
    fc.property(anyRuledCase, (drawn) => {
      const { input, plan } = planOf(drawn);
      for (const { id, slotAt, notAfter } of plan.slots) {
        const send = sendOf(id, input.pending);
        expect(bothOpen(drawn, slotAt, send)).toBe(true);
        if (notAfter === null) continue;
        expect(bothOpen(drawn, notAfter - 1, send)).toBe(true);
        if (notAfter !== send.notAfter) expect(bothOpen(drawn, notAfter, send)).toBe(false);
      }
    }),
    { numRuns: 400, seed: 12 },
  );
}, 60_000);

test("of the caps of sender and campaign both hold, counting what this plan gives the contact", () => {
  fc.assert(
    fc.property(anyRuledCase, (drawn) => {
      const { input, plan } = planOf(drawn, roomy(drawn));
      const given = new Map<string, number>();
      for (const { id } of plan.slots.toSorted((a, b) => a.slotAt - b.slotAt)) {
        const send = sendOf(id, input.pending);
        if (send.lane !== "campaign") continue;
        const booked = given.get(send.contactId) ?? 0;
        given.set(send.contactId, booked + 1);
        const own = rulesOf(drawn, send).frequencyCap?.max ?? Number.POSITIVE_INFINITY;
        const { max = Number.POSITIVE_INFINITY } = input.profile.frequencyCap ?? {};
        expect(booked + (send.campaignRecent ?? 0)).toBeLessThan(own);
        expect(booked + send.contactRecent).toBeLessThan(max);
      }
    }),
    { numRuns: 400, seed: 13 },
  );
}, 60_000);

test("nobody waits although a slot was free by every rule", () => {
  fc.assert(
    fc.property(anyRuledCase, (drawn) => {
      const minGapMs = Math.ceil(drawn.drawn.profile.minGapMs) + 1;
      const profile = { ...drawn.drawn.profile, minGapMs, gapJitterMs: 0 };
      const spaced = { ...drawn, drawn: { ...drawn.drawn, profile } };
      const { input, plan } = planOf(spaced);
      const slots = plan.slots.map((slot) => ({ ...slot, send: sendOf(slot.id, input.pending) }));
      const fits = (send: (typeof input.pending)[number]): boolean => {
        const booked = slots.filter(
          (slot) => slot.send.contactId === send.contactId && slot.send.lane === "campaign",
        ).length;
        const own = rulesOf(spaced, send).frequencyCap?.max ?? Number.POSITIVE_INFINITY;
        return send.lane !== "campaign" || booked + (send.campaignRecent ?? 0) < own;
      };
      const waiting = input.pending.filter(({ id }) => !slots.some((slot) => slot.id === id));
      const first = Math.ceil(input.now / minuteMs) * minuteMs;
      for (const send of waiting.filter(fits))
        for (let at = first; at <= input.now + input.horizonMs; at += minuteMs)
          if (bothOpen(spaced, at, send)) expect(mayGoAt(at, send, slots, input, input.pending)).toBe(false);
    }),
    { numRuns: 200, seed: 14 },
  );
}, 60_000);

test("a campaign outside its hours takes no place from the sender's others", () => {
  fc.assert(
    fc.property(anyRuledCase, (drawn) => {
      const shut = { ...drawn, campaigns: { a: { window: shutAllDay(drawn.drawn.now) } } };
      // What is known of a contact is known of all that it is to get.
      const known = { contactRecent: 0, contactLastAt: null };
      const all = drawn.drawn.pending.map((send) => ({ ...send, ...known, campaignRecent: 0 }));
      const { input, plan } = planOf(shut, { horizonMs: 30 * minuteMs, pending: all });
      const others = input.pending.filter(({ campaignId }) => campaignId !== "a");
      const without = planOf(shut, { horizonMs: 30 * minuteMs, pending: others }).plan;
      expect(timesOf(plan)).toEqual(timesOf(without));
    }),
    { numRuns: 200, seed: 15 },
  );
}, 60_000);

test("who waits for the campaign's hours is told so, and until both are open", () => {
  const pending = [...sends(3, { ddd: "11" }), sendWith("acre", { ddd: "68" })];
  const { deferrals, slots } = planSlots({
    profile: profileWith({ window: { from: "08:00", until: "20:00" } }),
    state: { nextSlotAt: null, ageDays: 400, usage: [] },
    pending,
    campaigns: { campaign: { window: { from: "07:00", until: "10:30", days: [1, 3] } } },
    ...{ now: noon, horizonMs: 2 * minuteMs, random: () => 0 },
  });
  // Noon in São Paulo is 10:00 in Rio Branco: still within. The others wait from Wednesday noon to Monday at eight.
  expect(slots.map(({ id, notAfter }) => [id, notAfter])).toEqual([["acre", noon + 30 * minuteMs]]);
  const monday = Date.UTC(2026, 10, 23, 11);
  expect(deferrals.map(({ reason, notBefore }) => [reason.code, notBefore])).toEqual(
    Array.from({ length: 3 }, () => ["window", monday]),
  );
});

test("the cap that binds longer is the one that is told", () => {
  const pending = [sendWith("0", { contactRecent: 1, campaignRecent: 2, contactLastAt: noon - dayMs / 2 })];
  const plan = planSlots({
    profile: profileWith({ frequencyCap: { max: 1, days: 1 } }),
    state: { nextSlotAt: null, ageDays: 400, usage: [] },
    pending,
    campaigns: { campaign: { frequencyCap: { max: 2, days: 7 } } },
    ...{ now: noon, horizonMs: minuteMs, random: () => 0 },
  });
  expect(plan.deferrals).toEqual([
    { id: "0", notBefore: noon + dayMs, reason: { code: "campaign-frequency-cap", used: 2, max: 2 } },
  ]);
});

/** A sender with room for everyone at once, so that contacts are given more than one. */
function roomy({ drawn: { profile, pending } }: Case) {
  const { frequencyCap } = profile;
  const free = { contactLastAt: null, notBefore: null, notAfter: null };
  return {
    profile: profileWith({ frequencyCap, window: null }),
    state: idle,
    pending: pending.map((send) => ({ ...send, ...free, campaignRecent: send.contactRecent })),
    horizonMs: 120 * minuteMs,
  };
}

/** Hours that open on the other side of the week, wherever the recipient is. */
function shutAllDay(now: number): CampaignRules["window"] {
  const day = (new Date(now).getUTCDay() + 3) % 7;
  return { from: "08:00", until: "20:00", days: [day] };
}

const timesOf = ({ slots }: Plan) => slots.map(({ id, slotAt }) => [id, slotAt]);

function sendOf<T extends PendingSend>(id: string, pending: T[]): T {
  const send = pending.find((one) => one.id === id);
  if (!send) throw new Error(`a slot for an unknown send: ${id}`);
  return send;
}

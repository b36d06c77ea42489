import { expect, test } from "vitest";
import { type Plan, profiles } from "../src/index.ts";
import { dayMs, minuteMs, noon, plan, secondsOf, sends, sendWith } from "./scenario.ts";

const minute = noon / minuteMs;
const idsOf = ({ slots }: Plan): string => slots.map(({ id }) => id).join(" ");

test("slots keep the gap, and the plan says when the next one may be", () => {
  const { slots, nextSlotAt, usage, blocked } = plan(sends(3), { limits: { minGapMs: 5_000 } });
  expect(slots.map(({ slotAt }) => slotAt - noon)).toEqual([0, 5_000, 10_000]);
  expect({ nextSlotAt, usage, blocked }).toEqual({
    nextSlotAt: noon + 15_000,
    usage: [{ minute, used: 3 }],
    blocked: null,
  });
});

test("an official sender plans 80 sends in every second", () => {
  const { slots } = plan(sends(400), { limits: { ...profiles.official, window: null } });
  const perSecond = Object.values(Object.groupBy(slots, ({ slotAt }) => Math.floor(slotAt / 1_000)));
  expect(perSecond.map((second) => second?.length)).toEqual([80, 80, 80, 80, 80]);
});

test("a plan goes on where the one before ended", () => {
  expect(secondsOf(plan(sends(2), { state: { nextSlotAt: noon + 30_000 } }))).toEqual([30, 31]);
  expect(secondsOf(plan(sends(2), { state: { nextSlotAt: noon - 30_000 } }))).toEqual([0, 1]);
});

test("a full horizon leaves the rest in line, undeferred", () => {
  const { slots, deferrals, blocked, nextSlotAt } = plan(sends(500), { limits: { minGapMs: 5_000 } });
  expect([slots.length, deferrals, blocked, nextSlotAt]).toEqual([25, [], null, noon + 125_000]);
});

test("a sender whose next slot lies beyond the horizon says so", () => {
  const until = noon + 600_000;
  expect(plan(sends(1), { state: { nextSlotAt: until } }).blocked).toEqual({
    reason: { code: "gap" },
    until,
  });
  expect(plan([], { state: { nextSlotAt: until } }).blocked).toBeNull();
});

test("the jitter comes on top of the gap", () => {
  const { slots } = plan(sends(20), { limits: { minGapMs: 1_000, gapJitterMs: 500 } });
  const gaps = slots.slice(1).map(({ slotAt }, n) => slotAt - (slots[n]?.slotAt ?? 0));
  expect(Math.min(...gaps)).toBeGreaterThanOrEqual(1_000);
  expect(Math.max(...gaps)).toBeLessThanOrEqual(1_501);
  expect(Math.max(...gaps) - Math.min(...gaps)).toBeGreaterThan(200);
});

test("campaigns that become ready together take turns in the order given", () => {
  const pending = ["a", "b", "c", "d", "e"].map((id) =>
    sendWith(id, { campaignId: id, notBefore: noon + 5_000 }),
  );
  expect(idsOf(plan(pending))).toBe("a b c d e");
});

test("a send that becomes ready in the horizon's last moment has its slot", () => {
  expect(secondsOf(plan([sendWith("0", { notBefore: noon + 120_000 })]))).toEqual([120]);
});

test("what is known of a contact from any of its sends counts for all of them", () => {
  const [contactId, contactLastAt] = ["same", noon - 1_000];
  const pending = [
    sendWith("0", { contactId, contactLastAt }),
    sendWith("1", { contactId, contactLastAt: noon - 9_000 }),
  ];
  expect(secondsOf(plan(pending, { limits: { pairGapMs: 6_000 } }))).toEqual([5, 11]);
});

test("hours that never open are looked at again the next day", () => {
  const planned = plan(sends(1), { limits: { window: { from: "08:00", until: "20:00", days: [] } } });
  expect(planned.deferrals).toEqual([{ id: "0", notBefore: noon + dayMs, reason: { code: "window" } }]);
});

test("campaigns take turns, and within one the order given holds", () => {
  const pending = ["a", "a", "a", "b", "c", "c"].map((campaignId, n) =>
    sendWith(`${campaignId}${n}`, { campaignId }),
  );
  expect(idsOf(plan(pending))).toBe("a0 b3 c4 a1 c5 a2");
});

test("a campaign whose first send has to wait is served its next, and the late one joins the line again", () => {
  const late = sendWith("a0", { campaignId: "a", notBefore: noon + 3_000 });
  const pending = [late, sendWith("a1", { campaignId: "a" }), ...sends(4, { campaignId: "b" })];
  expect(idsOf(plan(pending))).toBe("a1 0 1 2 a0 3");
});

test("a contact who was just written to waits alone", () => {
  const pending = [
    sendWith("soon", { contactLastAt: noon - 2_000 }),
    sendWith("late", { contactLastAt: noon + 300_000 }),
    ...sends(6),
  ];
  const planned = plan(pending, { limits: { pairGapMs: 6_000 } });
  expect(idsOf(planned)).toBe("0 1 2 3 soon 4 5");
  expect(planned.deferrals).toEqual([
    { id: "late", notBefore: noon + 306_000, reason: { code: "pair-gap" } },
  ]);
});

test("two sends to one contact keep the pair gap within one plan", () => {
  expect(secondsOf(plan(sends(3, { contactId: "same" }), { limits: { pairGapMs: 6_000 } }))).toEqual([
    0, 6, 12,
  ]);
});

test("a contact gets no more campaigns than the frequency cap, and follow-ups beside them", () => {
  const seen = { contactId: "same", contactRecent: 1, contactLastAt: noon - 60_000 };
  const pending = [...sends(2, seen), sendWith("followup", { ...seen, lane: "followup" })];
  const planned = plan(pending, { limits: { frequencyCap: { max: 2, days: 7 } } });
  expect(idsOf(planned)).toBe("0 followup");
  const { id, notBefore, reason } = planned.deferrals[0] ?? {};
  expect([id, reason]).toEqual(["1", { code: "frequency-cap", used: 2, max: 2 }]);
  expect(notBefore).toBeGreaterThanOrEqual(noon + dayMs);
});

test("who is at the frequency cap is looked at when the last message is forgotten, if that is sooner than a day", () => {
  const pending = [sendWith("0", { contactRecent: 1, contactLastAt: noon - 7 * dayMs + 3_600_000 })];
  const planned = plan(pending, { limits: { frequencyCap: { max: 1, days: 7 } } });
  expect(planned.deferrals[0]?.notBefore).toBe(noon + 3_600_000);
});

test("a send outside its hours waits for them alone, and one whose hours open within the horizon is planned", () => {
  const now = Date.UTC(2026, 10, 18, 11, 59, 0); // 08:59 in São Paulo, 07:59 in Manaus, 06:59 in Rio Branco
  const pending = [
    sendWith("acre", { ddd: "68" }),
    sendWith("manaus", { ddd: "92" }),
    sendWith("paulo", { ddd: "11" }),
  ];
  const planned = plan(pending, { limits: { window: { from: "08:00", until: "20:00" } }, now });
  const opens = now + 60_000;
  const closes = (hours: number): number => opens + hours * 3_600_000;
  expect(planned.slots).toEqual([
    { id: "paulo", slotAt: now, notAfter: closes(11) },
    { id: "manaus", slotAt: opens, notAfter: closes(12) },
  ]);
  expect(planned.deferrals).toEqual([
    { id: "acre", notBefore: opens + 3_600_000, reason: { code: "window" } },
  ]);
});

test("hours that end within the horizon are not overrun", () => {
  const now = Date.UTC(2026, 10, 18, 22, 59, 58);
  const planned = plan(sends(4), { limits: { window: { from: "08:00", until: "20:00" } }, now });
  expect(planned.slots.map(({ slotAt }) => slotAt - now)).toEqual([0, 1_000]);
  expect(planned.deferrals).toEqual(
    ["2", "3"].map((id) => ({ id, notBefore: now + 2_000 + 12 * 3_600_000, reason: { code: "window" } })),
  );
});

test("a zone that nobody knows does not stop the plan: the area code decides", () => {
  const now = Date.UTC(2026, 10, 18, 11, 30, 0);
  const pending = [
    sendWith("odd", { timeZone: "Nowhere/Atlantis", ddd: "68" }),
    sendWith("own", { timeZone: "America/Sao_Paulo", ddd: "68" }),
  ];
  expect(idsOf(plan(pending, { limits: { window: { from: "08:00", until: "20:00" } }, now }))).toBe("own");
});

test("a send has its own terms: not before, and not after", () => {
  const pending = [
    sendWith("past", { notAfter: noon }),
    sendWith("scheduled", { notBefore: noon + 3_600_000 }),
    sendWith("short", { notBefore: noon + 10_000, notAfter: noon + 20_000 }),
  ];
  const planned = plan(pending);
  expect(planned.slots).toEqual([{ id: "short", slotAt: noon + 10_000, notAfter: noon + 20_000 }]);
  expect(planned.deferrals).toEqual([
    { id: "past", notBefore: noon + dayMs, reason: { code: "expired" } },
    { id: "scheduled", notBefore: noon + 3_600_000, reason: { code: "not-before" } },
  ]);
});

test("100,000 slots of five campaigns, each minute of the last day used, are planned in one go", () => {
  const usage = Array.from({ length: 1_441 }, (_, ago) => ({ minute: minute - ago, used: 2 }));
  const limits = { ...profiles.official, maxPerHour: 1e6, maxPerDay: 1e6, frequencyCap: { max: 2, days: 7 } };
  const pending = sends(100_000).map((send, n) => ({ ...send, campaignId: `${n % 5}` }));
  expect(plan(pending, { limits, state: { usage }, horizonMs: 3_600_000 }).slots).toHaveLength(100_000);
});

import fc from "fast-check";
import { expect, test } from "vitest";
import { seededRandom, timeZoneOfDdd } from "../src/index.ts";
import { nationalAudience, simulateCampaign } from "../src/simulate.ts";
import { simulateSlots } from "../src/simulate-slots.ts";
import { anyWindow } from "./arbitrary.ts";
import { isOpen } from "./rules.ts";
import { dayMs, idle, minuteMs, noon, profileWith, sendWith } from "./scenario.ts";

const anyCampaign = fc.record({
  ddds: fc.array(fc.constantFrom("11", "92", "68", "85", null), { minLength: 1, maxLength: 40 }),
  window: anyWindow,
  test: fc.option(
    fc.record({
      share: fc.constantFrom(0.05, 0.2, 0.5),
      decideAfterMs: fc.constantFrom(15 * minuteMs, 90 * minuteMs, 2 * dayMs),
    }),
    { freq: 2 },
  ),
});
const anySender = fc.record({
  minGapMs: fc.constantFrom(1_000, 45_000, 400_000),
  maxPerHour: fc.constantFrom(null, 5),
  window: fc.constantFrom(null, { from: "08:00", until: "20:00" }),
});

test("the simulator's slots keep the hours of each campaign, and the rest of a test waits for its decision", () => {
  fc.assert(
    fc.property(fc.array(anyCampaign, { minLength: 1, maxLength: 3 }), anySender, (drawn, limits) => {
      const profile = profileWith(limits);
      const campaigns = drawn.map((campaign) => ({ ...campaign, startAt: noon }));
      const rounds = simulateSlots({
        ...{ profile, state: idle, campaigns, startAt: noon, endAt: noon + 60 * dayMs },
        ...{ random: seededRandom(1), delivered: { sender: 0, template: 0 } },
        fate: { deliveryMs: 1, failureShare: 0 },
      });
      const slots = [...rounds].flatMap((round) => round.slots);
      for (const { campaign, position, at } of slots) {
        const { window = null, ddds } = campaigns[campaign] ?? { ddds: [] };
        const send = sendWith("", {
          ddd: ddds[position] ?? null,
          timeZone: timeZoneOfDdd(ddds[position] ?? null),
        });
        expect(isOpen(at, profile, send)).toBe(true);
        expect(isOpen(at, profileWith({ window }), send)).toBe(true);
      }
      const gaps = slots.map(({ at }) => at).sort((a, b) => a - b);
      gaps.slice(1).forEach((at, index) => {
        expect(at - (gaps[index] ?? 0)).toBeGreaterThanOrEqual(profile.minGapMs);
      });
      for (const [index, { ddds, test: variants }] of campaigns.entries()) {
        const own = slots.filter(({ campaign }) => campaign === index).map(({ at }) => at);
        if (!variants || own.length === 0) continue;
        const size = Math.ceil(ddds.length * variants.share - 1e-9);
        const last = own[size - 1];
        if (last === undefined) continue;
        for (const at of own.slice(size)) expect(at).toBeGreaterThanOrEqual(last + variants.decideAfterMs);
      }
    }),
    { numRuns: 150, seed: 21 },
  );
}, 60_000);

test("a campaign's test and hours are seen in when it ends and in what holds it back", () => {
  const input = {
    kind: "official" as const,
    profile: profileWith({ minGapMs: 100 }),
    audience: nationalAudience(1_000),
    startAt: noon,
  };
  const plain = simulateCampaign(input);
  const tested = simulateCampaign({ ...input, terms: { test: { share: 0.1, decideAfterMs: 3_600_000 } } });
  expect((tested.finishAt ?? 0) - (plain.finishAt ?? 0)).toBeGreaterThan(3_500_000);
  expect((tested.finishAt ?? 0) - (plain.finishAt ?? 0)).toBeLessThan(3_800_000);
  expect(tested.decidedBy).toBe("ab-test");
  const later = simulateCampaign({ ...input, terms: { window: { from: "09:00", until: "09:30" } } });
  expect(later.decidedBy).toBe("campaign-window");
});

test("who would go after the campaign's hours within one plan waits for the next day", () => {
  const { hours } = simulateCampaign({
    ...{ kind: "official", profile: profileWith({}), audience: { byDdd: { "11": 400 } }, startAt: noon },
    terms: { window: { from: "08:00", until: "12:01" } },
  });
  const nextMorning = noon + dayMs - 4 * 3_600_000;
  expect(hours).toEqual([
    { at: noon, sends: 60 },
    { at: nextMorning, sends: 340 },
  ]);
});

test("a test of which all has left goes on at its decision", () => {
  const decidesAt = noon + 20 * minuteMs + 1;
  const { firstAt } = simulateCampaign({
    ...{ kind: "official", profile: profileWith({}), audience: { byDdd: { "11": 5 } }, startAt: noon },
    terms: { test: { share: 0, decideAfterMs: 15 * minuteMs, decidesAt } },
  });
  expect(firstAt).toBe(noon + 21 * minuteMs); // at the dispatcher's next tick
});

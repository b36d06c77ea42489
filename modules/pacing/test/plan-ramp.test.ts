import * as fc from "fast-check";
import { expect, test } from "vitest";
import { planRamp, planRampedSlots, planRamps, profiles, type RampSettings } from "../src/index.ts";
import { pendingSends, scenario } from "./ramp-scenario.ts";

const settings: RampSettings = {
  firstSlice: 50,
  growth: 3,
  knownShare: 0.7,
  maxFailureShare: 0.1,
  patienceMs: 300_000,
  provenSender: 500,
  provenTemplate: 150,
};
const nothing = { templateDelivered: 0, delivered: 0, failed: 0, underWay: 0, latestAt: null };
const now = Date.parse("2026-03-02T12:00:00Z");
const provenSender = 10_000;

test.each([
  ["without a ramp there is no limit", null, nothing, null],
  ["a new template begins with the first slice", settings, nothing, 50],
  ["while the slice is out nothing more goes", settings, { underWay: 50, latestAt: now }, 0],
  ["until enough of it is known", settings, { underWay: 20, delivered: 30, templateDelivered: 9 }, 0],
  ["then three for each that arrived may be out", settings, { underWay: 10, templateDelivered: 40 }, 110],
  [
    "a template proven by this sender has no limit",
    settings,
    { templateDelivered: 150, underWay: 900 },
    null,
  ],
  ["few failures are normal", settings, { templateDelivered: 60, delivered: 60, failed: 3 }, 180],
  [
    "with too many it stays at the first slice",
    settings,
    { templateDelivered: 60, delivered: 60, failed: 9 },
    50,
  ],
  ["nothing known for long enough: one more first slice, carefully", settings, { delivered: 0 }, 50],
])("%s", (_name, given, signals, allowance) => {
  expect(planRamp(given, { ...nothing, ...signals }, provenSender, now).allowance).toBe(allowance);
});

test("who waits is told what is out, and until when at the latest", () => {
  const latestAt = now - 20_000;
  expect(planRamp(settings, { ...nothing, underWay: 40, latestAt }, provenSender, now)).toEqual({
    allowance: 0,
    reason: { code: "probe", used: 40, max: 50 },
    until: latestAt + settings.patienceMs,
  });
});

test("a proven template on a new number is probed by what the number delivered", () => {
  expect(planRamp(settings, { ...nothing, templateDelivered: 200 }, 200, now).allowance).toBe(600);
  expect(planRamp(settings, { ...nothing, templateDelivered: 500 }, 500, now).allowance).toBeNull();
});

test("campaigns of a new number share what it may have out; those of a proven one do not", () => {
  const campaigns = ["a", "b", "c"].map((campaignId) => ({ ...nothing, campaignId }));
  const allowances = (delivered: number) =>
    [...planRamps(settings, campaigns, delivered, now).values()].map(({ allowance }) => allowance);
  expect(allowances(0)).toEqual([50, 0, 0]);
  expect(allowances(provenSender)).toEqual([50, 50, 50]);
  expect(planRamps(settings, campaigns, 0, now).get("b")).toMatchObject({ reason: { code: "probe" } });
  expect(planRamps(null, campaigns, 0, now).size).toBe(0);
});

test("what is out and not known never exceeds the first slice or three for each that arrived, whatever comes back when", () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ heard: fc.nat(200), fails: fc.nat(20) }), { maxLength: 40 }),
      (rounds) => {
        let [underWay, delivered, failed] = [0, 0, 0];
        for (const { heard, fails } of rounds) {
          const signals = { ...nothing, templateDelivered: delivered, delivered, failed, underWay };
          const { allowance } = planRamp(settings, signals, provenSender, now);
          if (allowance === null) return;
          expect(allowance).toBeGreaterThanOrEqual(0);
          underWay += allowance;
          expect(underWay).toBeLessThanOrEqual(Math.max(50, 3 * delivered, underWay - allowance));
          const bad = Math.min(underWay, fails);
          failed += bad;
          const good = Math.min(underWay - bad, heard);
          delivered += good;
          underWay -= bad + good;
        }
      },
    ),
  );
});

const holding = (allowance: number) => ({
  allowance,
  reason: { code: "probe" as const, used: 10, max: 50 },
  until: now + 300_000,
});

test("a campaign gets as many slots as its ramp allows, and the time goes to the others", () => {
  const pending = [...pendingSends("new", 20), ...pendingSends("known", 20)];
  const ramps = planRamps(settings, [], 0, now).set("new", holding(3));
  const plan = planRampedSlots(scenario(pending, now), ramps);
  const ids = plan.slots.map(({ id }) => id.split("-")[0]);
  expect(ids.filter((id) => id === "new")).toHaveLength(3);
  expect(ids.filter((id) => id === "known")).toHaveLength(20);
  const times = plan.slots.map(({ slotAt }) => slotAt - now).sort((a, b) => a - b);
  expect(times).toEqual(times.map((_, index) => index * 1_000));
  expect(plan.waits).toEqual([
    { campaignId: "new", reason: { code: "probe", used: 13, max: 50 }, until: now + 300_000 },
  ]);
});

test("those with a reason of their own say it, also beyond the allowance, and do not use it up", () => {
  const closed = pendingSends("new", 5).map((send) => ({ ...send, notBefore: now + 86_400_000 }));
  const pending = [...closed, ...pendingSends("new", 10, 5)];
  const plan = planRampedSlots(scenario(pending, now), new Map([["new", holding(4)]]));
  expect(plan.deferrals).toHaveLength(5);
  expect(plan.slots).toHaveLength(4);
});

test("new senders have it on by default", () => {
  expect(profiles.official.ramp).toMatchObject({ firstSlice: 50 });
  expect(profiles.qr.ramp).toMatchObject({ firstSlice: 10 });
});

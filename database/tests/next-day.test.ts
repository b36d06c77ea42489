import { planRampedSlots, planRamps } from "@nova/pacing";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Ledger, openLedger } from "./ledger-fixture.ts";

let ledger: Ledger;
beforeAll(async () => {
  ledger = await openLedger();
});
afterAll(() => ledger.close());

type Plan = {
  now: number;
  senderId: string;
  planVersion: number;
  profile: Parameters<typeof planRampedSlots>[0]["profile"];
  state: Parameters<typeof planRampedSlots>[0]["state"];
  pending: Parameters<typeof planRampedSlots>[0]["pending"];
} | null;
const at = (text: string) => Date.parse(`${text}-03:00`);

/** A tick, as the dispatcher makes it; the times at which those that got a slot may go. */
async function tick(): Promise<number[]> {
  const plan = await ledger.call<Plan>("read_sender_plan");
  if (!plan) return [];
  const { profile, state, pending, now, senderId, planVersion } = plan;
  const input = {
    profile: { ...profile, ramp: null },
    state,
    pending,
    now,
    horizonMs: 120_000,
    random: () => 0,
  };
  const { slots, deferrals, blocked, nextSlotAt } = planRampedSlots(input, planRamps(null, [], 0, now));
  await ledger.call(
    "reserve_slots",
    senderId,
    planVersion,
    JSON.stringify(slots.map(({ id, slotAt, notAfter }) => ({ id, slot_at: slotAt, not_after: notAfter }))),
    JSON.stringify(
      deferrals.map(({ id, notBefore, reason }) => ({ id, not_before: notBefore, reason: reason.code })),
    ),
    nextSlotAt === null ? null : new Date(nextSlotAt).toISOString(),
    JSON.stringify(blocked),
  );
  return slots.map(({ slotAt }) => slotAt);
}

test("what the evening left over goes out the next morning by itself: nobody has to start it again", async () => {
  await ledger.freezeClock(new Date(at("2026-03-10T19:59:30")));
  const tenant = await ledger.makeTenant({
    ...{ minGapMs: 10_000, pairGapMs: 0, replyHeadroom: 0 },
    window: { from: "08:00", until: "20:00" },
  });
  const { campaignId, sendIds } = await ledger.startCampaign(tenant, 8);
  const evening = await tick();
  expect(evening.length).toBeGreaterThan(0);
  expect(Math.max(...evening)).toBeLessThan(at("2026-03-10T20:00:00"));
  const held = await ledger.pool.query(
    "select distinct reason, not_before from public.sends where campaign_id = $1 and status = 'pending'",
    [campaignId],
  );
  expect(held.rows).toEqual([{ reason: "window", not_before: new Date(at("2026-03-11T08:00:00")) }]);

  await ledger.freezeClock(new Date(at("2026-03-11T03:00:00")));
  await ledger.call("sweep_sends"); // those of the evening were never claimed: they wait again
  expect(await tick()).toEqual([]);
  await ledger.call("finish_campaigns");

  await ledger.freezeClock(new Date(at("2026-03-11T08:00:00")));
  const morning = await tick();
  expect(morning).toHaveLength(sendIds.length);
  expect(Math.min(...morning)).toBeGreaterThanOrEqual(at("2026-03-11T08:00:00"));
});

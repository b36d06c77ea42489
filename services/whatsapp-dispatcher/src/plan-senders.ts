import { attempt, type Reporter } from "@nova/error-handler";
import { type CampaignRules, planRampedSlots, planRamps, type Slot } from "@nova/pacing";
import { type Publisher, whatsappSend } from "@nova/queue";
import type { SenderPlan, Senders } from "@nova/supabase-client";
import { groupSlots } from "./group-slots.ts";

type Ports = {
  senders: Pick<Senders, "readPlan" | "reserve">;
  publisher: Pick<Publisher, "publishAt">;
  reporter: Pick<Reporter, "report">;
  now: () => Date;
  random: () => number;
  horizonSeconds: number;
  /** Stop taking up further senders after this long; the next tick goes on. */
  budgetMs: number;
};
export type Planned = { senders: number; reserved: number; deferred: number; lost: number; broken: number };

const publishesAtOnce = 8;

/** Plans sender after sender, the one planned longest ago first, and publishes what got a slot. */
export function createPlanSenders(ports: Ports) {
  const { senders, publisher, reporter, now, random, horizonSeconds, budgetMs } = ports;

  return async function planSenders(): Promise<Planned> {
    const planned: Planned = { senders: 0, reserved: 0, deferred: 0, lost: 0, broken: 0 };
    const seen = new Set<string>();
    const done: string[] = [];
    const stopAt = now().getTime() + budgetMs;
    while (now().getTime() < stopAt) {
      const plan = await senders.readPlan(done, horizonSeconds);
      if (!plan) break;
      planned.senders = seen.add(plan.senderId).size;
      const hasMore = await attempt(() => planOne(plan, planned));
      if (!hasMore.ok) {
        // One sender that cannot be planned must not hold up the others: it would be first again at every tick.
        planned.broken++;
        await reporter.report(hasMore.error, { senderId: plan.senderId });
      }
      if (!hasMore.ok || !hasMore.value) done.push(plan.senderId);
    }
    return planned;
  };

  /** True while the same sender may have places left, and sends for them that it was not given yet. */
  async function planOne(plan: SenderPlan, planned: Planned): Promise<boolean> {
    const { senderId, planVersion, profile, state, pending, campaignRules, ramps } = plan;
    const { slots, deferrals, blocked, nextSlotAt, waits } = planRampedSlots(
      {
        profile: { ...profile, window: withDays(profile.window), ramp: null },
        state,
        pending,
        campaigns: rulesOf(campaignRules),
        now: plan.now,
        horizonMs: horizonSeconds * 1_000,
        random,
      },
      planRamps(profile.ramp, ramps?.campaigns ?? [], ramps?.senderDelivered ?? 0, plan.now),
    );
    const { won, reserved } = await senders.reserve({
      senderId,
      planVersion,
      slots,
      deferrals: deferrals.map(({ id, notBefore, reason }) => ({ id, notBefore, reason: reason.code })),
      nextSlotAt,
      blocked,
      waits,
    });
    if (!won) {
      planned.lost++;
      return false; // another planner, a pause or a new profile was first: its plan stands
    }
    planned.reserved += reserved.length;
    planned.deferred += deferrals.length;
    const kept = new Set(reserved);
    await publish(slots.filter(({ id }) => kept.has(id)));
    // Of what was read some had to wait, or a small campaign had fewer than its share: others may use those places.
    const isFull = blocked !== null || (nextSlotAt ?? 0) > plan.now + horizonSeconds * 1_000;
    return !isFull && reserved.length + deferrals.length > 0;
  }

  async function publish(slots: Slot[]): Promise<void> {
    const queue = groupSlots(slots).values();
    const publishNext = async () => {
      for (const { at, sendIds } of queue) {
        await publisher.publishAt(
          whatsappSend,
          sendIds.map((sendId) => ({ sendId })),
          at,
        );
      }
    };
    await Promise.all(Array.from({ length: publishesAtOnce }, publishNext));
  }
}

function rulesOf(rules: SenderPlan["campaignRules"] = {}): Record<string, CampaignRules> {
  return Object.fromEntries(
    Object.entries(rules).map(([id, { window, frequencyCap }]) => [
      id,
      { window: withDays(window), frequencyCap },
    ]),
  );
}

function withDays(window: SenderPlan["profile"]["window"]) {
  if (!window) return null;
  const { from, until, days } = window;
  return days ? { from, until, days } : { from, until };
}

import { planRampedSlots } from "./plan-ramp.ts";
import { planSlots } from "./plan-slots.ts";
import { createZoneClock } from "./simulate-clock.ts";
import { createSimulatedLedger } from "./simulate-ledger.ts";
import { createSimulatedRamp } from "./simulate-ramp.ts";
import { type Entry, idOf, mostSlotsIn, pendingOf } from "./simulate-rows.ts";
import type { SimulatedRound, SimulatedSender, SimulatedSlot } from "./simulate-slots.ts";
import { createSimulatedUsage } from "./simulate-usage.ts";
import type { PendingSend, Plan, SenderState, WaitCode } from "./types.ts";

const minuteMs = 60_000;
const dayMs = 86_400_000;
const mostPending = 10_000;

/** One sender's ledger, budget and clock, and the dispatcher's round on them: read, plan, reserve. */
export function createSimulatedDispatch(sender: SimulatedSender) {
  const { profile, state, campaigns, startAt, random } = sender;
  const ledgers = campaigns.map(({ ddds, startAt: from, test = null }) =>
    createSimulatedLedger(ddds, from, test),
  );
  const usage = createSimulatedUsage(profile, state);
  const ramp = createSimulatedRamp(profile.ramp, campaigns.length, sender.delivered, sender.fate);
  const clocks = campaigns.map(({ window = null }) => createZoneClock(profile, window));
  const rules = Object.fromEntries(campaigns.map(({ window = null }, index) => [`${index}`, { window }]));
  const whyUntil = new Map<number, WaitCode>();
  let nextSlotAt = state.nextSlotAt;

  /** What the dispatcher does at `now`, looking so far ahead. */
  function dispatch(now: number, lookMs: number): SimulatedRound {
    const shut = new Map<string, number>();
    for (;;) {
      const limit = limitOf(now, lookMs);
      const closed = ledgers.map(({ deferClosed }, campaign) =>
        deferClosed(
          (zone) => closedUntil(campaign, zone, now, now + lookMs) ?? shut.get(`${campaign}:${zone}`) ?? null,
        ),
      );
      const rows = readPlan(limit - ((closed[0] ?? 0) % limit));
      if (rows.length === 0) return { at: now, slots: [], held: heldByHours(), whyNotAt: () => null };
      const before = stateAt(now);
      const pending = rows.map(toPending);
      const input = { profile, state: before, pending, campaigns: rules, now, horizonMs: lookMs, random };
      const plan = ramp.isOn() ? planRampedSlots(input, ramp.ramps(now)) : { ...planSlots(input), waits: [] };
      const slots = reserve(rows, plan);
      // As the dispatcher: everyone it was given had a reason of its own to wait, so there may be others who have none.
      if (slots.length === 0 && !plan.blocked && plan.deferrals.length > 0 && rows.length >= limit) {
        // Nothing was reserved, so others of the same zones fare alike.
        for (const { id, notBefore } of plan.deferrals) {
          const entry = rows.find((one) => idOf(one) === id);
          if (entry) shut.set(`${entry.campaign}:${entry.row.zone}`, notBefore);
        }
        continue;
      }
      const probing = plan.waits.some(({ campaignId }) => campaignId === "0");
      const held = plan.blocked
        ? { ...plan.blocked.reason, until: plan.blocked.until }
        : probing
          ? { code: "probe" as const, until: ramp.goesOnAt(now) }
          : heldByHours();
      return { at: now, slots, held, whyNotAt: probeOf(before, slots) };
    }
  }

  function reserve(rows: Entry[], plan: Plan): SimulatedSlot[] {
    const byId = new Map(rows.map((entry) => [idOf(entry), entry]));
    const slots: SimulatedSlot[] = [];
    for (const { id, slotAt } of plan.slots) {
      const entry = byId.get(id);
      if (!entry) continue;
      const decidesAt = ledgers[entry.campaign]?.take(entry.row, slotAt) ?? null;
      if (decidesAt !== null) whyUntil.set(decidesAt, "ab-test");
      ramp.add(entry.campaign, slotAt);
      slots.push({ campaign: entry.campaign, position: entry.row.position, at: slotAt });
    }
    for (const { id, notBefore, reason } of plan.deferrals) {
      const entry = byId.get(id);
      whyUntil.set(notBefore, reason.code);
      if (entry) ledgers[entry.campaign]?.defer(entry.row, notBefore);
    }
    nextSlotAt = plan.nextSlotAt;
    usage.add(plan.usage);
    return slots;
  }

  /** When whoever cannot be written to within the horizon is looked at again: the planner would defer them. */
  function closedUntil(campaign: number, zone: number, now: number, end: number): number | null {
    const { open, until, closedBy = "window" } = stretchOf(campaign, zone, now);
    if (open || until <= end) return null;
    whyUntil.set(until, closedBy);
    return until;
  }

  function stretchOf(campaign: number, zone: number, now: number) {
    const clock = clocks[campaign] ?? createZoneClock(profile);
    return clock(zoneNameOf(campaign, zone), now);
  }

  function zoneNameOf(campaign: number, zone: number): string {
    return ledgers[campaign]?.zones[zone] ?? "";
  }

  /** As many as the SQL function reads; where nobody can be deferred, no more than the caps can ever let through. */
  function limitOf(now: number, lookMs: number): number {
    const limit = Math.min(mostPending, Math.ceil(lookMs / Math.max(1, profile.minGapMs)) + 10);
    return openUntil(now) >= now + lookMs ? Math.min(limit, mostSlotsIn(profile, lookMs) + 1) : limit;
  }

  /** Until when everyone who is due may be written to, and nobody else becomes due. */
  function openUntil(now: number): number {
    let end = Number.POSITIVE_INFINITY;
    for (const [campaign, { dueZones, nextDueAt }] of ledgers.entries()) {
      end = Math.min(end, nextDueAt());
      for (const zone of dueZones()) {
        const { open, until } = stretchOf(campaign, zone, now);
        end = open ? Math.min(end, until) : now;
      }
    }
    return end;
  }

  /** As the SQL function: so many of each running campaign, the first of each, then the second. */
  function readPlan(limit: number): Entry[] {
    const running = ledgers.filter(({ waiting }) => waiting > 0).length;
    const share = Math.max(1, Math.floor(limit / Math.max(1, running)));
    const lists = ledgers.map(({ read }, campaign) => read(share).map((row) => ({ campaign, row })));
    if (lists.length === 1) return lists[0] ?? [];
    return Array.from({ length: share }, (_, rank) => lists.flatMap((list) => list[rank] ?? [])).flat();
  }

  function stateAt(now: number): SenderState {
    return { nextSlotAt, ageDays: state.ageDays + (now - startAt) / dayMs, ...usage.at(now) };
  }

  function toPending(entry: Entry): PendingSend {
    const ddd = campaigns[entry.campaign]?.ddds[entry.row.position] ?? null;
    return pendingOf(idOf(entry), entry.campaign, ddd);
  }

  function heldByHours(): SimulatedRound["held"] {
    if (ledgers.some(({ isDue }) => isDue())) return null;
    const until = Math.min(...ledgers.map(({ nextDueAt }) => nextDueAt()));
    return Number.isFinite(until) ? { code: whyUntil.get(until) ?? "window", until } : null;
  }

  /** How long after a slot that is given now a test can be decided at the earliest. */
  function undecidedForMs(): number {
    return Math.min(...ledgers.map((ledger) => ledger.undecidedForMs()));
  }

  /** Asks the planner itself, for a moment at which nothing went although somebody waited. */
  function probeOf(before: SenderState, slots: SimulatedSlot[]): SimulatedRound["whyNotAt"] {
    return (at, { campaign, position }) => {
      const earlier = slots
        .filter((slot) => slot.at < at)
        .map((slot) => ({ minute: Math.floor(slot.at / minuteMs), used: 1 }));
      const { tierUsage } = before;
      const { blocked, deferrals } = planSlots({
        profile,
        state: {
          ...before,
          nextSlotAt: null,
          usage: [...before.usage, ...earlier],
          tierUsage: tierUsage ? [...tierUsage, ...earlier] : null,
        },
        pending: [toPending({ campaign, row: { position, zone: 0 } })],
        campaigns: rules,
        now: at,
        horizonMs: 0,
        random: () => 0,
      });
      return blocked?.reason.code ?? deferrals[0]?.reason.code ?? null;
    };
  }

  return {
    dispatch,
    openUntil,
    isRamping: ramp.isOn,
    undecidedForMs,
    moveTo: (now: number) => {
      for (const ledger of ledgers) ledger.moveTo(now);
    },
    waiting: () => ledgers[0]?.waiting ?? 0,
  };
}

import { profiles } from "@nova/pacing";
import type { SenderPlan, Senders } from "@nova/supabase-client";

type Pending = SenderPlan["pending"][number];
type State = {
  id: string;
  planVersion: number;
  plannedAt: number;
  profile: SenderPlan["profile"];
  usage: SenderPlan["state"]["usage"];
  nextSlotAt: number | null;
  limit: number;
  blockedUntil: number | null;
  pending: Pending[];
  ramps: NonNullable<SenderPlan["ramps"]> | null;
  /** Held by a cancel or an opt-out at this moment: not reserved. */
  held: Set<string>;
};

/** An official number's profile, open round the clock. */
export const openProfile: SenderPlan["profile"] = { ...profiles.official, window: null };

/** A send that waits for a slot. */
export function pendingSend(id: string, change: Partial<Pending> = {}): Pending {
  return {
    id,
    campaignId: "c",
    lane: "campaign",
    contactId: id,
    ddd: "11",
    timeZone: null,
    contactLastAt: null,
    contactRecent: 0,
    notBefore: null,
    notAfter: null,
    ...change,
  };
}

/** The planner's side of the ledger in memory; it passes the same contract as the SQL functions. */
export function createFakeSenders(now: () => Date) {
  const states: State[] = [];
  const reads: string[] = [];
  const reserves: Parameters<Senders["reserve"]>[0][] = [];
  let order = 0;

  function add(id: string, pending: Pending[], change: Partial<State> = {}): State {
    const state: State = {
      id,
      planVersion: 0,
      plannedAt: order++,
      profile: openProfile,
      usage: [],
      nextSlotAt: null,
      limit: 100,
      blockedUntil: null,
      pending,
      held: new Set(),
      ramps: null,
      ...change,
    };
    states.push(state);
    return state;
  }

  const isDue = ({ notBefore }: Pending) => (notBefore ?? 0) <= now().getTime();

  const senders: Pick<Senders, "readPlan" | "reserve"> = {
    readPlan: async (skip, horizonSeconds) => {
      const end = now().getTime() + horizonSeconds * 1_000;
      const [next] = states
        .filter(({ id, pending }) => !skip.includes(id) && pending.some(isDue))
        .filter(({ blockedUntil }) => blockedUntil === null || blockedUntil <= end)
        .sort((a, b) => a.plannedAt - b.plannedAt);
      if (!next) return null;
      reads.push(next.id);
      return {
        now: now().getTime(),
        senderId: next.id,
        clientId: "client",
        planVersion: next.planVersion,
        limit: next.limit,
        profile: next.profile,
        ramps: next.ramps,
        state: { nextSlotAt: next.nextSlotAt, ageDays: 400, usage: next.usage, tierUsage: null },
        pending: next.pending.filter(isDue).slice(0, next.limit),
      };
    },
    reserve: async (reservation) => {
      reserves.push(reservation);
      const state = states.find(({ id }) => id === reservation.senderId);
      if (!state || state.planVersion !== reservation.planVersion) return { won: false, reserved: [] };
      state.planVersion++;
      state.plannedAt = order++;
      state.nextSlotAt = reservation.nextSlotAt;
      state.blockedUntil = reservation.blocked?.until ?? null;
      const free = reservation.slots.map(({ id }) => id).filter((id) => !state.held.has(id));
      const reserved = free.filter((id) => state.pending.some((one) => one.id === id));
      for (const one of state.ramps?.campaigns ?? []) {
        const slots = state.pending.filter(
          ({ id, campaignId }) => campaignId === one.campaignId && reserved.includes(id),
        );
        one.underWay += slots.length;
      }
      state.pending = state.pending.filter(({ id }) => !reserved.includes(id));
      for (const { id, notBefore } of reservation.deferrals) {
        const deferred = state.pending.find((one) => one.id === id);
        if (deferred) deferred.notBefore = notBefore;
      }
      return { won: true, reserved };
    },
  };
  return { senders, add, reads, reserves };
}

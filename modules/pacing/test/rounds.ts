import {
  type MinuteUsage,
  type PendingSend,
  type Plan,
  planSlots,
  type SenderProfile,
  type SenderState,
  type Slot,
} from "../src/index.ts";
import { dayMs, minuteMs } from "./scenario.ts";

/** What becomes of a slot: used so late, given back unused, or used and told to come again. */
export type Fate = { kind: "sent" | "missed" | "later"; lateMs: number; againMs: number };
export type Claim = { at: number; slotAt: number; send: PendingSend };
type Held = Slot & { send: PendingSend };
type Setting = {
  profile: SenderProfile;
  state: SenderState;
  pending: PendingSend[];
  now: number;
  horizonMs: number;
};

/** A ledger in memory around the planner: plans are stored if nobody was faster, slots are used as fate has it. */
export function createRounds({ profile, state, pending, now: start, horizonMs }: Setting) {
  const waiting = new Map(pending.map((send) => [send.id, send]));
  const used = new Map<number, number>();
  for (const { minute, used: count } of state.usage) used.set(minute, (used.get(minute) ?? 0) + count);
  const ofOthers = state.tierUsage?.slice(state.usage.length) ?? null;
  const claims: Claim[] = [];
  const stored: { now: number; plan: Plan }[] = [];
  let held: Held[] = [];
  let version = 0;
  let nextSlotAt = state.nextSlotAt;
  let now = start;

  const take = (at: number, count: number): void => {
    const minute = Math.floor(at / minuteMs);
    used.set(minute, (used.get(minute) ?? 0) + count);
  };

  /** What the ledger knows of a contact, slots that are still to come included. */
  function knownOf(send: PendingSend): PendingSend {
    const own = ({ contactId }: PendingSend): boolean => contactId === send.contactId;
    const times = [...claims, ...held.map((slot) => ({ at: slot.slotAt, send: slot.send }))].filter((one) =>
      own(one.send),
    );
    const { days } = profile.frequencyCap ?? { days: 0 };
    const recent = times.filter((one) => one.send.lane === "campaign" && one.at > now - days * dayMs);
    const last = Math.max(send.contactLastAt ?? 0, ...times.map(({ at }) => at));
    return {
      ...send,
      contactLastAt: last === 0 ? null : last,
      contactRecent: send.contactRecent + recent.length,
    };
  }

  function read() {
    const usage: MinuteUsage[] = [...used].map(([minute, count]) => ({ minute, used: count }));
    const ageDays = state.ageDays + (now - start) / dayMs;
    const due = [...waiting.values()].filter(({ notBefore }) => notBefore === null || notBefore <= now);
    return {
      version,
      profile,
      state: { nextSlotAt, ageDays, usage, tierUsage: ofOthers && [...usage, ...ofOthers] },
      pending: due.map(knownOf),
      now,
      horizonMs,
    };
  }

  /** False when another plan was stored since this one was read: nothing changes then. */
  function store(read: number, plan: Plan): boolean {
    if (read !== version) return false;
    version++;
    nextSlotAt = Math.max(nextSlotAt ?? 0, plan.nextSlotAt ?? 0) || null;
    for (const slot of plan.slots) {
      const send = waiting.get(slot.id);
      if (!send) throw new Error(`slotted twice: ${slot.id}`);
      held.push({ ...slot, send });
      waiting.delete(slot.id);
    }
    for (const { minute, used: count } of plan.usage) take(minute * minuteMs, count);
    for (const { id, notBefore } of plan.deferrals) {
      const send = waiting.get(id);
      if (send) waiting.set(id, { ...send, notBefore });
    }
    stored.push({ now, plan });
    return true;
  }

  function plan(random: () => number): Plan {
    const { version: read_, ...input } = read();
    const made = planSlots({ ...input, random });
    store(read_, made);
    return made;
  }

  /** Time passes: slots that come due meet their fate, the rest stays reserved. */
  function passTo(until: number, fateOf: (slot: Held) => Fate): void {
    now = until;
    const due = held.filter(({ slotAt }) => slotAt + 60_000 <= until);
    held = held.filter(({ slotAt }) => slotAt + 60_000 > until);
    for (const slot of due) {
      const { kind, lateMs, againMs } = fateOf(slot);
      const at = slot.slotAt + lateMs;
      take(slot.slotAt, -1);
      if (kind === "sent" && at < (slot.notAfter ?? Number.POSITIVE_INFINITY)) {
        claims.push({ at, slotAt: slot.slotAt, send: slot.send });
        take(at, 1);
      } else {
        const notBefore =
          kind === "later" ? Math.max(at + againMs, slot.send.notBefore ?? 0) : slot.send.notBefore;
        waiting.set(slot.id, { ...slot.send, notBefore });
      }
    }
  }

  return {
    read,
    store,
    plan,
    passTo,
    claims,
    stored,
    waiting,
    isQuiet: () => waiting.size === 0 && held.length === 0,
    held: () => held,
    now: () => now,
    nextSlotAt: () => nextSlotAt,
  };
}

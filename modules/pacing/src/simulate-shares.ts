import type { SimulatedRound, SimulatedSlot } from "./simulate-slots.ts";
import type { RuleCode, RuleShare } from "./simulate-types.ts";
import type { SenderProfile } from "./types.ts";

/** Says which rule each stretch of time went by for, from the start to the last slot of the first campaign. */
export function createTimeShares({ minGapMs, gapJitterMs }: SenderProfile, startAt: number) {
  const spent = new Map<RuleCode, number>();
  let reached = startAt;
  let isFirst = true;
  let held: { from: number; code: RuleCode }[] = [];

  function spend(until: number, code: RuleCode): void {
    if (until <= reached) return;
    spent.set(code, (spent.get(code) ?? 0) + until - reached);
    reached = until;
  }

  function spendHeld(until: number): void {
    for (const [at, { code }] of held.entries()) spend(Math.min(until, held[at + 1]?.from ?? until), code);
    held = [];
  }

  function passTo(slot: SimulatedSlot, whyNot: (at: number) => RuleCode | null): void {
    const gapMs = isFirst ? 0 : minGapMs + gapJitterMs + 1; // slots are whole milliseconds
    isFirst = false;
    spend(Math.min(slot.at, reached + gapMs), slot.campaign === 0 ? "gap" : "turn");
    if (reached < slot.at) {
      if (held.length > 0) spendHeld(slot.at);
      else spend(slot.at, whyNot(Math.ceil(reached)) ?? "gap");
    }
    held = [];
  }

  return {
    add: (round: SimulatedRound): void => {
      let silent: RuleCode | null = null; // one rule holds all of a round's short waits: asking once is enough
      for (const slot of round.slots) {
        passTo(slot, (at) => {
          silent ??= round.whyNotAt(at, slot);
          return silent;
        });
      }
      if (round.held) held.push({ from: round.at, code: round.held.code });
    },
    /** Ends the account: at the last slot, or where the simulation gave up. */
    shares: (endAt: number): RuleShare[] => {
      if (held.length > 0) spendHeld(endAt);
      const total = reached - startAt;
      return [...spent]
        .map(([code, ms]) => ({ code, ms: Math.round(ms), share: ms / total }))
        .sort((a, b) => b.ms - a.ms);
    },
  };
}

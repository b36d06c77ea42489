import { tickAfter, tickFrom } from "./simulate-clock.ts";
import { createSimulatedDispatch } from "./simulate-dispatch.ts";
import type { Delivered, Fate } from "./simulate-ramp.ts";
import type { CampaignTerms } from "./simulate-types.ts";
import type { SenderProfile, SenderState, WaitCode } from "./types.ts";

const minuteMs = 60_000;
/** How far the dispatcher looks ahead at each tick. */
const horizonMs = 120_000;

export type SimulatedSlot = { campaign: number; position: number; at: number };
/** What one round of the dispatcher did, and what holds everyone who is left from then on. */
export type SimulatedRound = {
  at: number;
  slots: SimulatedSlot[];
  held: { code: WaitCode; until: number; used?: number; max?: number } | null;
  /** Why the slot that came next was not given at an earlier moment of the round. */
  whyNotAt: (at: number, slot: SimulatedSlot) => WaitCode | null;
};
export type SimulatedSender = {
  profile: SenderProfile;
  state: SenderState;
  /** The first is the one of interest: once it is through, the rounds end. */
  campaigns: ({ ddds: readonly (string | null)[]; startAt: number } & CampaignTerms)[];
  startAt: number;
  /** Gives up here. */
  endAt: number;
  random: () => number;
  delivered: Delivered;
  fate: Fate;
  /**
   * While everyone who is due may be written to, one plan stands for those of so long a time: they would only append to
   * each other. 0 plans at every tick.
   */
  stretchMs?: number;
};

/** Runs the dispatcher's rounds on a virtual clock, at each tick of a minute at which anything can change. */
export function* simulateSlots(sender: SimulatedSender): Generator<SimulatedRound> {
  const { campaigns, startAt, endAt, stretchMs = 30 * minuteMs } = sender;
  const { dispatch, openUntil, isRamping, undecidedForMs, moveTo, waiting } = createSimulatedDispatch(sender);
  const starts = campaigns.map((campaign) => campaign.startAt); // a start is planned at once

  for (let now = startAt; waiting() > 0 && now < endAt; ) {
    moveTo(now);
    const lookMs = lookAheadAt(now);
    const round = dispatch(now, lookMs);
    yield round;
    now = nextLook(now, now + lookMs - horizonMs, round.held);
  }

  /** The horizon, or as far as the horizons of all the ticks reach at which the planner could only append. */
  function lookAheadAt(now: number): number {
    if (isRamping()) return horizonMs;
    const end = Math.min(now + stretchMs, now + undecidedForMs(), openUntil(now));
    const lastTick = Math.floor((end - horizonMs) / minuteMs) * minuteMs;
    return lastTick > now ? lastTick - now + horizonMs : horizonMs;
  }

  /** The dispatcher leaves a sender alone until what holds it ends within the horizon, and a row until it is due. */
  function nextLook(now: number, lastTick: number, held: SimulatedRound["held"]): number {
    const next = tickAfter(lastTick);
    const start = starts.reduce(
      (least, at) => (at > now ? Math.min(least, at) : least),
      Number.POSITIVE_INFINITY,
    );
    if (held === null) return Math.min(next, start);
    if (held.code === "probe") return Math.max(now + 1, Math.ceil(held.until)); // a status that says enough wakes the planner
    if (held.code !== "window" && held.code !== "campaign-window" && held.code !== "ab-test")
      return Math.max(next, tickFrom(held.until - horizonMs));
    return start <= held.until ? start : Math.max(next, tickFrom(held.until));
  }
}

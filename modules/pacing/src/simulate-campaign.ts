import { type DayOfMessages, estimateCost } from "./estimate-cost.ts";
import { estimateRisk, type RiskSignals } from "./estimate-risk.ts";
import { seededRandom } from "./seeded-random.ts";
import { listAudience } from "./simulate-audience.ts";
import { createCurve } from "./simulate-curve.ts";
import { createTimeShares } from "./simulate-shares.ts";
import { simulateSlots } from "./simulate-slots.ts";
import type { Assumptions, Simulation, SimulationInput, TierExhaustion } from "./simulate-types.ts";
import type { SenderState } from "./types.ts";

const dayMs = 86_400_000;
const usualAssumptions: Assumptions = {
  providerLatencyMs: 500,
  deliveryMs: 5_000,
  failureShare: 0.03,
  retryShare: 0.01,
};
const unknownSignals: RiskSignals = { identicalShare: null, coldShare: null, quality: null };
const oldNumber: SenderState = { nextSlotAt: null, ageDays: 365, usage: [] };
/** A retry waits for the provider's term and then for a slot. */
const retryWaitMs = 60_000;
const playedAgainUpTo = 20_000;

/**
 * Plays a campaign through on a virtual clock, by the dispatcher's rules and the planner's own code: when it ends, its
 * curve, what holds it back, what it costs and what it risks. Pure; the same seed gives the same result.
 */
export function simulateCampaign(input: SimulationInput): Simulation {
  const { kind, profile, startAt, category = "marketing", prices } = input;
  const assumptions = { ...usualAssumptions, ...input.assumptions };
  const state: SenderState = { ...oldNumber, ...input.state };
  const run = play(input, state, assumptions, 0);
  const { curve, shares, unsent, endAt } = run;

  const finishAt = unsent === 0 ? curve.lastAt() : null;
  const rules = shares.shares(unsent === 0 ? (curve.lastAt() ?? startAt) : endAt);
  const days = curve.days();
  const billed: DayOfMessages[] = days.map(({ day, sends, foreign }) => ({
    day,
    brazilian: sends - foreign,
    foreign,
  }));
  return {
    recipients: run.recipients,
    startAt,
    firstAt: curve.firstAt(),
    finishAt,
    unsent,
    bounds: { earliest: finishAt, latest: finishAt && latestEnd(input, state, assumptions, finishAt) },
    hours: curve.hours(),
    days: days.map(({ day, sends }) => ({ day, sends })),
    rules,
    decidedBy: rules[0]?.code ?? null,
    tier: run.tier,
    cost: estimateCost({
      kind,
      category,
      days: billed,
      failureShare: assumptions.failureShare,
      ...(prices && { prices }),
    }),
    risk: estimateRisk({
      kind,
      profile,
      ageDays: state.ageDays,
      recipients: run.recipients,
      busiestDay: Math.max(0, ...days.map(({ sends }) => sends)),
      busiestHour: curve.busiestHour(),
      nightShare: curve.nightShare(),
      signals: { ...unknownSignals, ...input.signals },
    }),
    assumptions,
  };
}

/**
 * The end if each assumed retry takes a slot of its own: played through again, or for a long list at the campaign's own
 * mean pace.
 */
function latestEnd(
  input: SimulationInput,
  state: SenderState,
  assumptions: Assumptions,
  finishAt: number,
): number | null {
  const { retryShare, providerLatencyMs } = assumptions;
  if (retryShare === 0) return finishAt + providerLatencyMs;
  const waitsMs = retryWaitMs + providerLatencyMs;
  const recipients = listAudience(input.audience, input.seed ?? 1).length;
  if (recipients > playedAgainUpTo)
    return Math.round(finishAt + (finishAt - input.startAt) * retryShare) + waitsMs;
  const { unsent, curve } = play(input, state, assumptions, retryShare);
  const last = unsent === 0 ? curve.lastAt() : null;
  return last && Math.max(last, finishAt) + waitsMs;
}

function play(input: SimulationInput, state: SenderState, assumptions: Assumptions, retryShare: number) {
  const { profile, startAt, others = [], seed = 1, maxDays = 3_650 } = input;
  const { delivered = { sender: 0, template: 0 } } = input;
  const list = listAudience(input.audience, seed);
  const ddds = [...list, ...list.slice(0, Math.ceil(list.length * retryShare))];
  const endAt = startAt + maxDays * dayMs;
  const curve = createCurve(ddds);
  const shares = createTimeShares(profile, startAt);
  let tier: TierExhaustion | null = null;

  const rounds = simulateSlots({
    profile,
    state,
    startAt,
    endAt,
    random: seededRandom(seed),
    delivered,
    fate: assumptions,
    campaigns: [
      { ddds, startAt, ...input.terms },
      ...others.map((other, index) => ({
        ddds: listAudience(other.audience, seed + index + 1),
        startAt: other.startAt ?? startAt,
        window: other.window ?? null,
        test: other.test ?? null,
      })),
    ],
  });
  for (const round of rounds) {
    shares.add(round);
    for (const slot of round.slots) if (slot.campaign === 0) curve.add(slot);
    if (round.held?.code === "tier" && tier === null) {
      tier = {
        max: round.held.max ?? profile.tierPerDay ?? 0,
        at: curve.lastAt() ?? round.at,
        left: ddds.length - curve.count(),
      };
    }
  }
  return { curve, shares, tier, recipients: ddds.length, unsent: ddds.length - curve.count(), endAt };
}

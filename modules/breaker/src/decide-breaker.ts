import { type BreakerLimits, breakerLimits, type OwnLimits } from "./breaker-limits.ts";

/** What became of a running campaign's latest sends since a person last let it go on. */
export type CampaignSignals = {
  campaignId: string;
  name: string;
  paused: boolean;
  /** People have been told that too many fail. */
  warned: boolean;
  /** Latest first: the code of a failure, null for what arrived or is not known yet. */
  outcomes: readonly (string | null)[];
  reached: number;
  optOuts: number;
};

export type SenderSignals = {
  senderId: string;
  clientId: string;
  kind: "official" | "qr";
  /** What the sender's profile says otherwise. */
  limits: OwnLimits | null;
  /** When this was read, by the database's clock. */
  seenAt: string;
  campaigns: readonly CampaignSignals[];
};

/** `pause`: it stops until a person resumes it. `warn`: people are told, and it goes on. */
export type Verdict = {
  kind: "pause" | "warn";
  scope: "campaign" | "sender";
  id: string;
  cause: "failures" | "opt-outs";
  count: number;
  of: number;
  /** The most frequent code among the failures. */
  code: string | null;
};

type Tally = { campaign: CampaignSignals; failures: string[]; of: number; streak: number };

// Meta keeps these people from this message for reasons of its own, or they said stop: it tells nothing of the rest.
const blameNobody = new Set(["meta.130472", "meta.131049", "meta.131050"]);

/**
 * Whether failures are more than a few bad contacts. Many in one campaign are its template's or audience's: it is paused. In
 * two campaigns at once they are the number's: the sender is paused. Pure; what was paused before is not paused again.
 */
export function decideBreaker(signals: SenderSignals): Verdict[] {
  const { senderId, campaigns, kind, limits: own } = signals;
  const limits = breakerLimits(kind, own);
  if (!limits.enabled) return [];
  const tallies = campaigns.map((campaign) => tally(campaign, limits));

  const half = { ...limits, minFailures: Math.ceil(limits.minFailures / 2) };
  const failing = tallies.filter((one) => isFailing(one, half));
  const failures = failing.flatMap((one) => one.failures);
  const isSenderBad = failing.length > 1 && failures.length >= limits.minFailures;
  if (isSenderBad && failing.some(({ campaign }) => !campaign.paused)) {
    const of = failing.reduce((sum, one) => sum + one.of, 0);
    return [pause("sender", senderId, failures, of)];
  }
  return tallies.flatMap((one) => (one.campaign.paused ? [] : (judge(one, limits) ?? [])));
}

function judge(one: Tally, limits: BreakerLimits): Verdict | undefined {
  const { campaign, failures, of } = one;
  const { campaignId: id, optOuts, reached, warned } = campaign;
  if (isFailing(one, limits)) return pause("campaign", id, failures, of);
  if (optOuts >= limits.minOptOuts && optOuts >= limits.optOutShare * reached) {
    return {
      kind: "pause",
      scope: "campaign",
      id,
      cause: "opt-outs",
      count: optOuts,
      of: reached,
      code: null,
    };
  }
  const isHigh = failures.length >= limits.minFailures && failures.length > limits.warnShare * of;
  return isHigh && !warned ? { ...pause("campaign", id, failures, of), kind: "warn" } : undefined;
}

function isFailing({ failures, of, streak }: Tally, limits: BreakerLimits): boolean {
  if (streak >= limits.consecutive) return true;
  return failures.length >= limits.minFailures && failures.length >= limits.failureShare * of;
}

function tally(campaign: CampaignSignals, { window }: BreakerLimits): Tally {
  const latest = campaign.outcomes.slice(0, window).filter((code) => code === null || !blameNobody.has(code));
  const failures = latest.filter((code) => code !== null);
  const good = latest.indexOf(null);
  return { campaign, failures, of: latest.length, streak: good < 0 ? latest.length : good };
}

function pause(scope: Verdict["scope"], id: string, failures: string[], of: number): Verdict {
  return {
    kind: "pause",
    scope,
    id,
    cause: "failures",
    count: failures.length,
    of,
    code: mostFrequent(failures),
  };
}

function mostFrequent(codes: string[]): string | null {
  const counts = new Map<string, number>();
  for (const code of codes) counts.set(code, (counts.get(code) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0] ?? null;
}

import type { CampaignCost, MessageCategory, Price } from "./estimate-cost.ts";
import type { BanRisk, RiskSignals } from "./estimate-risk.ts";
import type { Delivered } from "./simulate-ramp.ts";
import type { SenderProfile, SenderState, SendingWindow, WaitCode } from "./types.ts";

/** Whom a campaign goes to: how many per area code, or the area codes in the list's order (null: not Brazilian). */
export type Audience = { byDdd: Record<string, number> } | { inOrder: readonly (string | null)[] };

/** Another campaign of the same sender. Without `startAt` it runs already. */
export type OtherCampaign = { audience: Audience; startAt?: number } & CampaignTerms;

/** What a campaign asks beside its sender's profile. */
export type CampaignTerms = {
  /** Hours of its own, within those of the sender. */
  window?: SendingWindow | null;
  /** Its test of variants, while that is not decided. */
  test?: VariantTest | null;
};

/** A part of the audience goes first; the rest waits until so long after the last of them has left. */
export type VariantTest = {
  /** Of those who wait (0..1). */
  share: number;
  decideAfterMs: number;
  /** When all of the test has left already: the moment of the decision. */
  decidesAt?: number | null;
};

/** What nobody can plan: taken as given, and named in the result. */
export type Assumptions = {
  /** What the provider takes to answer one send. */
  providerLatencyMs: number;
  /** What passes until a message is known to have arrived. */
  deliveryMs: number;
  /** Share of recipients who are never reached: no such number, blocked. */
  failureShare: number;
  /** Share of sends that the provider puts off, so that they need a second slot. */
  retryShare: number;
};

export type SimulationInput = {
  kind: "qr" | "official";
  profile: SenderProfile;
  /** Where the sender stands at the start; absent: an old number that sent nothing in the last 24 hours. */
  state?: Partial<SenderState>;
  audience: Audience;
  startAt: number;
  /** The campaign's own terms. */
  terms?: CampaignTerms;
  others?: OtherCampaign[];
  /** Decides whether a profile's ramp still applies; a new number and a new template unless told otherwise. */
  delivered?: Delivered;
  category?: MessageCategory;
  prices?: readonly Price[];
  /** What only people know of text and audience. */
  signals?: Partial<RiskSignals>;
  assumptions?: Partial<Assumptions>;
  seed?: number;
  /** Where the simulation gives up; ten years unless told otherwise. */
  maxDays?: number;
};

/** What holds a campaign back; `turn` is the wait for other campaigns of the sender. */
export type RuleCode = WaitCode;

/** How much of the time from start to finish went by because of one rule. */
export type RuleShare = { code: RuleCode; ms: number; share: number };

export type SimulatedHour = { at: number; sends: number };
/** `day` is a date in São Paulo's calendar. */
export type SimulatedDay = { day: string; sends: number };

/** When Meta's messaging limit was first used up, and how many people were still waiting then. */
export type TierExhaustion = { max: number; at: number; left: number };

export type Simulation = {
  recipients: number;
  startAt: number;
  firstAt: number | null;
  /** The last slot; null when the simulation gave up before it. */
  finishAt: number | null;
  /** Still waiting where the simulation gave up. */
  unsent: number;
  /** `earliest` is the last slot, answered at once; `latest` has every assumed retry take a slot of its own. Null: beyond the simulation. */
  bounds: { earliest: number | null; latest: number | null };
  hours: SimulatedHour[];
  days: SimulatedDay[];
  /** The largest first; the shares add up to 1. */
  rules: RuleShare[];
  /** The rule that most of the time was spent on. */
  decidedBy: RuleCode | null;
  tier: TierExhaustion | null;
  cost: CampaignCost;
  risk: BanRisk;
  assumptions: Assumptions;
};

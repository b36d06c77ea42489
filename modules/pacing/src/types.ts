/** What a sender may do: its gaps, its rolling caps and its hours. `null` means that there is no such limit. */
export type SenderProfile = {
  /** Between any two sends of the sender. May carry a fraction (80/s is 12.5). */
  minGapMs: number;
  /** A random 0..n on top of the gap, so that sends do not tick like a machine. */
  gapJitterMs: number;
  /** In any rolling 60 minutes. */
  maxPerHour: number | null;
  /** In any rolling 24 hours. */
  maxPerDay: number | null;
  /** Daily caps of a young number: the first stage whose `untilAgeDays` is above the age decides. */
  warmUp: { untilAgeDays: number; maxPerDay: number }[];
  /** Meta's messaging limit: people opened per rolling 24 hours. */
  tierPerDay: number | null;
  /** Hours in the recipient's time zone; `null` is round the clock. */
  window: SendingWindow | null;
  /** Between two sends to the same contact. */
  pairGapMs: number;
  /** Campaign messages per contact. */
  frequencyCap: { max: number; days: number } | null;
  /** Share (0..0.9) of each cap kept for the lanes reply and human. */
  replyHeadroom: number;
  /** Whether replies are part of `SenderState.usage`. The planner only sees the usage that it is given. */
  repliesCount: boolean;
  /** How a template or number that is not proven yet begins: with a slice that is watched. `null` or absent is off. */
  ramp?: RampSettings | null;
};

/** How a sender comes to trust a template or number that it does not know yet; see `planRamp`. */
export type RampSettings = {
  /** How many may be out whose fate is unknown, at first and while signs are bad. */
  firstSlice: number;
  /** For each one that arrived, so many may be out. */
  growth: number;
  /** Share (0..1) of what may be out that must be known before more goes. */
  knownShare: number;
  /** Above this share of failures nothing grows. */
  maxFailureShare: number;
  /** After this long without a word a sent message is no longer waited for. */
  patienceMs: number;
  /** A number is proven by so many delivered in 90 days. */
  provenSender: number;
  /** A template is proven, for this sender, by so many. */
  provenTemplate: number;
};

/** "08:00".."20:00". `until` at or below `from` spans midnight; `days` (0 is Sunday) name the day it opens on. */
export type SendingWindow = { from: string; until: string; days?: number[] };

/** What one campaign asks beside its sender's profile: both must allow a send. `null` or absent means no such limit. */
export type CampaignRules = {
  /** Hours in the recipient's time zone. */
  window?: SendingWindow | null;
  /** Campaign messages, of whatever campaign, that a contact may have had. */
  frequencyCap?: { max: number; days: number } | null;
};

/** Sends of one epoch minute. */
export type MinuteUsage = { minute: number; used: number };

/** What the sender did in the last 24 hours, slots that are already reserved ahead included. */
export type SenderState = {
  nextSlotAt: number | null;
  ageDays: number;
  usage: MinuteUsage[];
  /** The same of all numbers that share the messaging limit, this one included; absent when it has its own. */
  tierUsage?: MinuteUsage[] | null;
};

/** A send that waits for a slot. Times are epoch milliseconds. */
export type PendingSend = {
  id: string;
  campaignId: string | null;
  lane: "campaign" | "followup";
  ddd: string | null;
  timeZone: string | null;
  contactId: string;
  /** When the contact last got, or is going to get, anything from this sender. */
  contactLastAt: number | null;
  /** Campaign messages that the contact got within the days of the frequency cap. */
  contactRecent: number;
  /** The same within the days of its campaign's own cap. */
  campaignRecent?: number | undefined;
  notBefore: number | null;
  notAfter: number | null;
};

/** Permission to send at `slotAt`, void from `notAfter` on: the recipient's hours end, or the send's own term. */
export type Slot = { id: string; slotAt: number; notAfter: number | null };

/** A send with a reason of its own to wait, so that it is not looked at before `notBefore`. */
export type Deferral = { id: string; notBefore: number; reason: WaitReason };

/** Why something waits. `max` is the configured cap, `kept` the part of it that only replies may use. */
export type WaitReason = { code: WaitCode; used?: number; max?: number; kept?: number };

export type WaitCode =
  | "hourly-cap"
  | "daily-cap"
  | "warm-up"
  | "tier"
  | "window"
  | "campaign-window"
  | "pair-gap"
  | "frequency-cap"
  | "campaign-frequency-cap"
  | "ab-test"
  | "gap"
  | "not-before"
  | "expired"
  | "turn"
  | "probe";

/**
 * What to reserve. Whoever is in neither list waits for its turn: the horizon is full, or `blocked` says what binds the
 * whole sender and when the next message may go.
 */
export type Plan = {
  slots: Slot[];
  deferrals: Deferral[];
  blocked: { reason: WaitReason; until: number } | null;
  /** The earliest time of the slot after the last one; goes back in as `SenderState.nextSlotAt`. */
  nextSlotAt: number | null;
  /** What this plan consumes, to be added to the usage. */
  usage: MinuteUsage[];
};

export type PlanInput = {
  profile: SenderProfile;
  state: SenderState;
  pending: PendingSend[];
  /** By campaign; one that is absent has no rules of its own. */
  campaigns?: Readonly<Record<string, CampaignRules>>;
  now: number;
  horizonMs: number;
  random: () => number;
};

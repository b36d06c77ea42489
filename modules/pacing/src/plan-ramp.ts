import { planSlots } from "./plan-slots.ts";
import type { Plan, PlanInput, RampSettings, WaitReason } from "./types.ts";

/** What is known of one campaign whose template or number may be new. Times are epoch milliseconds. */
export type RampSignals = {
  campaignId: string;
  /** Delivered by this sender, with this campaign's template, in the last 90 days. */
  templateDelivered: number;
  /** Of this campaign: delivered, failed, and `underWay`: with a slot, being sent, or sent within `patienceMs` and not heard of since. */
  delivered: number;
  failed: number;
  underWay: number;
  /** When the latest of those under way goes or went out. */
  latestAt: number | null;
};

/** How many more of one campaign may get a slot (`null`: no limit); why the others wait, and until when at the latest. */
export type Ramp = { allowance: null } | { allowance: number; reason: WaitReason; until: number };

/** A plan, and the campaigns that it holds back to see what becomes of a slice. */
export type RampedPlan = Plan & { waits: { campaignId: string; reason: WaitReason; until: number }[] };

/**
 * Probe, then ramp. While template or number are not proven, only so many may be out whose fate is unknown: a first slice,
 * then `growth` times what arrived, as long as few fail. More goes out once `knownShare` of what is out is known. What was
 * sent and not heard of for `patienceMs` stops counting as out without counting as arrived: a campaign whose statuses are
 * lost goes on, by one first slice each time. Bad signs never stop it here: they keep it small until the breaker judges.
 */
export function planRamp(
  settings: RampSettings | null | undefined,
  { templateDelivered, delivered, failed, underWay, latestAt }: Omit<RampSignals, "campaignId">,
  senderDelivered: number,
  now: number,
): Ramp {
  if (!settings) return { allowance: null };
  const isTemplateProven = templateDelivered >= settings.provenTemplate;
  if (isTemplateProven && senderDelivered >= settings.provenSender) return { allowance: null };
  const arrived = isTemplateProven ? senderDelivered : Math.min(templateDelivered, senderDelivered);
  const isGood = failed <= settings.maxFailureShare * (delivered + failed);
  const max = mayBeOut(settings, isGood ? arrived : 0);
  const isKnown = underWay <= max * (1 - settings.knownShare);
  return limited(settings, { allowance: isKnown ? max - underWay : 0, underWay, max, latestAt, now });
}

/** `planRamp` for every campaign of a sender. While the number itself is not proven, they share what it may have out. */
export function planRamps(
  settings: RampSettings | null | undefined,
  campaigns: readonly RampSignals[],
  senderDelivered: number,
  now: number,
): Map<string, Ramp> {
  const ramps = new Map<string, Ramp>();
  if (!settings) return ramps;
  const underWay = campaigns.reduce((sum, one) => sum + one.underWay, 0);
  const latest = campaigns.flatMap((one) => one.latestAt ?? []);
  const latestAt = latest.length > 0 ? Math.max(...latest) : null;
  const max = mayBeOut(settings, senderDelivered);
  let room = senderDelivered < settings.provenSender ? Math.max(0, max - underWay) : Number.POSITIVE_INFINITY;
  for (const signals of campaigns) {
    const ramp = planRamp(settings, signals, senderDelivered, now);
    const wanted = ramp.allowance ?? Number.POSITIVE_INFINITY;
    const isCut = wanted > room;
    const allowance = Math.min(wanted, room);
    ramps.set(
      signals.campaignId,
      isCut ? limited(settings, { allowance, underWay, max, latestAt, now }) : ramp,
    );
    room -= allowance;
  }
  return ramps;
}

/** `planSlots`, in which no campaign gets more slots than its ramp allows. What it holds back keeps its place in the line. */
export function planRampedSlots(input: PlanInput, ramps: ReadonlyMap<string, Ramp>): RampedPlan {
  const whole = planSlots(input);
  if ([...ramps.values()].every(({ allowance }) => allowance === null)) return { ...whole, waits: [] };
  const deferred = new Set(whole.deferrals.map(({ id }) => id));
  const held = new Set<string>();
  const given = new Map<string, number>();
  const admitted = input.pending.filter(({ id, campaignId }) => {
    if (deferred.has(id)) return false;
    const { allowance = null } = (campaignId !== null && ramps.get(campaignId)) || {};
    if (campaignId === null || allowance === null) return true;
    const before = given.get(campaignId) ?? 0;
    if (before < allowance) given.set(campaignId, before + 1);
    else held.add(campaignId);
    return before < allowance;
  });
  // Planned again without whom the ramp holds back, so that others use the time. Whoever has a reason of its own keeps it.
  const plan = held.size > 0 ? planSlots({ ...input, pending: admitted }) : whole;
  const deferrals = held.size > 0 ? [...whole.deferrals, ...plan.deferrals] : whole.deferrals;
  const waits = [...held].flatMap((campaignId) => {
    const ramp = ramps.get(campaignId);
    if (!ramp || ramp.allowance === null) return [];
    const { reason, until } = ramp;
    const used = (reason.used ?? 0) + (given.get(campaignId) ?? 0);
    return [
      { campaignId, reason: { ...reason, used }, until: Math.max(until, plan.slots.at(-1)?.slotAt ?? 0) },
    ];
  });
  return { ...plan, deferrals, waits };
}

function mayBeOut({ firstSlice, growth }: RampSettings, arrived: number): number {
  return Math.max(firstSlice, Math.floor(growth * arrived));
}

type Room = { allowance: number; underWay: number; max: number; latestAt: number | null; now: number };

function limited({ patienceMs }: RampSettings, { allowance, underWay, max, latestAt, now }: Room): Ramp {
  const reason: WaitReason = { code: "probe", used: underWay, max };
  return { allowance, reason, until: (latestAt ?? now) + patienceMs };
}

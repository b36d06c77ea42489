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

/** How many more of one campaign may get a slot (`null`: no limit); where none may, why and until when at the latest. */
export type Ramp = { allowance: number | null; reason?: WaitReason; until?: number };

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
  const mayBeOut = mayBeOutOf(settings, isGood ? arrived : 0);
  if (underWay <= mayBeOut * (1 - settings.knownShare)) return { allowance: mayBeOut - underWay };
  const until = (latestAt ?? now) + settings.patienceMs;
  return { allowance: 0, reason: { code: "probe", used: underWay, max: mayBeOut }, until };
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
  const isProven = senderDelivered >= settings.provenSender;
  const outAlready = campaigns.reduce((sum, { underWay }) => sum + underWay, 0);
  const mayBeOut = mayBeOutOf(settings, senderDelivered);
  let room = isProven ? Number.POSITIVE_INFINITY : mayBeOut - outAlready;
  const latestAt = Math.max(now, ...campaigns.map((one) => one.latestAt ?? now));
  for (const signals of campaigns) {
    const ramp = planRamp(settings, signals, senderDelivered, now);
    const wanted = ramp.allowance ?? Number.POSITIVE_INFINITY;
    const allowance = Math.max(0, Math.min(wanted, room));
    room -= allowance;
    if (allowance === wanted) ramps.set(signals.campaignId, ramp);
    else if (allowance > 0) ramps.set(signals.campaignId, { allowance });
    else {
      const reason: WaitReason = { code: "probe", used: outAlready, max: mayBeOut };
      ramps.set(signals.campaignId, { allowance, reason, until: latestAt + settings.patienceMs });
    }
  }
  return ramps;
}

/** `planSlots`, in which no campaign gets more slots than its ramp allows. What it holds back keeps its place in the line. */
export function planRampedSlots(input: PlanInput, ramps: ReadonlyMap<string, Ramp>): Plan {
  const left = new Map([...ramps].map(([id, { allowance }]) => [id, allowance ?? Number.POSITIVE_INFINITY]));
  const whole = planSlots(input);
  if ([...ramps.values()].every(({ allowance }) => allowance === null)) return whole;
  const slots = new Map<string, number>();
  const campaignOf = new Map(input.pending.map(({ id, campaignId }) => [id, campaignId]));
  for (const { id } of whole.slots) {
    const campaignId = campaignOf.get(id) ?? "";
    slots.set(campaignId, (slots.get(campaignId) ?? 0) + 1);
  }
  if ([...slots].every(([id, count]) => count <= (left.get(id) ?? count))) return whole;

  // Planned again without whom the ramp holds back, so that others use the time. Whoever waits for a reason of its own says so.
  const deferred = new Set(whole.deferrals.map(({ id }) => id));
  const admitted = input.pending.filter(({ id, campaignId }) => {
    if (deferred.has(id)) return false;
    const room = campaignId === null ? undefined : left.get(campaignId);
    if (campaignId !== null && room !== undefined) left.set(campaignId, room - 1);
    return room === undefined || room > 0;
  });
  const plan = planSlots({ ...input, pending: admitted });
  return { ...plan, deferrals: [...whole.deferrals, ...plan.deferrals] };
}

function mayBeOutOf({ firstSlice, growth }: RampSettings, arrived: number): number {
  return Math.max(firstSlice, Math.floor(growth * arrived));
}

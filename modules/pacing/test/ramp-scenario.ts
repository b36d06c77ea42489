import type { PendingSend, PlanInput } from "../src/index.ts";

/** Sends of one campaign that wait, to different people. */
export function pendingSends(campaignId: string, count: number, from = 0): PendingSend[] {
  return Array.from({ length: count }, (_, index) => ({
    id: `${campaignId}-${from + index}`,
    campaignId,
    lane: "campaign",
    ddd: "11",
    timeZone: null,
    contactId: `${campaignId}-${from + index}`,
    contactLastAt: null,
    contactRecent: 0,
    notBefore: null,
    notAfter: null,
  }));
}

/** A sender without caps, one message a second, round the clock. */
export function scenario(pending: PendingSend[], now: number): PlanInput {
  return {
    profile: {
      minGapMs: 1_000,
      gapJitterMs: 0,
      maxPerHour: null,
      maxPerDay: null,
      warmUp: [],
      tierPerDay: null,
      window: null,
      pairGapMs: 0,
      frequencyCap: null,
      replyHeadroom: 0,
      repliesCount: false,
    },
    state: { nextSlotAt: null, ageDays: 100, usage: [] },
    pending,
    now,
    horizonMs: 120_000,
    random: () => 0,
  };
}

import type { Row } from "./simulate-ledger.ts";
import type { PendingSend, SenderProfile } from "./types.ts";

const hourMs = 3_600_000;
const dayMs = 86_400_000;

/** A row of one of the campaigns. */
export type Entry = { campaign: number; row: Row };

/** No more than this can go in so long a time, whatever went before. */
export function mostSlotsIn({ maxPerHour, maxPerDay, tierPerDay }: SenderProfile, lookMs: number): number {
  const perHour = (maxPerHour ?? Number.POSITIVE_INFINITY) * (Math.ceil(lookMs / hourMs) + 1);
  const perDay = Math.min(maxPerDay ?? Number.POSITIVE_INFINITY, tierPerDay ?? Number.POSITIVE_INFINITY);
  return Math.min(perHour, perDay * (Math.ceil(lookMs / dayMs) + 1));
}

/** What a row is called in a plan. */
export const idOf = ({ campaign, row }: Entry): string => `${campaign}:${row.position}`;

/** A row as the planner is given it. */
export function pendingOf(id: string, campaign: number, ddd: string | null): PendingSend {
  return {
    id,
    campaignId: `${campaign}`,
    lane: "campaign",
    ddd,
    timeZone: null,
    contactId: id, // one person is on a list once
    contactLastAt: null,
    contactRecent: 0,
    notBefore: null,
    notAfter: null,
  };
}

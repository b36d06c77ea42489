import type { CampaignSummary, NovaDatabase } from "@nova/supabase-client";
import * as z from "zod";
import type { Rows } from "../stack/read-rows.ts";
import type { Explanation } from "./describe-waiting.ts";

type Ports = { rows: Pick<Rows, "list">; sends: Pick<NovaDatabase["sends"], "explain"> };

/** Asks the ledger why the recipient whose turn comes first still waits; null when none waits. */
export function createExplainWaiting({ rows, sends }: Ports) {
  return async function explainWaiting(clientId: string, campaignId: string): Promise<Explanation | null> {
    const [first] = await rows.list(
      "sends",
      {
        select: "id",
        campaign_id: `eq.${campaignId}`,
        status: "in.(queued,pending)",
        // Who has a slot goes before who has none.
        order: "status.desc,slot_at.asc,not_before.asc,position.asc",
        limit: "1",
      },
      z.object({ id: z.uuid() }),
    );
    const explained = first && (await sends.explain(clientId, first.id));
    // It may have been sent between the two questions.
    if (!explained || !["queued", "pending"].includes(explained.status)) return null;
    return { reason: explained.reason ?? null, until: explained.until ?? null };
  };
}

/** The same from the summary alone: coarser, as it knows the sender's block and pauses only. Pure. */
export function explainBySummary(
  { paused, blockedReason, blockedUntil }: Pick<CampaignSummary, "paused" | "blockedReason" | "blockedUntil">,
  now: Date,
): Explanation | null {
  if (paused) return { reason: `${paused.split(":")[0]}-paused`, until: null };
  return blockedUntil && blockedUntil > now ? { reason: blockedReason, until: blockedUntil } : null;
}

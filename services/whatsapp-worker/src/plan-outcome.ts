import type { Result } from "@nova/error-handler";
import type { Outcome } from "@nova/supabase-client";
import type { Sent } from "@nova/whatsapp";

const defaultWaitMs = 10_000;
const untilPeopleActMs = 60_000;

/** Decides what a send's result means. Pure: all it needs are its arguments. */
export function planOutcome(result: Result<Sent>, { inCampaign }: { inCampaign: boolean }): Outcome {
  if (result.ok) return { kind: "sent", providerMessageId: result.value.providerMessageId };
  const { code, retry, retryAfterMs = defaultWaitMs, context } = result.error;
  const later = (waitMs: number): Outcome => ({ kind: "later", waitMs, reason: code, code });

  // The sender or the campaign is at fault, not this recipient: it waits until people have mended that.
  const blamesSender = context.action === "pause-sender";
  const blamesCampaign = context.action === "pause-campaign" && inCampaign;
  if (retry !== "unknown" && (blamesSender || blamesCampaign)) return later(untilPeopleActMs);

  if (retry === "safe") return later(retryAfterMs);
  return { kind: retry === "never" ? "failed" : "unconfirmed", code, reason: code };
}

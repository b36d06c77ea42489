import type { CampaignFailures } from "@nova/supabase-client";
import { classifyError, type Provider } from "@nova/whatsapp";
import { describeCode, describeReason, type Words } from "./describe-reason.ts";

export type Failure = Words & {
  code: string | null;
  reason: string | null;
  count: number;
  /** How many of them may be sent again. */
  retryable: number;
  canRetry: boolean;
};
type Judged = { failures: Failure[]; retries: { code: string; waitMs: number }[] };

/**
 * What failed and what may be sent again: only where the provider blames the moment, the sender or the template, not the
 * recipient, and says that it did not happen; and not before it asks. Pure.
 */
export function judgeFailures({ provider, items }: CampaignFailures): Judged {
  const known: Provider = provider === "evolution" ? "evolution" : "meta";
  const judged: Judged = { failures: [], retries: [] };
  for (const { code, reason, count, undelivered } of items) {
    const waitMs = code === null ? null : waitOf(known, code);
    const canRetry = waitMs !== null && undelivered > 0;
    const words = describeReason({ code, reason }, known);
    judged.failures.push({
      ...{ code, reason, count, canRetry, retryable: canRetry ? undelivered : 0 },
      ...(words ?? (code === null ? unknown : describeCode(code, known))),
    });
    if (canRetry && code !== null) judged.retries.push({ code, waitMs });
  }
  return judged;
}

const unknown: Words = { pt: "motivo desconhecido", en: "unknown reason" };

/** How long after the failure it may be tried again; null for never. */
function waitOf(provider: Provider, code: string): number | null {
  const { retry, action, retryAfterMs = 0 } = classifyError(provider, code);
  if (retry === "unknown") return null;
  return action === "retry-later" || action === "pause-sender" || action === "pause-campaign"
    ? retryAfterMs
    : null;
}

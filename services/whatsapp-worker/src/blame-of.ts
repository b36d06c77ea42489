import type { Blamed, Failure } from "@nova/breaker";
import type { Result } from "@nova/error-handler";
import type { Granted, Settled } from "@nova/supabase-client";
import { classifyError, type Sent } from "@nova/whatsapp";

const aliases = { phone: "phone", userId: "bsuid", jid: "lid" } as const;

/**
 * What went wrong with a send and whose it was: the provider's refusal, or its word that the message failed, if that came
 * before its answer to the send. Undefined when nothing did. Pure.
 */
export function blameOf(
  result: Result<Sent>,
  settled: Settled,
  { send, sender }: Granted,
): { failure: Failure; blamed: Blamed } | undefined {
  const blamed: Blamed = {
    sendId: send.id,
    clientId: send.clientId,
    senderId: sender.id,
    campaignId: send.campaignId,
    address: { kind: aliases[send.toKind], value: send.toValue },
  };
  if (!result.ok) {
    const { code, message, context } = result.error;
    return { failure: { code, message, action: context.action, wholeAccount: context.wholeAccount }, blamed };
  }
  if (settled.status !== "failed" || !settled.code) return undefined;
  const { action, reason, wholeAccount } = classifyError("meta", settled.code);
  return { failure: { code: settled.code, message: reason, action, wholeAccount }, blamed };
}

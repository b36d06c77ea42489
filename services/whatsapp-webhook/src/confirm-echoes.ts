import type { Sends } from "@nova/supabase-client";
import { canonicalWaId, type MessageEvent, type ParsedWebhook, variants } from "@nova/whatsapp";
import { renderMessage } from "@nova/whatsapp/render-message";
import { findEchoes } from "./plan-ingest.ts";

/**
 * An Evolution server echoes what its API sent, but not our attempt id. If exactly one open attempt of that sender to
 * that contact says the same text, the echo is its confirmation; otherwise people decide.
 */
export function createConfirmEchoes(sends: Pick<Sends, "findOpenAttempts" | "settle">) {
  return async function confirmEchoes(provider: string, parsed: ParsedWebhook): Promise<void> {
    for (const { instance, echo } of findEchoes(parsed)) {
      const addresses = addressesOf(echo);
      if (addresses.length === 0 || echo.text === undefined) continue;
      const open = await sends.findOpenAttempts(provider, instance, addresses);
      const same = open.filter((one) => textOf(renderMessage(one)) === echo.text);
      const [only] = same;
      if (only && same.length === 1) {
        await sends.settle(only.attemptId, { kind: "sent", providerMessageId: echo.externalId });
      }
    }
  };
}

function addressesOf({ phone, replyAddress }: MessageEvent): string[] {
  const canonical = phone === null ? null : canonicalWaId(phone);
  return [...(canonical ? variants(canonical) : []), ...(replyAddress === undefined ? [] : [replyAddress])];
}

function textOf(message: ReturnType<typeof renderMessage>): string | undefined {
  return message.kind === "text" ? message.text : undefined;
}

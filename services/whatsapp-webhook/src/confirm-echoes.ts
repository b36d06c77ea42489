import { attempt } from "@nova/error-handler";
import type { OpenAttempt, Sends } from "@nova/supabase-client";
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
      const texts = await Promise.all(open.map(textOf));
      const [only, ...others] = open.filter((_, index) => texts[index] === echo.text);
      if (only && others.length === 0) {
        await sends.settle(only.attemptId, { kind: "sent", providerMessageId: echo.externalId });
      }
    }
  };
}

function addressesOf({ phone, replyAddress }: MessageEvent): string[] {
  const canonical = phone === null ? null : canonicalWaId(phone);
  return [...(canonical ? variants(canonical) : []), ...(replyAddress === undefined ? [] : [replyAddress])];
}

/** What the attempt should have said; undefined for one that could not be rendered, which cannot have been sent. */
async function textOf(open: OpenAttempt): Promise<string | undefined> {
  const message = await attempt(() => renderMessage(open));
  return message.ok && message.value.kind === "text" ? message.value.text : undefined;
}

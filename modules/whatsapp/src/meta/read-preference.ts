import * as z from "zod";
import type { InboundEvent } from "../inbound-event.ts";
import { briefWord, dateFromSeconds, maybeId, maybeText, phoneDigits, wordIn } from "../lenient-fields.ts";

const preference = z.object({
  wa_id: maybeText,
  user_id: maybeId,
  category: maybeText,
  value: maybeText,
  timestamp: z.unknown().optional(),
});
const wishes = { stop: false, resume: true };

/** What a person told WhatsApp, rather than us, about marketing messages. */
export function readPreference(item: unknown): InboundEvent {
  const { data } = preference.safeParse(item);
  const wantsMarketing = wordIn(wishes, data?.value);
  if (data?.category !== "marketing_messages" || wantsMarketing === undefined) {
    return { kind: "ignored", reason: `preference ${briefWord(data?.value)}` };
  }
  const phone = phoneDigits(data.wa_id);
  if (!phone && !data.user_id) return { kind: "ignored", reason: "preference of nobody" };
  return {
    kind: "preference",
    wantsMarketing,
    phone,
    ...(data.user_id && { userId: data.user_id }),
    at: dateFromSeconds(data.timestamp),
  };
}

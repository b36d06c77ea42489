import { createRequest } from "@nova/http-client";
import * as z from "zod";
import { checkMessage, metaLimits, refuseSettings } from "../check-message.ts";
import { maybeId } from "../lenient-fields.ts";
import type {
  Capabilities,
  Fetch,
  OutboundMessage,
  Recipient,
  SendOptions,
  Sent,
  WhatsApp,
} from "../port.ts";
import { maxTimeoutMs, postJson } from "../post-json.ts";
import { failureOf } from "./failure-of.ts";
import { metaMessageBody } from "./message-body.ts";

/** What the Cloud API can do. */
export const metaCapabilities: Capabilities = {
  templates: true,
  buttons: true,
  typing: true,
  media: true,
  serviceWindow24h: true,
  banRisk: "low",
  echoesTrackId: true,
};

/** Only the id is needed to know that it was accepted; the rest may change under us. */
const accepted = z.object({
  contacts: z.array(z.object({ wa_id: maybeId, user_id: maybeId })).catch([]),
  messages: z
    .tuple([z.object({ id: z.string().min(1), message_status: z.string().optional().catch(undefined) })])
    .rest(z.unknown()),
});
/** One for all numbers: they share connections. */
const sharedRequest = createRequest();

type Settings = {
  /** With the version: `https://graph.facebook.com/v25.0`. */
  baseUrl: string;
  phoneNumberId: string;
  accessToken: string;
  fetch?: Fetch;
  timeoutMs?: number;
};

/** Sends through one number of Meta's Cloud API. */
export function createMetaWhatsApp({
  baseUrl,
  phoneNumberId,
  accessToken,
  fetch = sharedRequest,
  timeoutMs = maxTimeoutMs,
}: Settings): WhatsApp {
  const url = `${baseUrl.replace(/\/+$/, "")}/${phoneNumberId}/messages`;

  async function send(to: Recipient, message: OutboundMessage, options: SendOptions): Promise<Sent> {
    if (!/^\d{1,32}$/.test(phoneNumberId)) refuseSettings("not a phone number id");
    checkMessage(message, options.trackId, metaLimits);
    const answer = await postJson({
      fetch,
      url,
      headers: { authorization: `Bearer ${accessToken}` },
      body: metaMessageBody(to, message, options.trackId),
      timeoutMs: options.timeoutMs ?? timeoutMs,
    });
    const ok = answer.status >= 200 && answer.status < 300 ? accepted.safeParse(answer.body) : undefined;
    if (!ok?.success) throw failureOf(answer, options.attempt);
    const [{ id, message_status: status = "accepted" }] = ok.data.messages;
    const { wa_id: waId, user_id: userId } = ok.data.contacts[0] ?? {};
    return {
      providerMessageId: id,
      ...(waId && { waId }),
      ...(userId && { userId }),
      ...(status !== "accepted" && { held: true }),
    };
  }
  return { capabilities: metaCapabilities, send };
}

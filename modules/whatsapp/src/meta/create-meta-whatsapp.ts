import { type AppError, redact } from "@nova/error-handler";
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
import { type Answer, maxTimeoutMs, postJson } from "../post-json.ts";
import { errorNameOfStatus, providerError } from "../provider-error.ts";
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
const rejected = z.object({
  error: z.object({
    code: z.number().int(),
    error_data: z.object({ details: z.string().optional() }).optional().catch(undefined),
    fbtrace_id: z.string().optional().catch(undefined),
  }),
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

function failureOf(answer: Answer, attempt: number | undefined): AppError {
  const parsed = rejected.safeParse(answer.body);
  if (!parsed.success) return providerError("meta", errorNameOfStatus(answer.status), answer, { attempt });
  const { code, error_data: data, fbtrace_id: traceId } = parsed.data.error;
  return providerError("meta", String(code), answer, {
    attempt,
    context: {
      ...(data?.details && { details: redact(data.details).slice(0, 200) }),
      ...(traceId && { traceId: traceId.slice(0, 64) }),
    },
  });
}

import * as z from "zod";
import { checkMessage, evolutionLimits, refuseSettings } from "../check-message.ts";
import { phoneOfJid } from "../jid.ts";
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
import { checkUrl, createSafeFetch } from "../safe-fetch.ts";
import { evolutionRequest } from "./message-request.ts";

/** What an Evolution server with a paired phone can do. */
export const evolutionCapabilities: Capabilities = {
  templates: false,
  buttons: true,
  typing: true,
  media: true,
  serviceWindow24h: false,
  banRisk: "high",
  echoesTrackId: false,
};

const accepted = z.object({
  key: z.object({ id: z.string().min(1), remoteJid: z.string().optional().catch(undefined) }),
});
const rejected = z.object({
  response: z.object({ message: z.union([z.array(z.unknown()), z.string().transform((m) => [m])]) }),
});
const noWhatsApp = z.object({ exists: z.literal(false) });

type Settings = {
  /** The operator's own server, chosen by the tenant. */
  baseUrl: string;
  apiKey: string;
  instance: string;
  /** Unless given, only public addresses are connected to. */
  fetch?: Fetch;
  timeoutMs?: number;
};

/** Sends through one instance of an Evolution v2 server. */
export function createEvolutionWhatsApp({
  baseUrl,
  apiKey,
  instance,
  fetch = createSafeFetch({ allowPrivate: false }),
  timeoutMs = maxTimeoutMs,
}: Settings): WhatsApp {
  async function send(to: Recipient, message: OutboundMessage, options: SendOptions): Promise<Sent> {
    const base = checkUrl(baseUrl);
    // A dot segment would survive the encoding and lead to another route.
    if (instance === "" || /^\.+$/.test(instance)) refuseSettings("not an instance name");
    checkMessage(message, options.trackId, evolutionLimits);
    const { action, body } = evolutionRequest(to, message);
    const answer = await postJson({
      fetch,
      url: `${base.origin}${base.pathname.replace(/\/+$/, "")}/message/${action}/${encodeURIComponent(instance.toWellFormed())}`,
      headers: { apikey: apiKey },
      body,
      timeoutMs: options.timeoutMs ?? timeoutMs,
    });
    const ok = answer.status >= 200 && answer.status < 300 ? accepted.safeParse(answer.body) : undefined;
    if (!ok?.success)
      throw providerError("evolution", errorNameOf(answer), answer, { attempt: options.attempt });
    const waId = phoneOfJid(ok.data.key.remoteJid);
    return { providerMessageId: ok.data.key.id, ...(waId && { waId }) };
  }
  return { capabilities: evolutionCapabilities, send };
}

/** The server has no error codes, only shapes; a 400 may be a check before the send or a failure during it. */
function errorNameOf(answer: Answer): string {
  const { status } = answer;
  if (status === 401 || status === 403) return "unauthorized";
  if (status === 404) return "instance_not_found";
  if (status === 413) return "too_large";
  const details = rejected.safeParse(answer.body).data?.response.message ?? [];
  const texts = details.filter((item) => typeof item === "string").join(" ");
  const hasFailedInside = status === 400 || status === 500;
  if (hasFailedInside && /connection (closed|lost|terminated)|not connected/i.test(texts))
    return "instance_disconnected";
  if (status !== 400) return errorNameOfStatus(status);
  if (details.some((item) => noWhatsApp.safeParse(item).success)) return "number_without_whatsapp";
  return /^\w*Error\b|timed? ?out/i.test(texts) ? "send_error" : "rejected";
}

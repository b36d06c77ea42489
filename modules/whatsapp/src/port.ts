import type { TemplateComponent } from "./template-component.ts";

/** What a provider can do, so that callers ask the flag and never the provider's name. */
export type Capabilities = {
  templates: boolean;
  buttons: boolean;
  typing: boolean;
  media: boolean;
  /** Free-form messages are allowed only within 24 h of the contact's last one. */
  serviceWindow24h: boolean;
  banRisk: "low" | "high";
  /** Status webhooks carry the `trackId` of the send. */
  echoesTrackId: boolean;
};

export type MediaType = "image" | "video" | "audio" | "document";

/** One message, said in no provider's words. */
export type OutboundMessage =
  | { kind: "text"; text: string; previewUrl?: boolean; replyTo?: string }
  | { kind: "template"; name: string; language: string; components: TemplateComponent[] }
  | { kind: "media"; mediaType: MediaType; url: string; caption?: string; fileName?: string; voice?: boolean }
  | { kind: "buttons"; text: string; footer?: string; buttons: { id: string; title: string }[] };

/** Who receives: a phone, Meta's business-scoped user id, or a WhatsApp JID kept from an inbound message. */
export type Recipient = { phone: string } | { userId: string } | { jid: string };

/** The provider's acceptance. Delivery is known only from webhooks. */
export type Sent = {
  providerMessageId: string;
  /** The number as WhatsApp stores it; in Brazil it may lack the ninth digit. */
  waId?: string;
  userId?: string;
  /** Accepted but held back by the provider (template under quality assessment, or paused). */
  held?: boolean;
};

export type SendOptions = {
  /** Our id of this attempt; echoed by providers whose `echoesTrackId` is true. */
  trackId: string;
  /** For the whole call, body included; never more than 7 s. */
  timeoutMs?: number;
  /** How often this send was already put off by a rate limit; it lengthens `retryAfterMs`. */
  attempt?: number;
};

/** Sends through one number. A failure is an AppError whose `retry` says whether it happened. */
export interface WhatsApp {
  readonly capabilities: Capabilities;
  send(to: Recipient, message: OutboundMessage, options: SendOptions): Promise<Sent>;
}

/** The part of a fetch response that the adapters read. */
export type FetchResponse = {
  status: number;
  headers: { get(name: string): string | null };
  body: AsyncIterable<Uint8Array> | null;
};

/** The part of `fetch` that the adapters use; the global one fits. */
export type Fetch = (
  url: string,
  init: {
    method: string;
    headers: Record<string, string>;
    body?: string;
    redirect: "manual" | "follow" | "error";
    signal: AbortSignal;
  },
) => Promise<FetchResponse>;

export type DeliveryStatus = "sent" | "delivered" | "read" | "failed";

export type InboundType =
  | "text"
  | "image"
  | "video"
  | "audio"
  | "document"
  | "sticker"
  | "location"
  | "contacts"
  | "button-reply"
  | "list-reply"
  | "flow-reply"
  | "reaction"
  | "order"
  | "system"
  | "welcome"
  | "unsupported"
  | "unknown";

/** What became of a message of ours. `errorCode` has the form of a failed send's code, e.g. `meta.131026`. */
export type StatusEvent = {
  kind: "status";
  externalId: string;
  trackId?: string;
  status: DeliveryStatus;
  at: Date | null;
  recipientPhone?: string;
  recipientUserId?: string;
  errorCode?: string;
  errorTitle?: string;
};

/** A chat message. `phone` is E.164 digits exactly as WhatsApp stores them (see `canonicalWaId`); a LID is not a phone. */
export type MessageEvent = {
  kind: "message";
  externalId: string;
  direction: "in" | "out";
  /** Only on `out`: true for the echo of an API send, false for what a person typed on the paired phone. */
  sentByApi?: boolean;
  phone: string | null;
  /** The LID with its suffix, `…@lid`. */
  lid?: string;
  userId?: string;
  /** Where an answer goes when it is not the phone. */
  replyAddress?: string;
  name?: string;
  type: InboundType;
  text?: string;
  buttonPayload?: string;
  /** The message replied or reacted to. */
  contextId?: string;
  at: Date | null;
};

export type TemplateStatus = "pending" | "approved" | "paused" | "disabled" | "rejected";

/** News of a template: its state, its quality, or both. */
export type TemplateEvent = {
  kind: "template";
  name: string;
  language: string;
  status?: TemplateStatus;
  /** green, yellow, red, unknown. */
  quality?: string;
};

/** One thing a provider's webhook says. */
export type InboundEvent =
  | StatusEvent
  | MessageEvent
  | { kind: "sender-state"; state: "open" | "connecting" | "close"; code?: string }
  | TemplateEvent
  | { kind: "ignored"; reason: string; errorCode?: string };

/** The number that a group of events belongs to; only `wabaId` is known for account events. */
export type WebhookSender = { phoneNumberId?: string; instance?: string; wabaId?: string };

export type ParsedWebhook = { sender: WebhookSender; events: InboundEvent[] }[];

import * as z from "zod";

export const inboundProviders = ["meta", "evolution", "uazapi", "lancepilot"] as const;
export type InboundProvider = (typeof inboundProviders)[number];

export type DeliveryStatus = "sent" | "delivered" | "read" | "failed";

const inboundTypeSchema = z.enum([
  "text",
  "image",
  "video",
  "audio",
  "document",
  "sticker",
  "location",
  "contacts",
  "button-reply",
  "list-reply",
  "flow-reply",
  "reaction",
  "order",
  "system",
  "welcome",
  "unsupported",
]);
/** What a message is. What neither we nor the provider can name is `unsupported`. */
export type InboundType = z.infer<typeof inboundTypeSchema>;

const mediaSchema = z.object({
  /** What its bytes are asked for with. An encrypted address is of no use and not told. */
  fetchBy: z.enum(["media-id", "message-id", "url"]),
  id: z.string().optional(),
  url: z.string().optional(),
  mimeType: z.string().optional(),
  fileName: z.string().optional(),
  bytes: z.number().optional(),
  seconds: z.number().optional(),
  /** A voice note. */
  voice: z.literal(true).optional(),
  /** The bytes are in the webhook itself, as base64. */
  inline: z.literal(true).optional(),
});
/** Where the bytes of a message are, and what is said about them. */
export type Media = z.infer<typeof mediaSchema>;

const locationSchema = z.object({
  latitude: z.number(),
  longitude: z.number(),
  name: z.string().optional(),
  address: z.string().optional(),
});
const sharedContactSchema = z.object({ name: z.string().optional(), phone: z.string().optional() });
const referralSchema = z.object({
  sourceType: z.string().optional(),
  sourceId: z.string().optional(),
  clickId: z.string().optional(),
  headline: z.string().optional(),
});
const orderItemSchema = z.object({
  id: z.string(),
  quantity: z.number().optional(),
  price: z.number().optional(),
  currency: z.string().optional(),
});

const contentShape = {
  type: inboundTypeSchema,
  /** What was written, a caption, or the label of what was chosen. */
  text: z.string().optional(),
  buttonPayload: z.string().optional(),
  /** The message replied or reacted to. */
  contextId: z.string().optional(),
  media: mediaSchema.optional(),
  location: locationSchema.optional(),
  contacts: z.array(sharedContactSchema).optional(),
  /** The ad that the person came from. */
  referral: referralSchema.optional(),
  order: z.array(orderItemSchema).optional(),
  /** A form's answers, as the JSON text that the provider sent. */
  form: z.string().optional(),
  /** The number that a contact writes from by now. */
  newPhone: z.string().optional(),
  errorCode: z.string().optional(),
};
const content = z.object(contentShape);
/** What a message says. */
export type MessageContent = z.infer<typeof content>;

const personShape = {
  direction: z.enum(["in", "out"]),
  /** Only on `out`: true for the echo of an API send, false for what a person typed on the paired phone. */
  sentByApi: z.boolean().optional(),
  /** E.164 digits exactly as WhatsApp stores them (see `canonicalWaId`); a LID is not a phone. */
  phone: z.string().nullable(),
  /** The LID with its suffix, `…@lid`. */
  lid: z.string().optional(),
  userId: z.string().optional(),
  /** Where an answer goes when it is not the phone. */
  replyAddress: z.string().optional(),
  name: z.string().optional(),
  at: z.date().nullable(),
};

const statusSchema = z.object({
  kind: z.literal("status"),
  externalId: z.string(),
  trackId: z.string().optional(),
  status: z.enum(["sent", "delivered", "read", "failed"]),
  at: z.date().nullable(),
  recipientPhone: z.string().optional(),
  recipientUserId: z.string().optional(),
  recipientLid: z.string().optional(),
  errorCode: z.string().optional(),
  errorTitle: z.string().optional(),
});
/** What became of a message of ours. `errorCode` has the form of a failed send's code, e.g. `meta.131026`. */
export type StatusEvent = z.infer<typeof statusSchema>;

const messageSchema = z.object({
  kind: z.literal("message"),
  externalId: z.string(),
  /** What we sent along with an API send, told back in its echo. */
  trackId: z.string().optional(),
  ...personShape,
  ...contentShape,
});
/** A chat message, or a reaction to one. */
export type MessageEvent = z.infer<typeof messageSchema>;

const editSchema = z.object({
  kind: z.literal("edit"),
  /** The edit's own id, where it has one. */
  externalId: z.string().optional(),
  targetId: z.string(),
  ...personShape,
  ...contentShape,
});
/** What a message says by now. */
export type EditEvent = z.infer<typeof editSchema>;

const deleteSchema = z.object({ kind: z.literal("delete"), targetId: z.string(), ...personShape });
/** Whoever wrote a message took it back. */
export type DeleteEvent = z.infer<typeof deleteSchema>;

const templateStatusSchema = z.enum(["pending", "approved", "paused", "disabled", "rejected"]);
export type TemplateStatus = z.infer<typeof templateStatusSchema>;

const templateSchema = z.object({
  kind: z.literal("template"),
  name: z.string(),
  language: z.string(),
  status: templateStatusSchema.optional(),
  /** green, yellow, red, unknown. */
  quality: z.string().optional(),
});
/** News of a template: its state, its quality, or both. */
export type TemplateEvent = z.infer<typeof templateSchema>;

const preferenceSchema = z.object({
  kind: z.literal("preference"),
  wantsMarketing: z.boolean(),
  phone: z.string().nullable(),
  userId: z.string().optional(),
  at: z.date().nullable(),
});
/** A person told WhatsApp, not us, to stop or resume our marketing. */
export type PreferenceEvent = z.infer<typeof preferenceSchema>;

export const inboundEventSchema = z.discriminatedUnion("kind", [
  statusSchema,
  messageSchema,
  editSchema,
  deleteSchema,
  z.object({
    kind: z.literal("sender-state"),
    state: z.enum(["open", "connecting", "close"]),
    code: z.string().optional(),
  }),
  templateSchema,
  preferenceSchema,
  /** The provider complains about the number, not about one message. */
  z.object({ kind: z.literal("error"), errorCode: z.string().optional(), errorTitle: z.string().optional() }),
  z.object({ kind: z.literal("ignored"), reason: z.string() }),
]);
/** One thing a provider's webhook says. */
export type InboundEvent = z.infer<typeof inboundEventSchema>;

/** The number that a group of events belongs to; only `wabaId` is known for account events. */
export type WebhookSender = { phoneNumberId?: string; instance?: string; wabaId?: string };

export type ParsedWebhook = { sender: WebhookSender; events: InboundEvent[] }[];

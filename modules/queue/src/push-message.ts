import * as z from "zod";

/** Pub/Sub's own wrapper, whichever of its two spellings it came in. */
export type PushMessage = {
  messageId: string;
  data: string;
  attributes: Record<string, string>;
  publishedAt: Date | undefined;
  subscription: string | undefined;
  deliveryAttempt: number | undefined;
};

const wrapper = z.object({
  message: z.object({
    data: z.string().default(""),
    attributes: z.record(z.string(), z.string()).nullish(),
    messageId: z.string().optional(),
    message_id: z.string().optional(),
    publishTime: z.string().optional(),
    publish_time: z.string().optional(),
  }),
  subscription: z.string().optional(),
  deliveryAttempt: z.int().min(1).optional(),
  delivery_attempt: z.int().min(1).optional(),
});

type Parsed = { ok: true; value: PushMessage } | { ok: false; reason: string };

/** Unwraps a push without judging what it carries; text that was not JSON may be passed as it came. */
export function parsePush(body: unknown): Parsed {
  if (body === undefined || typeof body === "string" || Buffer.isBuffer(body))
    return { ok: false, reason: "the body is not JSON" };
  const parsed = wrapper.safeParse(body);
  if (!parsed.success) return { ok: false, reason: "the body has no Pub/Sub message" };
  const { message, subscription, deliveryAttempt, delivery_attempt } = parsed.data;
  const messageId = message.messageId ?? message.message_id;
  if (!messageId) return { ok: false, reason: "the message has no id" };
  const published = new Date(message.publishTime ?? message.publish_time ?? Number.NaN);
  return {
    ok: true,
    value: {
      messageId,
      data: message.data,
      attributes: message.attributes ?? {},
      publishedAt: Number.isNaN(published.getTime()) ? undefined : published,
      subscription,
      deliveryAttempt: deliveryAttempt ?? delivery_attempt,
    },
  };
}

const base64 = /^[A-Za-z0-9+/_-]*={0,2}$/;

/** The text in base64 (both alphabets), or undefined: Buffer would silently skip what is not base64. */
export function decodeBase64(text: string): string | undefined {
  return base64.test(text) && text.length > 0 ? Buffer.from(text, "base64").toString("utf8") : undefined;
}

import { AppError } from "@nova/error-handler";
import * as z from "zod";
import { type Envelope, envelopeSchema, explain } from "./envelope.ts";
import { decodeBase64, type PushMessage, parsePush } from "./push-message.ts";
import type { Topic } from "./topics.ts";

/** A pushed message: its data, checked against the topic's contract, and where it stands. */
export type Decoded<T> = {
  data: T;
  messageId: string;
  /** 1 on the first delivery, or whenever the subscription does not count (no dead letter topic). */
  attempt: number;
  correlationId: string | undefined;
  publishedAt: Date | undefined;
  subscription: string | undefined;
  envelope: Envelope;
};

const json = z.string().transform((text, context) => {
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch {
    context.addIssue({ code: "custom", message: "not JSON" });
    return z.NEVER;
  }
});

/** Reads a Pub/Sub push for its topic. What cannot be read throws `queue.unreadable`, saying why: no retry can mend it. */
export function decodePush<T>(topic: Topic<T>, body: unknown): Decoded<T> {
  const refuse = (reason: string, message?: PushMessage): AppError =>
    new AppError("queue.unreadable", `unreadable push for ${topic.name}: ${reason}`, {
      retry: "never",
      context: { topic: topic.name, reason, messageId: message?.messageId },
    });

  const push = parsePush(body);
  if (!push.ok) throw refuse(push.reason);
  const message = push.value;

  const text = decodeBase64(message.data);
  const content = text === undefined ? undefined : json.safeParse(text);
  if (!content?.success) throw refuse("data is not base64 JSON", message);
  const envelope = envelopeSchema.safeParse(content.data);
  if (!envelope.success) throw refuse(`data is not an envelope (${explain(envelope.error)})`, message);
  if (envelope.data.type !== topic.name) throw refuse("the envelope is of another type", message);
  const data = topic.schema.safeParse(envelope.data.data);
  if (!data.success) throw refuse(`the payload breaks its contract (${explain(data.error)})`, message);

  const attempt = message.deliveryAttempt ?? 1;
  const metadata = { ...envelope.data.metadata, retry_count: attempt - 1 };
  return {
    data: data.data,
    messageId: message.messageId,
    attempt,
    correlationId: metadata.correlation_id,
    publishedAt: message.publishedAt,
    subscription: message.subscription,
    envelope: { ...envelope.data, metadata },
  };
}

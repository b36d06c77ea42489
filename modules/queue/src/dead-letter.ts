import { envelopeSchema } from "./envelope.ts";
import { decodeBase64, parsePush } from "./push-message.ts";

/** A message that was given up on, as far as it can be read. */
export type DeadLetter = {
  messageId: string | undefined;
  sourceSubscription: string | undefined;
  deliveryAttempts: number | undefined;
  type: string | undefined;
  correlationId: string | undefined;
  /** The envelope's data, or the raw text when it was no envelope. */
  payload: unknown;
};

/** Reads what a dead letter subscription pushes. It never throws: a dead letter must be kept however broken it is. */
export function readDeadLetter(body: unknown): DeadLetter {
  const push = parsePush(body);
  if (!push.ok) return { ...nothing, payload: body ?? null };
  const { attributes, messageId, data } = push.value;
  const text = decodeBase64(data) ?? data;
  const envelope = envelopeSchema.safeParse(parseJson(text));
  const attempts = Number(attributes.CloudPubSubDeadLetterSourceDeliveryCount);
  return {
    messageId,
    sourceSubscription: attributes.CloudPubSubDeadLetterSourceSubscription,
    deliveryAttempts: Number.isInteger(attempts) ? attempts : undefined,
    type: envelope.data?.type,
    correlationId: envelope.data?.metadata.correlation_id,
    payload: envelope.success ? envelope.data.data : text,
  };
}

const nothing = {
  messageId: undefined,
  sourceSubscription: undefined,
  deliveryAttempts: undefined,
  type: undefined,
  correlationId: undefined,
};

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

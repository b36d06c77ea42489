/** A message on its way to a subscriber. `failures` counts refusals and missed deadlines. */
export type Delivery = {
  messageId: string;
  data: string;
  attributes: Record<string, string>;
  publishedAt: Date;
  failures: number;
};

/** The body of a push, as Google wraps it: ids in both spellings, the attempt only where a dead letter policy counts it. */
export function wrapPush(delivery: Delivery, subscription: string, countsAttempts: boolean): string {
  const { messageId, data, attributes, failures } = delivery;
  const publishTime = delivery.publishedAt.toISOString();
  return JSON.stringify({
    ...(countsAttempts && { deliveryAttempt: failures + 1 }),
    message: {
      ...(Object.keys(attributes).length > 0 && { attributes }),
      data,
      messageId,
      message_id: messageId,
      publishTime,
      publish_time: publishTime,
    },
    subscription,
  });
}

/** A push subscription as plain data. Without `deadLetterTopic` deliveries are neither counted nor given up. */
export type SubscriptionPlan = {
  topic: string;
  subscription: string;
  pushEndpoint: string;
  ackDeadlineSeconds: number;
  minBackoffSeconds: number;
  maxBackoffSeconds: number;
  maxDeliveryAttempts: number;
  deadLetterTopic?: string | undefined;
  oidc?: { serviceAccountEmail: string; audience: string } | undefined;
};

type Trigger = Pick<
  SubscriptionPlan,
  "topic" | "ackDeadlineSeconds" | "minBackoffSeconds" | "maxBackoffSeconds" | "maxDeliveryAttempts"
>;

/** The two subscriptions that a topic worker needs: its own at `/`, and its dead letters at `/dead-letter`. */
export function planSubscriptions(
  trigger: Trigger,
  target: { serviceUrl: string; pushServiceAccount?: string | undefined },
): SubscriptionPlan[] {
  const serviceUrl = target.serviceUrl.replace(/\/+$/, "");
  // The audience is the service's URL, not the endpoint's: Cloud Run accepts no path in it.
  const oidc = target.pushServiceAccount
    ? { serviceAccountEmail: target.pushServiceAccount, audience: serviceUrl }
    : undefined;
  const deadLetterTopic = `${trigger.topic}-dead`;
  const { topic, ackDeadlineSeconds, minBackoffSeconds, maxBackoffSeconds, maxDeliveryAttempts } = trigger;
  const retry = { ackDeadlineSeconds, minBackoffSeconds, maxBackoffSeconds, maxDeliveryAttempts, oidc };
  return [
    { ...retry, topic, subscription: `${topic}-sub`, pushEndpoint: `${serviceUrl}/`, deadLetterTopic },
    {
      ...retry,
      topic: deadLetterTopic,
      subscription: `${deadLetterTopic}-sub`,
      pushEndpoint: `${serviceUrl}/dead-letter`,
    },
  ];
}

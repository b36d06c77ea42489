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

/** A subscription as the topology derives it from a manifest: every name is made there. */
type Derived = Pick<
  SubscriptionPlan,
  "topic" | "ackDeadlineSeconds" | "minBackoffSeconds" | "maxBackoffSeconds" | "maxDeliveryAttempts"
> & { name: string; deadLetterTopic: string; deadLetterSubscription: string };

/** The two push subscriptions of a topic worker: its own at `/`, and its dead letters at `/dead-letter`. */
export function planSubscriptions(
  derived: Derived,
  target: { serviceUrl: string; pushServiceAccount?: string | undefined },
): SubscriptionPlan[] {
  const serviceUrl = target.serviceUrl.replace(/\/+$/, "");
  // The audience is the service's URL, not the endpoint's: Cloud Run accepts no path in it.
  const oidc = target.pushServiceAccount
    ? { serviceAccountEmail: target.pushServiceAccount, audience: serviceUrl }
    : undefined;
  const { name, topic, deadLetterTopic, deadLetterSubscription } = derived;
  const { ackDeadlineSeconds, minBackoffSeconds, maxBackoffSeconds, maxDeliveryAttempts } = derived;
  const retry = { ackDeadlineSeconds, minBackoffSeconds, maxBackoffSeconds, maxDeliveryAttempts, oidc };
  return [
    { ...retry, topic, subscription: name, pushEndpoint: `${serviceUrl}/`, deadLetterTopic },
    {
      ...retry,
      topic: deadLetterTopic,
      subscription: deadLetterSubscription,
      pushEndpoint: `${serviceUrl}/dead-letter`,
    },
  ];
}

import { AppError } from "@nova/error-handler";
import { type AccessToken, createMetadataToken, isGoogleApi } from "./access-token.ts";
import type { SubscriptionPlan } from "./subscription-plan.ts";

export { planSubscriptions, type SubscriptionPlan } from "./subscription-plan.ts";

type Options = {
  projectId: string;
  pubsubUrl?: string | undefined;
  subscriptions: readonly SubscriptionPlan[];
  /** Topics to make besides those of the subscriptions. */
  topics?: readonly string[] | undefined;
  fetch?: typeof globalThis.fetch | undefined;
  accessToken?: AccessToken | undefined;
};

/** What is changed on a subscription that exists; its topic cannot be. */
const updateMask = "pushConfig,ackDeadlineSeconds,retryPolicy,deadLetterPolicy";

/** Makes topics and subscriptions what the plans say. Run again, it changes nothing; nothing is ever deleted. */
export async function provision(options: Options): Promise<void> {
  const {
    projectId,
    pubsubUrl = "https://pubsub.googleapis.com",
    subscriptions,
    fetch = globalThis.fetch,
  } = options;
  const accessToken = options.accessToken ?? createMetadataToken({ fetch });
  const base = `${pubsubUrl}/v1/projects/${projectId}`;

  async function call(method: "PUT" | "PATCH", path: string, body: unknown): Promise<"done" | "exists"> {
    const url = `${base}/${path}`;
    const authorization = isGoogleApi(url) ? { authorization: `Bearer ${await accessToken()}` } : {};
    const response = await fetch(url, {
      method,
      headers: { "content-type": "application/json", ...authorization },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(15_000),
    });
    const text = await response.text();
    if (response.ok) return "done";
    if (response.status === 409 && method === "PUT") return "exists";
    throw new AppError("queue.not_provisioned", `${method} ${path}: the queue answered ${response.status}`, {
      retry: response.status >= 500 || response.status === 429 ? "safe" : "never",
      context: { path, status: response.status },
      cause: new Error(text.slice(0, 500)),
    });
  }

  async function putSubscription(plan: SubscriptionPlan): Promise<void> {
    const path = `subscriptions/${plan.subscription}`;
    const wanted = describe(plan, projectId);
    // A subscription left alone for 31 days would otherwise be deleted.
    if ((await call("PUT", path, { ...wanted, expirationPolicy: {} })) === "exists")
      await call("PATCH", path, {
        subscription: { ...wanted, name: `projects/${projectId}/${path}` },
        updateMask,
      });
  }

  const topics = new Set([
    ...subscriptions.flatMap((plan) => [plan.topic, plan.deadLetterTopic ?? []].flat()),
    ...(options.topics ?? []),
  ]);
  await Promise.all([...topics].map((topic) => call("PUT", `topics/${topic}`, {})));
  await Promise.all(subscriptions.map(putSubscription));
}

function describe(plan: SubscriptionPlan, projectId: string) {
  const { deadLetterTopic, maxDeliveryAttempts, oidc } = plan;
  return {
    topic: `projects/${projectId}/topics/${plan.topic}`,
    pushConfig: { pushEndpoint: plan.pushEndpoint, ...(oidc && { oidcToken: oidc }) },
    ackDeadlineSeconds: plan.ackDeadlineSeconds,
    retryPolicy: {
      minimumBackoff: `${plan.minBackoffSeconds}s`,
      maximumBackoff: `${plan.maxBackoffSeconds}s`,
    },
    ...(deadLetterTopic && {
      deadLetterPolicy: {
        deadLetterTopic: `projects/${projectId}/topics/${deadLetterTopic}`,
        maxDeliveryAttempts,
      },
    }),
  };
}

import * as z from "zod";
import { refusal } from "./api-error.ts";

const duration = z.string().regex(/^\d+(\.\d{1,9})?s$/, "must be seconds, such as 10s");
const backoff = duration.refine((text) => seconds(text) <= 600, "must be between 0 and 600 seconds");

const schema = z.object({
  topic: z.string().min(1),
  pushConfig: z.object({
    pushEndpoint: z.url({ protocol: /^https?$/ }),
    attributes: z.record(z.string(), z.string()).optional(),
    oidcToken: z
      .object({ serviceAccountEmail: z.string().min(1), audience: z.string().optional() })
      .optional(),
  }),
  ackDeadlineSeconds: z.preprocess((value) => value || 10, z.int().min(10).max(600)),
  retryPolicy: z
    .object({ minimumBackoff: backoff.default("10s"), maximumBackoff: backoff.default("600s") })
    .nullish()
    .transform((value) => value ?? undefined),
  deadLetterPolicy: z
    .object({
      deadLetterTopic: z.string().min(1),
      maxDeliveryAttempts: z.preprocess((value) => value || 5, z.int().min(5).max(100)),
    })
    .nullish()
    .transform((value) => value ?? undefined),
  messageRetentionDuration: duration
    .refine(
      (text) => seconds(text) >= 600 && seconds(text) <= 2_678_400,
      "must be between 10 minutes and 31 days",
    )
    .default("604800s"),
  labels: z.record(z.string(), z.string()).optional(),
  expirationPolicy: z.object({ ttl: duration.optional() }).optional(),
});

/** A push subscription's settings, in the form of Pub/Sub's REST API. */
export type SubscriptionConfig = z.infer<typeof schema>;

/** What clients may ask of Pub/Sub and never of this broker. */
const unsupported = z.looseObject({
  enableMessageOrdering: z.boolean().optional(),
  enableExactlyOnceDelivery: z.boolean().optional(),
  filter: z.string().optional(),
  pushConfig: z
    .looseObject({ pushEndpoint: z.string().optional(), noWrapper: z.unknown().optional() })
    .nullish(),
});

/** Reads a subscription's settings; what the broker cannot do is refused rather than ignored. */
export function parseSubscription(body: unknown): SubscriptionConfig {
  const asked = unsupported.safeParse(body).data;
  if (asked?.enableMessageOrdering) throw unimplemented("ordering keys");
  if (asked?.enableExactlyOnceDelivery) throw unimplemented("exactly-once delivery");
  if (asked?.filter) throw unimplemented("filters");
  if (asked?.pushConfig?.noWrapper) throw unimplemented("unwrapped pushes");
  if (asked && ("bigqueryConfig" in asked || "cloudStorageConfig" in asked)) throw unimplemented("exports");
  if (asked && !asked.pushConfig?.pushEndpoint)
    throw unimplemented("pull subscriptions (give pushConfig.pushEndpoint)");

  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw refusal("INVALID_ARGUMENT", `Invalid subscription: ${issue?.path.join(".")}: ${issue?.message}`);
}

/** The refusal of a Pub/Sub feature that is left out here. */
export function unimplemented(feature: string) {
  return refusal("UNIMPLEMENTED", `This broker does not do ${feature}.`);
}

/** `"1.5s"` as 1.5. */
export function seconds(text: string): number {
  return Number.parseFloat(text);
}

/** How long a message waits after its nth failure. Without a policy Pub/Sub repeats at once; a breath is kept. */
export function backoffSeconds(config: SubscriptionConfig, failures: number): number {
  if (!config.retryPolicy) return 0.1;
  const { minimumBackoff, maximumBackoff } = config.retryPolicy;
  return Math.min(seconds(maximumBackoff), seconds(minimumBackoff) * 2 ** Math.min(failures - 1, 20));
}

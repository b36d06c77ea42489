import * as z from "zod";

const serviceName = z
  .string()
  .regex(/^[a-z]+(-[a-z]+)+$/, "use <domain>-<action> in lower case, such as whatsapp-worker");
const topicName = z
  .string()
  .regex(/^[a-z]+(-[a-z]+)+$/, "use <domain>-<action> in lower case, such as whatsapp-send");
const variable = z.string().regex(/^[A-Z][A-Z0-9_]*$/, "use UPPER_SNAKE_CASE");

const topicTrigger = z.strictObject({
  topic: topicName,
  ackDeadlineSeconds: z.int().min(10).max(600).default(600),
  minBackoffSeconds: z.int().min(0).max(600).default(10),
  maxBackoffSeconds: z.int().min(0).max(600).default(600),
  maxDeliveryAttempts: z.int().min(5).max(100).default(20),
});
const httpTrigger = z.strictObject({ http: z.enum(["public", "internal"]) });

const cron = z.strictObject({
  schedule: z.string().regex(/^(\S+\s+){4}\S+$/, "use five cron fields"),
  timeZone: z.string().default("America/Sao_Paulo"),
  publish: topicName.optional(),
  call: z.string().startsWith("/").optional(),
  data: z.record(z.string(), z.json()).default({}),
});

/** The shape of `service.json`: what a service is, who wakes it, what it needs. The one list of what exists. */
export const manifestSchema = z.strictObject({
  $schema: z.string().optional(),
  name: serviceName,
  purpose: z.string().min(10).max(200),
  trigger: z.union([topicTrigger, httpTrigger]),
  cron: z.array(cron).default([]),
  publishes: z.array(topicName).default([]),
  env: z.array(variable).default([]),
  secrets: z.array(variable).default([]),
  run: z.strictObject({
    cpu: z.number().min(0.08).max(8).default(1),
    memoryMb: z.int().min(128).max(32_768).default(512),
    concurrency: z.int().min(1).max(1000).default(80),
    minInstances: z.int().min(0).max(100).default(0),
    maxInstances: z.int().min(1).max(1000).default(10),
    timeoutSeconds: z.int().min(1).max(3600).default(600),
  }),
});

export type Manifest = z.infer<typeof manifestSchema>;
export type TopicTrigger = z.infer<typeof topicTrigger>;

/** The topic that wakes a service, or undefined when plain HTTP does. */
export function topicTriggerOf(manifest: Manifest): TopicTrigger | undefined {
  return "topic" in manifest.trigger ? manifest.trigger : undefined;
}

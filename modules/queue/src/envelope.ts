import { randomUUID } from "node:crypto";
import { AppError, currentCorrelationId } from "@nova/error-handler";
import * as z from "zod";
import type { Topic } from "./topics.ts";

/** What every message of ours looks like inside Pub/Sub's `data`. */
export const envelopeSchema = z.object({
  id: z.uuid(),
  timestamp: z.iso.datetime({ offset: true }),
  source: z.string().min(1),
  type: z.string().min(1),
  data: z.unknown(),
  metadata: z.object({
    user_id: z.string().optional(),
    job_id: z.string().optional(),
    correlation_id: z.string().optional(),
    retry_count: z.int().min(0).default(0),
  }),
});

export type Envelope = z.infer<typeof envelopeSchema>;

/** On whose behalf a message is sent. Without a correlation id it carries on the one being handled. */
export type EnvelopeMeta = {
  userId?: string | undefined;
  jobId?: string | undefined;
  correlationId?: string | undefined;
};

type Source = { source: string; now?: () => Date };

/** Wraps data for its topic; data that breaks the contract is refused here, before anyone has to read it. */
export function buildEnvelope<T>(
  topic: Topic<T>,
  data: T,
  meta: EnvelopeMeta,
  { source, now }: Source,
): Envelope {
  const parsed = topic.schema.safeParse(data);
  if (!parsed.success) {
    const message = `data does not fit topic ${topic.name}: ${explain(parsed.error)}`;
    throw new AppError("queue.invalid_payload", message, { retry: "never", context: { topic: topic.name } });
  }
  const correlationId = meta.correlationId ?? currentCorrelationId();
  return {
    id: randomUUID(),
    timestamp: (now?.() ?? new Date()).toISOString(),
    source,
    type: topic.name,
    data: parsed.data,
    metadata: {
      ...(meta.userId && { user_id: meta.userId }),
      ...(meta.jobId && { job_id: meta.jobId }),
      ...(correlationId && { correlation_id: correlationId }),
      retry_count: 0,
    },
  };
}

/** What is wrong, by path; never a value, since it is logged. */
export function explain(error: z.ZodError): string {
  return error.issues
    .slice(0, 5)
    .map((issue) => `${issue.path.join(".") || "(root)"}: ${issue.code}`)
    .join(", ");
}

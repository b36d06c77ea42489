import { type AppError, redact } from "@nova/error-handler";
import * as z from "zod";
import type { Answer } from "../post-json.ts";
import { errorNameOfStatus, providerError } from "../provider-error.ts";

const rejected = z.object({
  error: z.object({
    code: z.number().int(),
    error_data: z.object({ details: z.string().optional() }).optional().catch(undefined),
    fbtrace_id: z.string().optional().catch(undefined),
  }),
});

/** The failure that an answer of the Graph API means, whatever was asked. */
export function failureOf(answer: Answer, attempt?: number): AppError {
  const parsed = rejected.safeParse(answer.body);
  if (!parsed.success) return providerError("meta", errorNameOfStatus(answer.status), answer, { attempt });
  const { code, error_data: data, fbtrace_id: traceId } = parsed.data.error;
  return providerError("meta", String(code), answer, {
    attempt,
    context: {
      ...(data?.details && { details: redact(data.details).slice(0, 200) }),
      ...(traceId && { traceId: traceId.slice(0, 64) }),
    },
  });
}

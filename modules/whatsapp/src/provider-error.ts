import { AppError, type ErrorContext } from "@nova/error-handler";
import { classifyError, type Provider } from "./error-policy.ts";
import type { Answer } from "./post-json.ts";

/** The failure that an answer means: its code, and what the one table of policies says about it. */
export function providerError(
  provider: Provider,
  name: string,
  answer: Answer,
  { attempt = 0, context = {} }: { attempt?: number | undefined; context?: ErrorContext } = {},
): AppError {
  const code = name.includes(".") ? name : `${provider}.${name}`;
  const policy = classifyError(provider, code, answer.status, attempt);
  const { retry, action, reason, retryAfterMs, wholeAccount } = policy;
  const wait = retry === "safe" ? Math.max(retryAfterMs ?? 0, answer.retryAfterMs ?? 0) : retryAfterMs;
  return new AppError(code, reason, {
    retry,
    context: { httpStatus: answer.status, action, ...(wholeAccount && { wholeAccount }), ...context },
    ...(wait !== undefined && { retryAfterMs: wait }),
  });
}

/** A failure that is no provider's answer: what the one table of policies says about it, and why it came. */
export function portError(code: `whatsapp.${string}`, why: string): AppError {
  const { retry, action, reason, retryAfterMs } = classifyError("meta", code);
  return new AppError(code, reason, {
    retry,
    context: { action, why },
    ...(retryAfterMs !== undefined && { retryAfterMs }),
  });
}

/** An answer without a name for its failure. A redirect means that the URL is wrong: nothing was processed there. */
export function errorNameOfStatus(status: number): string {
  if (status >= 200 && status < 300) return "whatsapp.unreadable_answer";
  return status >= 300 && status < 400 ? "whatsapp.redirected" : `http_${status}`;
}

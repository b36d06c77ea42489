import { AppError, attempt } from "@nova/error-handler";
import { faultOf } from "./model-error.ts";
import type { Model } from "./port.ts";

type Ports = {
  primary: Model;
  /** Another model, of the same vendor or of another one. */
  fallback: { vendor: Model; model: string };
  /** Told each time that the first one failed, before the second is asked. */
  onFallback?: (error: AppError) => void;
};

/**
 * Answers by a second model when the first one fails and the request itself is not to blame. Transcriptions and vectors have
 * one model only: vectors of two cannot be compared.
 */
export function createModelWithFallback({ primary, fallback, onFallback }: Ports): Model {
  return {
    ...primary,
    async complete(request) {
      const first = await attempt(() => primary.complete(request));
      if (first.ok) return first.value;
      const isSame = primary === fallback.vendor && request.model === fallback.model;
      if (isSame || request.signal?.aborted || faultOf(first.error) === "request") throw first.error;
      onFallback?.(first.error);
      const second = await attempt(() => fallback.vendor.complete({ ...request, model: fallback.model }));
      if (second.ok) return second.value;
      throw bothFailed(first.error, second.error);
    },
  };
}

/** The first failure, which may be tried again if either of the two may. */
function bothFailed(first: AppError, second: AppError): AppError {
  const retries = [first.retry, second.retry];
  const retry = retries.includes("unknown") ? "unknown" : retries.includes("safe") ? "safe" : "never";
  const waits = [first, second].flatMap(({ retryAfterMs }) => retryAfterMs ?? []);
  return new AppError(first.code, first.message, {
    retry,
    context: { ...first.context, fallbackCode: second.code },
    ...(retry === "safe" && waits.length > 0 && { retryAfterMs: Math.min(...waits) }),
  });
}

import type { AppError, ErrorContext } from "./app-error.ts";
import { redact } from "./redact.ts";

/** A failure as facts to write down elsewhere: its code, what may be done about it, its ids; texts redacted. Pure. */
export function describeFailure(error: AppError, context: ErrorContext): ErrorContext {
  const facts: ErrorContext = {
    message: error.message,
    ...error.context,
    ...context,
    code: error.code,
    retry: error.retry,
  };
  return Object.fromEntries(
    Object.entries(facts).map(([name, value]) => [name, typeof value === "string" ? redact(value) : value]),
  );
}

/** Whether what failed may be tried again: `safe` it did not happen, `never` it will not, `unknown` it may have happened. */
export type Retry = "safe" | "never" | "unknown";

export type ErrorContext = Record<string, string | number | boolean | null | undefined>;

type Options = { retry: Retry; context?: ErrorContext; cause?: unknown; retryAfterMs?: number };

/**
 * The one error class. `code` is `<domain>.<what-went-wrong>`; `context` holds ids and facts, never message text,
 * phone numbers or secrets, because it is logged and shown to people.
 */
export class AppError extends Error {
  override readonly name = "AppError";
  readonly code: string;
  readonly retry: Retry;
  readonly context: ErrorContext;
  /** How long the other side asked us to wait, in ms. */
  readonly retryAfterMs: number | undefined;

  constructor(code: string, message: string, { retry, context = {}, cause, retryAfterMs }: Options) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.retry = retry;
    this.context = context;
    this.retryAfterMs = retryAfterMs;
  }
}

/** Any thrown value as an AppError. What nobody classified may have happened, so it is `unknown`. */
export function toAppError(thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown;
  const cause = thrown instanceof Error ? thrown : new Error(textOf(thrown));
  return new AppError("unexpected.error", cause.message, { retry: "unknown", cause });
}

/** Anything can be thrown, also what cannot be written. */
function textOf(thrown: unknown): string {
  try {
    return String(thrown);
  } catch {
    return "a value without a text was thrown";
  }
}

import { AppError, type Retry, toAppError, withTimeout } from "@nova/error-handler";
import { createFetch } from "@nova/http-client";
import { type AccessToken, isGoogleApi } from "./access-token.ts";

export type PostOptions = {
  accessToken: AccessToken;
  fetch?: typeof globalThis.fetch | undefined;
  /** One call. */
  timeoutMs?: number | undefined;
  /** All attempts together, waits included. */
  totalMs?: number | undefined;
  /** The first wait between attempts; each next one is twice as long. */
  retryDelayMs?: number | undefined;
};

/** One for all publishers of a process: they share connections. */
const sharedFetch = createFetch();

/** Posts a JSON text and gives the answer. Google's URLs get a bearer token, others none. */
export type PostJson = (url: string, body: string) => Promise<unknown>;

type Failure = { error: AppError; again: boolean; stale: boolean };
type Outcome = { ok: true; value: unknown } | ({ ok: false } & Failure);

/** A poster that repeats what a repeat may mend (408, 429, 5xx, no answer), for a bounded time. */
export function createPostJson(options: PostOptions): PostJson {
  const {
    accessToken,
    fetch = sharedFetch,
    timeoutMs = 10_000,
    totalMs = 30_000,
    retryDelayMs = 100,
  } = options;

  async function once(url: string, body: string, renew: boolean, limitMs: number): Promise<unknown> {
    const headers: Record<string, string> = { "content-type": "application/json" };
    if (isGoogleApi(url)) headers.authorization = `Bearer ${await accessToken(renew)}`;
    return withTimeout(Math.max(1, limitMs), async (signal) => {
      const response = await fetch(url, { method: "POST", headers, body, signal });
      const text = await response.text();
      if (response.ok) return JSON.parse(text);
      throw refusal(url, response.status, text, response.headers.get("retry-after"));
    });
  }

  return async (url, body) => {
    const deadline = Date.now() + totalMs;
    const leastMs = Math.min(1_000, totalMs / 4);
    let ambiguous = false;
    let renew = false;
    for (let attempt = 0; ; attempt++) {
      const limitMs = Math.min(timeoutMs, deadline - Date.now());
      const outcome: Outcome = await once(url, body, renew, limitMs).then(
        (value) => ({ ok: true, value }),
        (thrown) => ({ ok: false, ...classify(thrown, url) }),
      );
      if (outcome.ok) return outcome.value;

      const { error, again, stale }: Failure = outcome;
      ambiguous ||= error.retry === "unknown";
      const waitMs = Math.max(
        error.retryAfterMs ?? 0,
        Math.min(5_000, retryDelayMs * 2 ** attempt) * (0.5 + Math.random() / 2),
      );
      // A last try without the time to be answered would only turn a clear refusal into doubt.
      const worthIt = again && !(stale && renew) && Date.now() + waitMs + leastMs < deadline;
      if (!worthIt) throw ambiguous && error.retry === "safe" ? withRetry(error, "unknown") : error;
      renew = stale;
      await new Promise((resolve) => setTimeout(resolve, waitMs));
    }
  };
}

function refusal(url: string, status: number, text: string, retryAfter: string | null): AppError {
  const seconds = Number(retryAfter ?? Number.NaN);
  const context = { host: new URL(url).host, path: new URL(url).pathname, status };
  const retryAfterMs = Number.isFinite(seconds) ? { retryAfterMs: seconds * 1000 } : {};
  if (status === 404)
    return new AppError("queue.not_found", "no such topic or queue", { retry: "never", context });
  if (status === 401)
    return new AppError("queue.unauthorized", "the token was refused", { retry: "never", context });
  if (status === 429 || status === 503)
    return new AppError("queue.busy", `the queue answered ${status}`, {
      retry: "safe",
      context,
      ...retryAfterMs,
    });
  if (status === 408 || status >= 500)
    return new AppError("queue.unavailable", `the queue answered ${status}`, { retry: "unknown", context });
  const cause = new Error(text.slice(0, 300));
  return new AppError("queue.rejected", `the queue answered ${status}`, { retry: "never", context, cause });
}

function classify(thrown: unknown, url: string): Failure {
  if (thrown instanceof AppError) {
    const stale = thrown.code === "queue.unauthorized";
    return { error: thrown, again: stale || thrown.retry !== "never", stale };
  }
  const cause = toAppError(thrown);
  // Nobody listened, or no connection opened; any other silence may hide an accepted message.
  const code = thrown instanceof Error ? codeOf(thrown.cause) : undefined;
  const refused = code === "ECONNREFUSED" || code === "ERR_CONNECT_TIMEOUT";
  const context = { host: new URL(url).host, path: new URL(url).pathname };
  const retry: Retry = refused ? "safe" : "unknown";
  const error = new AppError("queue.unreachable", "the queue did not answer", { retry, context, cause });
  return { error, again: true, stale: false };
}

function codeOf(thrown: unknown): unknown {
  return typeof thrown === "object" && thrown !== null && "code" in thrown ? thrown.code : undefined;
}

function withRetry(error: AppError, retry: Retry): AppError {
  return new AppError(error.code, error.message, { retry, context: error.context, cause: error });
}

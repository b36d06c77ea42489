import { AppError, type Retry, withTimeout } from "@nova/error-handler";
import { createFetch } from "@nova/http-client";
import { createClient, type SupabaseClient } from "@supabase/supabase-js";
import type * as z from "zod";

export type Connection = {
  url: string;
  serviceKey: string;
  fetch?: typeof fetch;
  /** How long one call may take, in ms. */
  timeoutMs?: number;
};

/** Calls one SQL function and parses what it gives; a failure is an AppError `database.<sqlstate>` that says `retry`. */
export type CallFunction = <T>(
  name: string,
  args: Record<string, unknown>,
  result: z.ZodType<T>,
  options?: { /** For work that takes longer than the rest. */ timeoutMs?: number },
) => Promise<T>;

/**
 * One function call is one request is one transaction. There are no sessions, no realtime and no token refresh here:
 * services hold a service key and call functions only.
 */
export function createCallFunction({
  url,
  serviceKey,
  fetch,
  timeoutMs: usualMs = 15_000,
}: Connection): CallFunction {
  const client = connect(url, serviceKey, fetch);
  return async (name, args, result, { timeoutMs = usualMs } = {}) => {
    const { data, error, status, isLate } = await withTimeout(timeoutMs, async (signal) => {
      const answer = await client.rpc(name, args).abortSignal(signal);
      return { ...answer, isLate: signal.aborted };
    });
    if (error && isLate)
      throw failure("timeout", `${name}: no answer within ${timeoutMs} ms`, "unknown", name);
    if (error) throw toDatabaseError(name, error, status);
    const parsed = result.safeParse(data);
    if (parsed.success) return parsed.data;
    throw new AppError("database.unexpected_shape", `${name} answered in a shape this code does not know`, {
      retry: "unknown",
      context: { function: name, problem: parsed.error.issues[0]?.path.join(".") ?? "" },
    });
  };
}

function connect(url: string, serviceKey: string, fetchIn?: typeof fetch): SupabaseClient {
  return createClient(url, serviceKey, {
    auth: { persistSession: false, autoRefreshToken: false, detectSessionInUrl: false },
    // The client's own calls are small and many: fetch itself would be half of what they cost.
    global: { fetch: tellingWhatNeverArrived(fetchIn ?? createFetch()) },
  });
}

const unreachable = "unreachable";
const neverArrived = /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|(UND_)?ERR_CONNECT_TIMEOUT)$/;
/** These also end a connection that was open. */
const maybeArrived = /^(EHOSTUNREACH|ENETUNREACH)$/;

/** A request that found no server did not happen, which is worth knowing; the client's own error does not say. */
function tellingWhatNeverArrived(send: typeof fetch): typeof fetch {
  return async (input, init) => {
    try {
      return await send(input, init);
    } catch (error) {
      const cause = error instanceof Error ? error.cause : undefined;
      const code = cause instanceof Error && "code" in cause ? String(cause.code) : "";
      const wasConnecting = cause instanceof Error && "syscall" in cause && cause.syscall === "connect";
      if (!neverArrived.test(code) && !(wasConnecting && maybeArrived.test(code))) throw error;
      return Response.json({ code: unreachable, message: code }, { status: 503 });
    }
  };
}

type Failure = { code?: string | null; message: string; hint?: string | null };

/**
 * What the database or its API refused did not happen; an answer that was lost may have. Codes of SQL and of PostgREST
 * say which; without one the HTTP status does.
 */
export function toDatabaseError(
  functionName: string,
  { code, message, hint }: Failure,
  status = 0,
): AppError {
  if (code === unreachable)
    return failure(unreachable, `${functionName}: no connection (${message})`, "safe", functionName);
  if (code) {
    // Bad input is quoted in the message, and may be what people wrote.
    const clean = code.startsWith("22") ? message.replace(/"[^"]*"/g, '"…"') : message;
    return failure(code.toLowerCase(), `${functionName}: ${clean}`, retryOfCode(code), functionName, hint);
  }
  if (status === 0) return failure(unreachable, `${functionName}: no answer`, "unknown", functionName);
  return failure(
    `http_${status}`,
    `${functionName}: HTTP ${status} without a code`,
    retryOfStatus(status),
    functionName,
  );
}

function retryOfCode(code: string): Retry {
  if (/^(40|53|55|57)|^PGRST00[023]$/.test(code)) return "safe"; // a deadlock, no room, a lock, a shutdown; no connection was made
  return code !== "PGRST001" && /^(NV4|22|23|42|54|PGRST)/.test(code) ? "never" : "unknown";
}

function retryOfStatus(status: number): Retry {
  if (status === 429 || status === 503) return "safe";
  return status >= 400 && status < 500 && status !== 408 ? "never" : "unknown";
}

function failure(
  code: string,
  message: string,
  retry: Retry,
  functionName: string,
  hint?: string | null,
): AppError {
  return new AppError(`database.${code}`, message, {
    retry,
    context: { function: functionName, hint: hint ?? null },
  });
}

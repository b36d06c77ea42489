import { AppError, type Retry } from "@nova/error-handler";
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
) => Promise<T>;

/**
 * One function call is one request is one transaction. There are no sessions, no realtime and no token refresh here:
 * services hold a service key and call functions only.
 */
export function createCallFunction({ url, serviceKey, fetch, timeoutMs = 15_000 }: Connection): CallFunction {
  const client = connect(url, serviceKey, fetch);
  return async (name, args, result) => {
    const { data, error } = await client.rpc(name, args).abortSignal(AbortSignal.timeout(timeoutMs));
    if (error) throw toDatabaseError(name, error);
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
    ...(fetchIn ? { global: { fetch: fetchIn } } : {}),
  });
}

type Failure = { code?: string | null; message: string; hint?: string | null };

/**
 * What the database refused did not happen, a lost answer may have. Only our own refusals and bad data (classes 22 and
 * 23) will never work; a missing function or right is a deployment's fault, and mended by the next one.
 */
export function toDatabaseError(functionName: string, failure: Failure): AppError {
  const code = failure.code || "unreachable";
  const retry: Retry = /^(NV4|22|23)/.test(code)
    ? "never"
    : /^(PGRST|40|42|53|55|57)/.test(code)
      ? "safe"
      : "unknown";
  return new AppError(`database.${code.toLowerCase()}`, `${functionName}: ${failure.message}`, {
    retry,
    context: { function: functionName, hint: failure.hint ?? null },
  });
}

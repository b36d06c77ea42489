import { type AppError, toAppError } from "./app-error.ts";

export type Result<T> = { ok: true; value: T } | { ok: false; error: AppError };

/** Runs `work` and returns what it gave or how it failed; it never throws. */
export async function attempt<T>(work: () => Promise<T> | T): Promise<Result<T>> {
  try {
    return { ok: true, value: await work() };
  } catch (thrown) {
    return { ok: false, error: toAppError(thrown) };
  }
}

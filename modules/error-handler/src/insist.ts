import { toAppError } from "./app-error.ts";

/** Tries an idempotent call again, after each of `waitsMs`, while its answer is lost or the other side is away. */
export async function insist<T>(
  call: () => Promise<T>,
  waitsMs: readonly number[],
  pause: (ms: number) => Promise<unknown>,
): Promise<T> {
  for (const waitMs of waitsMs) {
    try {
      return await call();
    } catch (thrown) {
      if (toAppError(thrown).retry === "never") throw thrown;
      await pause(waitMs);
    }
  }
  return call();
}

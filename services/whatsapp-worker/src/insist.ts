import { toAppError } from "@nova/error-handler";

const waitsMs = [100, 400, 1_500];

/** Tries an idempotent call again when its answer was lost or the database was away for a moment; about 2 s in all. */
export async function insist<T>(call: () => Promise<T>, waits: readonly number[] = waitsMs): Promise<T> {
  for (const waitMs of waits) {
    try {
      return await call();
    } catch (thrown) {
      if (toAppError(thrown).retry === "never") throw thrown;
      await new Promise((resolve) => setTimeout(resolve, waitMs));
    }
  }
  return call();
}

import { setTimeout as wait } from "node:timers/promises";

/** Waits, or returns at once when the sandbox stops. */
export async function pause(ms: number, stopped: AbortSignal): Promise<void> {
  if (ms <= 0 || stopped.aborted) return;
  await wait(ms, undefined, { signal: stopped, ref: false }).catch(() => {});
}

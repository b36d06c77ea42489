import { pause } from "../http/pause.ts";

/** One webhook to be posted until it is taken or given up. */
export type Delivery = {
  /** Asked at every try: the business may have moved since. */
  url: () => string;
  headers: Record<string, string>;
  body: string;
  timeoutMs: number;
  isTaken: (status: number) => boolean;
  /** The wait before the next try after this many tries, or null to give up. */
  retryAfterMs: (tries: number, status: number | null) => number | null;
};

export type CourierStats = {
  posted: number;
  acknowledged: number;
  retried: number;
  givenUp: number;
  dropped: number;
};

const IN_FLIGHT = 32;
const MOST_WAITING = 200_000;

/** Posts webhooks concurrently, so that no order is promised, and retries them as the vendor does. */
export function createCourier(post: typeof fetch, stopped: AbortSignal, timeFactor: number) {
  const stats: CourierStats = { posted: 0, acknowledged: 0, retried: 0, givenUp: 0, dropped: 0 };
  const waiting: (() => void)[] = [];
  let inFlight = 0;
  let open = 0;
  let epoch = 0;

  const calls = new Set<AbortController>();
  stopped.addEventListener("abort", () => {
    for (const call of calls) call.abort();
  });

  async function once(delivery: Delivery): Promise<number | null> {
    if (inFlight >= IN_FLIGHT) await new Promise<void>((resolve) => waiting.push(resolve));
    inFlight++;
    // Not AbortSignal.timeout: tens of thousands of answered posts would stay in memory until theirs ends.
    const call = new AbortController();
    const timer = setTimeout(() => call.abort(), delivery.timeoutMs);
    calls.add(call);
    try {
      stats.posted++;
      const response = await post(delivery.url(), {
        method: "POST",
        headers: delivery.headers,
        body: delivery.body,
        redirect: "manual",
        signal: call.signal,
      });
      await response.arrayBuffer();
      return response.status;
    } catch {
      return null;
    } finally {
      clearTimeout(timer);
      calls.delete(call);
      inFlight--;
      waiting.shift()?.();
    }
  }

  /** Resolves to whether it was taken in the end. */
  async function deliver(delivery: Delivery): Promise<boolean> {
    if (open >= MOST_WAITING) {
      stats.dropped++;
      return false;
    }
    open++;
    const born = epoch;
    try {
      for (let tries = 1; !stopped.aborted && born === epoch; tries++) {
        const status = await once(delivery);
        if (status !== null && delivery.isTaken(status)) {
          stats.acknowledged++;
          return born === epoch;
        }
        const waitMs = delivery.retryAfterMs(tries, status);
        if (waitMs === null) break;
        stats.retried++;
        await pause(waitMs * timeFactor, stopped);
      }
      if (!stopped.aborted) stats.givenUp++;
      return false;
    } finally {
      open--;
    }
  }

  return {
    deliver,
    stats: () => ({ ...stats, waiting: open }),
    /** Forgets what still waits. */
    clear: () => {
      epoch++;
    },
  };
}

export type Courier = ReturnType<typeof createCourier>;

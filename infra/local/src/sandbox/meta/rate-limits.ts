type Bucket = { tokens: number; at: number };

/** Counts calls per key; true means that this one is over the limit. */
export type RateLimit = { isOver(key: string): boolean };

const unlimited: RateLimit = { isOver: () => false };
const PRUNE_ABOVE = 50_000;

/** A bucket per key that holds `burst` and refills by one every `intervalMs`; a burst is borrowed from the future. */
export function createRateLimit(burst: number, intervalMs: number, now: () => number): RateLimit {
  if (burst <= 0 || intervalMs <= 0) return unlimited;
  const buckets = new Map<string, Bucket>();

  function prune(time: number): void {
    for (const [key, bucket] of buckets) {
      if (bucket.tokens + (time - bucket.at) / intervalMs >= burst) buckets.delete(key);
    }
  }

  let pruneAt = PRUNE_ABOVE;
  return {
    isOver(key) {
      const time = now();
      if (buckets.size > pruneAt) {
        prune(time);
        pruneAt = Math.max(PRUNE_ABOVE, buckets.size * 2);
      }
      const bucket = buckets.get(key) ?? { tokens: burst, at: time };
      const tokens = Math.min(burst, bucket.tokens + (time - bucket.at) / intervalMs);
      const isOver = tokens < 1;
      buckets.set(key, { tokens: isOver ? tokens : tokens - 1, at: time });
      return isOver;
    },
  };
}

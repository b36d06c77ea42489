import type { MinuteUsage } from "./types.ts";

export type RollingCount = {
  /** Moves to a minute, never back, and says how full the fullest span is that this minute belongs to. */
  peakAt: (minute: number) => number;
  /** Counts one more in the minute moved to last. */
  take: () => void;
};

/**
 * Counts sends in every rolling span of so many minutes. A minute counts until all of it has left the span, so the true
 * count is never above this one. What is reserved ahead counts too: a send now shares a span with it.
 */
export function createRollingCount(usage: MinuteUsage[], spanMinutes: number): RollingCount {
  const buckets = merged(usage);
  let minute = Number.NEGATIVE_INFINITY;
  let head = 0; // buckets before it lie at or before `minute`
  let tail = 0; // buckets from it to head are in the span that ends with `minute`
  let sum = 0;
  let peak = 0;

  function peakAt(to: number): number {
    if (to <= minute) return peak;
    minute = to;
    for (let next = buckets[head]; next && next.minute <= minute; next = buckets[++head]) sum += next.used;
    for (
      let old = buckets[tail];
      old && tail < head && old.minute < minute - spanMinutes;
      old = buckets[++tail]
    ) {
      sum -= old.used;
    }
    peak = peakAhead();
    return peak;
  }

  /** A span's sum can only rise where it gains a bucket, so only spans that end in a reserved minute are looked at. */
  function peakAhead(): number {
    let highest = sum;
    let running = sum;
    let oldest = tail;
    for (
      let at = head, next = buckets[at];
      next && next.minute <= minute + spanMinutes;
      next = buckets[++at]
    ) {
      running += next.used;
      for (
        let old = buckets[oldest];
        old && old.minute < next.minute - spanMinutes;
        old = buckets[++oldest]
      ) {
        running -= old.used;
      }
      highest = Math.max(highest, running);
    }
    return highest;
  }

  function take(): void {
    const last = buckets[head - 1];
    if (last?.minute === minute) last.used += 1;
    else buckets.splice(head++, 0, { minute, used: 1 });
    sum += 1;
    peak += 1;
  }

  return { peakAt, take };
}

function merged(usage: MinuteUsage[]): MinuteUsage[] {
  const buckets: MinuteUsage[] = [];
  for (const { minute, used } of usage.toSorted((a, b) => a.minute - b.minute)) {
    const last = buckets.at(-1);
    if (last?.minute === minute) last.used += used;
    else buckets.push({ minute, used });
  }
  return buckets;
}

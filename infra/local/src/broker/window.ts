/** How many pushes may be under way: grows by one with each success, halves at most once a moment when they fail. */
export type Window = { readonly size: number; grow(): void; shrink(): void };

/** Pub/Sub's slow start. A burst of failures is one event, or a worker's restart would close the window altogether. */
export function createWindow({ start = 5, max = 100, momentMs = 100, now = Date.now } = {}): Window {
  let size = Math.min(start, max);
  let shrunkAt = Number.NEGATIVE_INFINITY;
  return {
    get size() {
      return size;
    },
    grow() {
      size = Math.min(max, size + 1);
    },
    shrink() {
      if (now() - shrunkAt < momentMs) return;
      shrunkAt = now();
      size = Math.max(1, Math.floor(size / 2));
    },
  };
}

/** Hands items over when they are due, all those of one tick together. */
export type TickQueue<T> = { add(item: T, dueMs: number): void; clear(): void; readonly size: number };

/** One timer for everything that waits: a million statuses are a million array slots, not timers. */
export function createTickQueue<T>(
  tickMs: number,
  now: () => number,
  deliver: (items: T[]) => void,
): TickQueue<T> {
  const ticks = new Map<number, T[]>();
  let done = Math.floor(now() / tickMs);
  let size = 0;
  let timer: NodeJS.Timeout | null = null;

  function turn(): void {
    const current = Math.floor(now() / tickMs);
    // After a long sleep it is cheaper to look at what waits than at every tick that passed.
    const due =
      current - done > ticks.size
        ? [...ticks.keys()].filter((tick) => tick <= current).sort((a, b) => a - b)
        : Array.from({ length: Math.max(0, current - done) }, (_, step) => done + 1 + step);
    done = current;
    for (const tick of due) {
      const items = ticks.get(tick);
      if (!items) continue;
      ticks.delete(tick);
      size -= items.length;
      deliver(items);
    }
    if (ticks.size === 0 && timer) {
      clearInterval(timer);
      timer = null;
    }
  }

  return {
    add(item, dueMs) {
      if (!timer) {
        done = Math.floor(now() / tickMs);
        timer = setInterval(turn, tickMs).unref();
      }
      const tick = Math.max(Math.ceil(dueMs / tickMs), done + 1);
      const items = ticks.get(tick);
      if (items) items.push(item);
      else ticks.set(tick, [item]);
      size++;
    },
    clear() {
      ticks.clear();
      size = 0;
      if (timer) clearInterval(timer);
      timer = null;
    },
    get size() {
      return size;
    },
  };
}

type Options = {
  /** Called at least so often while reading, also while nothing comes. What it throws ends the reading. */
  beat: () => Promise<void>;
  everyMs: number;
};

/** Passes chunks on as they come, and says now and then that somebody is still reading. */
export async function* readWithBeat<T>(
  source: AsyncIterable<T>,
  { beat, everyMs }: Options,
): AsyncGenerator<T, void, void> {
  const chunks = source[Symbol.asyncIterator]();
  let next = chunks.next();
  next.catch(() => {}); // awaited below, unless a beat ends the reading first
  let isDue = false;
  const timer = setInterval(() => {
    isDue = true;
    wake();
  }, everyMs);
  let wake = () => {};
  try {
    for (;;) {
      const late = new Promise<null>((resolve) => {
        wake = () => resolve(null);
      });
      const result = await Promise.race([next, isDue ? null : late]);
      if (isDue) {
        isDue = false;
        await beat();
      }
      if (result === null) continue;
      if (result.done) return;
      yield result.value;
      next = chunks.next();
      next.catch(() => {});
    }
  } finally {
    clearInterval(timer);
    // Not awaited: it waits for a chunk that may never come.
    void chunks.return?.().catch(() => {});
  }
}

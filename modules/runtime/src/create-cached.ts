/** Asks once at a time and reuses the answer, good or bad, for `reuseMs`. */
export function createCached<T>(ask: () => Promise<T>, reuseMs: number): () => Promise<T> {
  let last: Promise<T> | undefined;
  let freshUntil = 0;
  return () => {
    if (last !== undefined && performance.now() < freshUntil) return last;
    freshUntil = Number.POSITIVE_INFINITY; // while it runs, everybody waits for the same answer
    const asked = new Promise<T>((resolve) => resolve(ask()));
    const settle = () => {
      freshUntil = performance.now() + reuseMs;
    };
    asked.then(settle, settle);
    last = asked;
    return asked;
  };
}

/** Lets `width` callers in at a time, the others in the order in which they came. Each calls what it got to leave. */
export function createGate(width: number): () => Promise<() => void> {
  let inside = 0;
  const waiting: (() => void)[] = [];

  function leave(): void {
    const next = waiting.shift();
    if (next) next();
    else inside--;
  }

  return async function enter() {
    if (inside < width) inside++;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    let left = false;
    return () => {
      if (!left) leave();
      left = true;
    };
  };
}

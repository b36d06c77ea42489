/**
 * Runs work once at a time. Whoever asks while it runs gets one more run afterwards, however many asked: what they
 * asked about may have come too late for the run that was going on.
 */
export function coalesce(work: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined;
  let again = false;

  async function runUntilQuiet(): Promise<void> {
    try {
      do {
        again = false;
        await work();
      } while (again);
    } finally {
      running = undefined;
    }
  }
  return () => {
    if (running) again = true;
    running ??= runUntilQuiet();
    return running;
  };
}

import type { Cell } from "./cells.ts";
import { type FaultStack, openFaultStack } from "./open-fault-stack.ts";
import { type Options as CellOptions, type CellResult, runCell } from "./run-cell.ts";

type Options = CellOptions & {
  bundles: Record<string, string>;
  /** Stacks side by side: most cells do nothing but wait. */
  lanes: number;
  signal: AbortSignal;
  onResult: (result: CellResult) => void;
  /** Changes a stack before its first cell. */
  prepare?: (stack: FaultStack) => Promise<unknown>;
};

/** Runs cells on a few stacks, each taking the next one; the slow ones first. Stops early when told, leaving nothing behind. */
export async function runCells(cells: readonly Cell[], options: Options): Promise<CellResult[]> {
  const { bundles, lanes, signal, onResult, prepare } = options;
  const queue = [...cells].sort((a, b) => cost(b) - cost(a)).values();
  const results: CellResult[] = [];
  const opening: Promise<FaultStack>[] = [];
  // Also one that is still being opened: it would outlive us.
  const endAll = () =>
    Promise.all(
      opening.map((one) =>
        one.then(
          (stack) => stack.end(),
          () => {},
        ),
      ),
    );
  const aborted = new Promise<void>((resolve) => {
    signal.addEventListener("abort", () => resolve(), { once: true });
  });

  const lane = async () => {
    if (signal.aborted) return;
    // Somebody else may have taken one of its ports in the moment before it listened.
    const opened = openFaultStack({ bundles }).catch(() => openFaultStack({ bundles }));
    opening.push(opened);
    const stack = await opened;
    await prepare?.(stack);
    for (const cell of queue) {
      if (signal.aborted) return;
      const result = await runCell(stack, cell, options);
      if (signal.aborted) return;
      results.push(result);
      onResult(result);
    }
  };
  const running = Promise.all(Array.from({ length: Math.min(lanes, cells.length) }, lane));
  try {
    // Nobody waits for a cell whose stack is taken away.
    await Promise.race([running, aborted]);
  } finally {
    running.catch(() => {});
    await endAll();
  }
  return results;
}

/** A long wait that begins last would be waited for by nobody else. */
function cost({ fault }: Cell): number {
  return /late|timeout/.test(fault) ? 1 : 0;
}

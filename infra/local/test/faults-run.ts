import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bundleAll } from "../src/bundle.ts";
import type { Cell } from "../src/faults/cells.ts";
import { type Mutation, mutate } from "../src/faults/mutations.ts";
import { describeCell } from "../src/faults/print-cells.ts";
import { runCells } from "../src/faults/run-cells.ts";
import { root } from "../src/stack/start-stack.ts";

/** Any would do; this one makes a failure in CI the same on a desk. */
export const seed = 20_261_121;

type Wish = { recipients?: number; lanes?: number; limitMs?: number; mutation?: Mutation };

/** Runs cells of the fault matrix on stacks of their own, from bundles that are made once. */
export async function openFaults() {
  const scratch = await mkdtemp(join(tmpdir(), "nova-faults-bundles-"));
  const bundles = await bundleAll(join(root, "services"), scratch);

  async function run(cells: Cell[], { recipients = 20, lanes = 1, limitMs = 60_000, mutation }: Wish = {}) {
    const results = await runCells(cells, {
      bundles,
      lanes,
      recipients,
      seed,
      limitMs,
      signal: new AbortController().signal,
      onResult: () => {},
      ...(mutation && { prepare: (stack) => mutate(stack, mutation) }),
    });
    const bad = results.filter(({ verdict }) => verdict.complaints.length > 0);
    return { ran: results.length, failed: bad.map(describeCell) };
  }
  return { run, close: () => rm(scratch, { recursive: true, force: true }) };
}

import type { Cell } from "./cells.ts";
import type { CellResult } from "./run-cell.ts";

const nameWidth = 58;
const faultWidth = 26;

/** One line per cell, readable without the code. Pure. */
export function describeCell({ cell, verdict, fired, seconds }: CellResult): string {
  const { delivered, failed, unconfirmed, duplicated, lost, complaints } = verdict;
  const counts = `${delivered} delivered, ${failed} failed, ${unconfirmed} unconfirmed, ${duplicated} duplicated, ${lost} lost`;
  const mark = complaints.length === 0 ? "ok    " : "FAILED";
  const struck = `struck ${fired}×`.padEnd(12);
  const line = `${mark} ${cell.name.padEnd(nameWidth)} ${cell.fault.padEnd(faultWidth)} ${struck}${counts}  ${seconds.toFixed(1)} s`;
  return complaints.length === 0 ? line : `${line}\n       → ${complaints.join("; ")}`;
}

/** The last line: all cells together. Pure. */
export function describeTotal(results: readonly CellResult[]): string {
  const sum = (key: "recipients" | "delivered" | "failed" | "unconfirmed" | "duplicated" | "lost") =>
    results.reduce((total, { verdict }) => total + verdict[key], 0);
  return `${sum("recipients")} recipients: ${sum("delivered")} delivered, ${sum("failed")} failed, ${sum("unconfirmed")} unconfirmed, ${sum("duplicated")} duplicated, ${sum("lost")} lost`;
}

/** How to run the failed cells again, with the same choices. Pure. */
export function describeRerun(
  failed: readonly CellResult[],
  { recipients, seed }: { recipients: number; seed: number },
): string {
  return failed
    .map(
      ({ cell }) => `  npm run faults -- --recipients ${recipients} --seed ${seed} --only "${titleOf(cell)}"`,
    )
    .join("\n");
}

/** What `--only` looks for. */
export function titleOf({ name, fault }: Cell): string {
  return `${name}: ${fault}`;
}

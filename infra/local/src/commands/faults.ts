import { randomInt } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { attempt } from "@nova/error-handler";
import { bundleAll } from "../bundle.ts";
import { mutate } from "../faults/mutations.ts";
import { parseFaults } from "../faults/parse-faults.ts";
import { describeCell, describeRerun, describeTotal, titleOf } from "../faults/print-cells.ts";
import { runCells } from "../faults/run-cells.ts";
import { root } from "../stack/start-stack.ts";

const usage = `Uso: npm run faults -- [--recipients 20] [--seed N] [--only texto] [--lanes 4] [--json]

  --recipients   pessoas por célula / people per cell
  --seed         as mesmas escolhas outra vez / the same choices again
  --only         só as células cujo nome contém o texto / only cells whose name contains the text
  --lanes        pilhas lado a lado / stacks side by side
  --chaos        uma campanha sob falhas ao acaso / one campaign under random faults
  --mutate       sem uma guarda; tem de falhar / without one guard; it has to fail
  --list         só os nomes / names only
  --json         resultados em JSON / results as JSON`;

async function main(args: string[]): Promise<number> {
  if (args.includes("--help")) {
    console.log(usage);
    return 0;
  }
  const asked = await attempt(() => parseFaults(args, randomInt(1, 1_000_000)));
  if (!asked.ok) {
    console.error(`${asked.error.message}\n\n${usage}`);
    return 2;
  }
  const { cells, mutation, recipients, seed, lanes, chaos, list, json } = asked.value;
  if (list) {
    for (const cell of cells) console.log(titleOf(cell));
    return 0;
  }
  const say = (line: string) => void (json ? undefined : console.log(line));
  const stop = new AbortController();
  const scratch = await mkdtemp(join(tmpdir(), "nova-faults-bundles-"));
  const signals = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;
  let stoppedBy = 0;
  for (const [signal, code] of Object.entries(signals)) {
    process.on(signal, () => {
      stoppedBy = code;
      stop.abort();
    });
  }
  try {
    say(
      `${cells.length} células de ${recipients} pessoas, semente ${seed}. / ${cells.length} cells of ${recipients} people, seed ${seed}.`,
    );
    const bundles = await bundleAll(join(root, "services"), scratch);
    const startedAt = performance.now();
    const results = await runCells(cells, {
      bundles,
      lanes,
      recipients,
      seed,
      limitMs: chaos ? 300_000 + 300 * recipients : 60_000,
      ...(mutation && { prepare: (stack) => mutate(stack, mutation) }),
      signal: stop.signal,
      onResult: (result) => say(describeCell(result)),
    });
    if (stoppedBy) return stoppedBy;
    if (json) console.log(JSON.stringify(results, null, 2));
    const failed = results.filter(({ verdict }) => verdict.complaints.length > 0);
    say(
      `\n${describeTotal(results)}, in ${((performance.now() - startedAt) / 1_000).toFixed(0)} s, seed ${seed}`,
    );
    if (failed.length > 0)
      say(`\n${failed.length} FAILED. Run one again with:\n${describeRerun(failed, { recipients, seed })}`);
    return failed.length > 0 ? 1 : 0;
  } catch (error) {
    if (stoppedBy) return stoppedBy;
    throw error;
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

process.exit(await main(process.argv.slice(2)));

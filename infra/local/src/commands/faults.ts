import { randomInt } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { bundleAll } from "../bundle.ts";
import { matrix } from "../faults/cells.ts";
import { chaosCell } from "../faults/chaos.ts";
import { mutate, mutations } from "../faults/mutations.ts";
import { describeCell, describeRerun, describeTotal, titleOf } from "../faults/print-cells.ts";
import { runCells } from "../faults/run-cells.ts";
import { root } from "../stack/start-stack.ts";

const usage = `Uso: npm run faults -- [--recipients 20] [--seed N] [--only texto] [--lanes 4] [--json]

  --recipients   pessoas por célula / people per cell
  --seed         as mesmas escolhas outra vez / the same choices again
  --only         só as células cujo nome contém o texto / only cells whose name contains the text
  --lanes        pilhas lado a lado / stacks side by side
  --chaos        uma campanha sob falhas ao acaso / one campaign under random faults
  --list         só os nomes / names only
  --json         resultados em JSON / results as JSON`;

const whole = (text: string | undefined, fallback: number) => {
  const number = text === undefined ? fallback : Number(text);
  return Number.isSafeInteger(number) && number >= 0 ? number : undefined;
};

async function main(): Promise<number> {
  const { values } = parseArgs({
    strict: false,
    options: {
      recipients: { type: "string" },
      seed: { type: "string" },
      only: { type: "string" },
      lanes: { type: "string" },
      chaos: { type: "boolean" },
      mutate: { type: "string" },
      list: { type: "boolean" },
      json: { type: "boolean" },
      help: { type: "boolean" },
    },
  });
  const text = (value: unknown) => (typeof value === "string" ? value : undefined);
  const recipients = whole(text(values.recipients), 20);
  const seed = whole(text(values.seed), randomInt(1, 1_000_000));
  const lanes = whole(text(values.lanes), 4);
  if (values.help || recipients === undefined || seed === undefined || lanes === undefined) {
    console.error(usage);
    return values.help ? 0 : 2;
  }
  const only = text(values.only);
  const mutation = mutations.find(({ name }) => name === text(values.mutate));
  const known = values.chaos ? [chaosCell(seed)] : matrix;
  const wanted = (title: string) =>
    mutation && !only ? mutation.caughtBy.includes(title) : !only || title.includes(only);
  const cells = known.filter((cell) => wanted(titleOf(cell)));
  if (values.list) {
    for (const cell of cells) console.log(titleOf(cell));
    return 0;
  }
  const say = (line: string) => void (values.json ? undefined : console.log(line));
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
      limitMs: values.chaos ? 300_000 + 300 * recipients : 60_000,
      ...(mutation && { prepare: (stack) => mutate(stack, mutation) }),
      signal: stop.signal,
      onResult: (result) => say(describeCell(result)),
    });
    if (stoppedBy) return stoppedBy;
    if (values.json) console.log(JSON.stringify(results, null, 2));
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

process.exit(await main());

import { parseArgs } from "node:util";
import { benches } from "./src/benches.ts";
import { printRows } from "./src/print-rows.ts";
import { openScratch } from "./src/scratch.ts";

const usage = `Uso: npm run bench -- <nome> [--json]          Usage: npm run bench -- <name> [--json]

${Object.entries(benches)
  .map(([name, { about }]) => `  ${name.padEnd(12)} ${about.pt}\n  ${"".padEnd(12)} ${about.en}`)
  .join("\n")}

  --json       só as linhas medidas, em JSON
  ${"".padEnd(12)} the measured rows alone, as JSON
`;

const exitCodes = { SIGINT: 130, SIGTERM: 143 };

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    strict: false,
    options: { json: { type: "boolean" } },
  });
  const [name = ""] = positionals;
  const bench = Object.hasOwn(benches, name) ? benches[name] : undefined;
  if (!bench) {
    console.error(name ? `Não existe / there is no "${name}".\n\n${usage}` : usage);
    return 2;
  }

  const scratch = await openScratch((line) => console.error(line));
  const stopped = new Promise<number>((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) {
      process.on(signal, () => void scratch.close().then(() => resolve(exitCodes[signal])));
    }
  });
  const measured = measure();
  // Once stopping has begun, what the bench runs into is of no interest.
  return Promise.race([
    stopped,
    measured.catch((error) => (scratch.signal.aborted ? stopped : failed(error))),
  ]);

  async function measure(): Promise<number> {
    const rows = await bench?.run(scratch);
    await scratch.close();
    printRows(rows ?? [], { json: values.json === true });
    return 0;
  }

  async function failed(error: unknown): Promise<number> {
    await scratch.close();
    console.error(error);
    return 1;
  }
}

process.exit(await main());

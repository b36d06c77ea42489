import { parseArgs } from "node:util";
import { benches } from "./src/benches.ts";
import { printRows } from "./src/print-rows.ts";
import type { Row } from "./src/rows.ts";
import { openScratch, type Scratch } from "./src/scratch.ts";
import { writeDocs } from "./src/write-docs.ts";

const usage = `Uso: npm run bench -- <nome>… [--json] [--docs] [--minutes N]          Usage: npm run bench -- <name>… [--json] [--docs] [--minutes N]

${Object.entries(benches)
  .map(([name, { about }]) => `  ${name.padEnd(12)} ${about.pt}\n  ${"".padEnd(12)} ${about.en}`)
  .join("\n")}

  --json       só as linhas medidas, em JSON
  ${"".padEnd(12)} the measured rows alone, as JSON
  --docs       também troca as linhas em docs/performance.md
  ${"".padEnd(12)} also replaces the rows in docs/performance.md
  --minutes N  quanto dura o "soak"
  ${"".padEnd(12)} how long "soak" lasts
`;

const exitCodes = { SIGINT: 130, SIGTERM: 143 };

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    strict: false,
    options: { json: { type: "boolean" }, docs: { type: "boolean" }, minutes: { type: "string" } },
  });
  const unknown = positionals.find((name) => !Object.hasOwn(benches, name));
  const minutes = values.minutes === undefined ? undefined : Number(values.minutes);
  if (positionals.length === 0 || unknown !== undefined || (minutes !== undefined && !(minutes > 0))) {
    console.error(unknown === undefined ? usage : `Não existe / there is no "${unknown}".\n\n${usage}`);
    return 2;
  }

  let scratch: Scratch | undefined;
  let isStopping = false;
  const stopped = new Promise<number>((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) {
      process.on(signal, () => {
        isStopping = true;
        void Promise.resolve(scratch?.close()).then(() => resolve(exitCodes[signal]));
      });
    }
  });
  const measured = measure();
  // Once stopping has begun, what the bench runs into is of no interest.
  return Promise.race([stopped, measured.catch((error) => (isStopping ? stopped : failed(error)))]);

  async function measure(): Promise<number> {
    const all: Row[] = [];
    for (const name of positionals) {
      scratch = await openScratch((line) => console.error(line));
      const rows = (await benches[name]?.run(scratch, minutes === undefined ? {} : { minutes })) ?? [];
      if (isStopping) return stopped;
      await scratch.close();
      if (values.docs === true) await writeDocs(name, rows);
      all.push(...rows);
    }
    printRows(all, { json: values.json === true });
    return 0;
  }

  async function failed(error: unknown): Promise<number> {
    await scratch?.close();
    console.error(error);
    return 1;
  }
}

process.exit(await main());

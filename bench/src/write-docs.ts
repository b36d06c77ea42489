import { readFile, writeFile } from "node:fs/promises";
import { cpus, loadavg } from "node:os";
import { fileURLToPath } from "node:url";
import { renderTable } from "./print-rows.ts";
import type { Row } from "./rows.ts";

const docs = fileURLToPath(new URL("../../docs/performance.md", import.meta.url));

/** Puts a bench's rows in its place in docs/performance.md, with the state of the machine they come from. */
export async function writeDocs(name: string, rows: Row[], file = docs): Promise<void> {
  const text = await readFile(file, "utf8");
  await writeFile(file, replaceRows(text, name, rows, describeMachine()));
}

/** The text with the rows between the bench's marks replaced. Pure. */
export function replaceRows(text: string, name: string, rows: Row[], machine: string): string {
  const [begin, end] = [`<!-- rows: ${name} -->`, `<!-- end: ${name} -->`];
  const [from, until] = [text.indexOf(begin), text.indexOf(end)];
  if (from < 0 || until < from)
    throw new Error(`there is no place for the rows of ${name}: ${begin} … ${end}`);
  const block = `${begin}\n\`\`\`\n${machine}\n${renderTable(rows)}\`\`\`\n`;
  return text.slice(0, from) + block + text.slice(until);
}

function describeMachine(): string {
  const load = loadavg().map((one) => one.toFixed(1));
  const [cpu] = cpus();
  return `${new Date().toISOString().slice(0, 10)}, ${cpus().length} × ${cpu?.model.trim() ?? "?"}, Node ${process.versions.node}, load average at the end ${load.join(" ")}`;
}

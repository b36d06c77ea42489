import type { Row } from "./rows.ts";

/** Writes rows to stdout: a table for people, or one JSON array and nothing else. */
export function printRows(rows: Row[], { json }: { json: boolean }, write = writeOut): void {
  write(json ? `${JSON.stringify(rows, null, 2)}\n` : renderTable(rows));
}

/** The rows as a table of text. */
export function renderTable(rows: Row[]): string {
  const heading = ["name", "value", "unit", "against", "ratio"];
  const cells = rows.map(({ name, value, unit, against, ratio }) => [
    name,
    String(value),
    unit,
    against === null ? "" : String(against),
    ratio === null ? "" : `${ratio}×`,
  ]);
  const widths = heading.map((title, column) =>
    Math.max(title.length, ...cells.map((row) => (row[column] ?? "").length)),
  );
  const line = (row: string[]) =>
    row
      .map((cell, column) => {
        const width = widths[column] ?? 0;
        return column === 0 || column === 2 ? cell.padEnd(width) : cell.padStart(width);
      })
      .join("  ")
      .trimEnd();
  return `${[heading, widths.map((width) => "-".repeat(width)), ...cells].map(line).join("\n")}\n`;
}

function writeOut(text: string): void {
  process.stdout.write(text);
}

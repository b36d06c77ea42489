import { reportColumns } from "./column-aliases.ts";
import type { RefusedRow } from "./create-read-row.ts";
import { describeRefusal } from "./refusal-words.ts";

/** The report of refused rows as CSV: first the header, then the lines of any number of batches. */
export type RefusalReport = { header(): string; lines(refused: RefusedRow[]): string };

const byteOrderMark = "\uFEFF";

/**
 * A CSV that Excel in Brazil opens as it is: the row's own columns first, so that it can be mended and imported again,
 * then line, code and reason. No cell can become a formula. It holds phones and names: for the tenant, never for logs.
 */
export function createRefusalReport(headers: string[]): RefusalReport {
  const own = headers.map((header, index) => header || `coluna ${index + 1}`);
  const write = (cells: string[]) => `${cells.map(writeCell).join(";")}\r\n`;
  return {
    header: () => byteOrderMark + write([...own, ...reportColumns]),
    lines: (refused) =>
      refused
        .map((row) => {
          const { pt, en } = describeRefusal(row);
          const cells = Array.from({ length: own.length }, (_, index) => row.cells[index] ?? "");
          const surplus = row.cells.slice(own.length).filter((cell) => cell !== "");
          const last = cells.length - 1;
          if (surplus.length > 0 && last >= 0) cells[last] = [cells[last], ...surplus].join(" | ");
          return write([...cells, String(row.line), row.code, pt, en]);
        })
        .join(""),
  };
}

/** A cell that a spreadsheet shows as text: quoted where needed, and with an apostrophe where it would calculate. */
export function writeCell(cell: string): string {
  const safe = /^[\s\uFEFF]*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20]|^[\t\r\n]/.test(cell) ? `'${cell}` : cell;
  return /[;,"\r\n\t|]|^\s|\s$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

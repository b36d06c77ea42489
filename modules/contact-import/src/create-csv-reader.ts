import { refuseFile } from "./import-limits.ts";

/** A record of the file: the line it begins in, its cells trimmed, and how many filled cells did not fit. */
export type CsvRecord = { line: number; cells: string[]; dropped: number };

type Options = { separator: string; firstLine: number; maxColumns: number; maxCellCharacters: number };

const quote = 0x22;
const lineFeed = 0x0a;
const carriageReturn = 0x0d;

/**
 * Reads CSV as it arrives. It is lenient about quotes in the middle of a cell, ragged rows and mixed line ends, and
 * keeps no more of a cell than one character over the limit. Throws `contacts.malformed` for a quote that never ends.
 */
export function createCsvReader({ separator, firstLine, maxColumns, maxCellCharacters }: Options) {
  const separatorCode = separator.charCodeAt(0);
  let state: "start" | "plain" | "quoted" | "quote-in-quoted" = "start";
  let line = firstLine;
  let quoteLine = firstLine;
  let afterReturn = false;
  let cell = "";
  let record: CsvRecord = { line, cells: [], dropped: 0 };
  let done: CsvRecord[] = [];

  function take(text: string, from: number, to: number): void {
    const room = maxCellCharacters + 1 - cell.length;
    if (room > 0 && to > from) cell += text.slice(from, Math.min(to, from + room));
  }
  function endCell(): void {
    const value = cell.trim();
    if (record.cells.length < maxColumns) record.cells.push(value);
    else if (value !== "") record.dropped++;
    cell = "";
    state = "start";
  }
  function endRecord(): void {
    done.push(record);
    record = { line, cells: [], dropped: 0 };
  }
  function hand(): CsvRecord[] {
    const records = done;
    done = [];
    return records;
  }

  function write(text: string): CsvRecord[] {
    let from = 0;
    for (let at = 0; at < text.length; at++) {
      const code = text.charCodeAt(at);
      const secondHalf = afterReturn && code === lineFeed;
      afterReturn = code === carriageReturn;
      if (state === "quoted") {
        if (code === quote) {
          take(text, from, at);
          state = "quote-in-quoted";
          from = at + 1;
        } else if (afterReturn || (code === lineFeed && !secondHalf)) line++;
        continue;
      }
      if (state === "quote-in-quoted") {
        if (code === quote) {
          state = "quoted";
          from = at; // a doubled quote is one
          continue;
        }
        state = "plain";
      }
      if (code === separatorCode) {
        take(text, from, at);
        endCell();
        from = at + 1;
      } else if (code === lineFeed || code === carriageReturn) {
        if (!secondHalf) {
          take(text, from, at);
          endCell();
          line++;
          endRecord();
        }
        from = at + 1;
      } else if (state === "start") {
        if (code === quote) {
          cell = "";
          state = "quoted";
          quoteLine = line;
          from = at + 1;
        } else if (code !== 0x20 && code !== 0xa0 && code !== 0x09) state = "plain";
      }
    }
    take(text, from, text.length);
    return hand();
  }

  function end(): CsvRecord[] {
    if (state === "quoted")
      refuseFile(
        "malformed",
        `O CSV está malformado: as aspas abertas na linha ${quoteLine} nunca fecham.`,
        `The CSV is malformed: the quotes opened in line ${quoteLine} never close.`,
        { line: quoteLine },
      );
    if (record.cells.length > 0 || cell !== "") {
      endCell();
      endRecord();
    }
    return hand();
  }

  return { write, end };
}

/** Whether a record says nothing: an empty line, or the row of bare separators that spreadsheets append. */
export function isBlank({ cells, dropped }: CsvRecord): boolean {
  return dropped === 0 && cells.every((cell) => cell === "");
}

import type { ImportMapping } from "./column-mapping.ts";
import { type CsvRecord, createCsvReader, isBlank } from "./create-csv-reader.ts";
import { type GuessedColumn, guessColumns, isHeader } from "./guess-columns.ts";
import { guessSeparator, readSeparatorLine } from "./guess-separator.ts";
import { checkHeader, type ImportLimits } from "./import-limits.ts";
import { looksLikePhone } from "./read-phone.ts";

/** How many characters of a file its layout is read from: the same in a preview and in an import. */
export const sampleCharacters = 65_536;
const guessedRows = 200;

/** How a file is built: its separator, where its records begin, what its columns seem to be. */
export type Layout = {
  separator: string;
  /** Characters before the first record, and the line it is in. */
  skip: number;
  firstLine: number;
  hasHeader: boolean;
  columns: GuessedColumn[];
  mapping: ImportMapping;
  /** The first records after the header. */
  rows: CsvRecord[];
};

type Options = {
  limits: ImportLimits;
  defaultCountry?: string | undefined;
  mapping?: ImportMapping | undefined;
};

/** Reads the layout from the beginning of a text; null if it holds nothing at all. */
export function readLayout(text: string, isWhole: boolean, options: Options): Layout | null {
  const { limits, defaultCountry, mapping } = options;
  const named = readSeparatorLine(text);
  const skip = named?.length ?? 0;
  const firstLine = named ? 2 : 1;
  const body = text.slice(skip);
  const separator = mapping?.separator ?? named?.separator ?? guessSeparator(body, isWhole);

  const reader = createCsvReader({ separator, firstLine, ...readerLimits(limits) });
  const complete = reader.write(body);
  // A record that is longer than the sample: what there is of it must do.
  if (isWhole || complete.length === 0) complete.push(...reader.end());
  const records = complete.filter((record) => !isBlank(record));
  const first = records[0];
  if (!first) return null;

  const cells = withoutTrailingBlanks(first.cells, records);
  checkHeader(cells, limits);
  const hasHeader = mapping?.hasHeader ?? isHeader(cells, looksLikePhone);
  const rows = hasHeader ? records.slice(1) : records;
  const width = hasHeader ? cells.length : Math.max(cells.length, ...rows.map((row) => row.cells.length));
  const headers = Array.from({ length: width }, (_, index) => cells[index] ?? "");
  const sample = rows.slice(0, guessedRows).map((row) => row.cells);
  const columns = guessColumns(headers, hasHeader, sample, defaultCountry);
  const guessed = columns.map(({ role, variable }) => ({ role, variable }));
  return {
    ...{ separator, skip, firstLine, hasHeader, columns, rows },
    mapping: mapping ?? { hasHeader, separator, columns: guessed },
  };
}

/** The reader's share of the limits; one column more than allowed is kept, so that it can be told. */
export function readerLimits({ columns, cellCharacters, columnNameCharacters }: ImportLimits) {
  return { maxColumns: columns + 1, maxCellCharacters: Math.max(cellCharacters, columnNameCharacters) };
}

/** Spreadsheets end every line with separators where a column once was. */
function withoutTrailingBlanks(header: string[], records: CsvRecord[]): string[] {
  const used = records.slice(0, guessedRows).map(({ cells }) => cells.findLastIndex((cell) => cell !== ""));
  return header.slice(0, Math.max(...used) + 1);
}

import { checkMapping, type ImportMapping, refuseWithoutPhone } from "./column-mapping.ts";
import { type CsvRecord, createCsvReader, isBlank } from "./create-csv-reader.ts";
import { createReadRow, type ImportRow, type RefusedRow } from "./create-read-row.ts";
import { createTextDecoder, type Encoding } from "./create-text-decoder.ts";
import { createIdentitySet } from "./identity-set.ts";
import {
  checkFileSize,
  checkRowCount,
  defaultLimits,
  type ImportLimits,
  refuseFile,
} from "./import-limits.ts";
import { readerLimits, readLayout, sampleCharacters } from "./read-layout.ts";
import type { PhoneNote } from "./read-phone.ts";
import type { RefusalCode } from "./refusal-words.ts";

/** Counts up to the end of a batch; `rows` is always ready + refused + duplicates. */
export type ImportTotals = {
  bytes: number;
  rows: number;
  ready: number;
  refused: number;
  duplicates: number;
  refusals: Partial<Record<RefusalCode, number>>;
  notes: Partial<Record<PhoneNote, number>>;
};

/** Some rows of the file, in its order; the last batch's totals are the file's. */
export type ImportBatch = {
  rows: ImportRow[];
  /** Ready rows that a person may want to look at, by their line. */
  flagged: { line: number; notes: PhoneNote[] }[];
  refused: RefusedRow[];
  totals: ImportTotals;
  headers: string[];
  mapping: ImportMapping;
  encoding: Encoding;
};

export type ImportOptions = {
  mapping?: ImportMapping | undefined;
  defaultCountry?: string | undefined;
  limits?: Partial<ImportLimits> | undefined;
  batchRows?: number | undefined;
};

const sliceBytes = 65_536;

/**
 * Reads a contact list as it arrives, in bounded memory and no faster than its batches are taken. Throws `contacts.*`
 * where the whole file is at fault, perhaps after some batches: whoever stores them keeps them apart until the end.
 */
export function createContactImport(options: ImportOptions = {}) {
  const limits = { ...defaultLimits, ...options.limits };
  const { mapping: given, defaultCountry, batchRows = 1_000 } = options;

  async function* read(source: AsyncIterable<Uint8Array>): AsyncGenerator<ImportBatch, void, void> {
    const decoder = createTextDecoder();
    const totals = { bytes: 0, rows: 0, ready: 0, refused: 0, duplicates: 0, refusals: {}, notes: {} };
    let sample = "";
    let table: Table | null = null;

    const open = (isWhole: boolean): Table => {
      const start = sample.slice(0, sampleCharacters);
      const isAll = isWhole && start.length === sample.length;
      const layout = readLayout(start, isAll, { limits, defaultCountry, mapping: given });
      if (!layout) refuseFile("empty", "O arquivo está vazio.", "The file is empty.");
      const { mapping, columns, separator, firstLine, hasHeader, skip } = layout;
      if (given) checkMapping(given, columns.length);
      if (!mapping.columns.some(({ role }) => role === "phone")) refuseWithoutPhone();
      const headers = columns.map(({ header }) => header);
      const reader = createCsvReader({ separator, firstLine, ...readerLimits(limits) });
      const rest = sample.slice(skip);
      sample = "";
      const readRow = createReadRow({ mapping, headers, limits, seen: createIdentitySet(), defaultCountry });
      const about = () => ({ headers, mapping, encoding: decoder.encoding() });
      return createTable({ reader, readRow, totals, limits, batchRows, about, hasHeader, rest });
    };
    function* accept(text: string, isEnd: boolean): Generator<ImportBatch> {
      if (table) return yield* table.accept(text, isEnd);
      sample += text;
      if (sample.length <= sampleCharacters && !isEnd) return;
      table = open(isEnd);
      yield* table.accept("", isEnd);
    }

    for await (const chunk of source) {
      for (let at = 0; at < chunk.length; at += sliceBytes) {
        const bytes = chunk.subarray(at, at + sliceBytes);
        totals.bytes += bytes.length;
        checkFileSize(totals.bytes, limits);
        yield* accept(decoder.write(bytes), false);
      }
    }
    yield* accept(decoder.end(), true);
  }

  return { read };
}

type Table = ReturnType<typeof createTable>;
type TableParts = {
  reader: ReturnType<typeof createCsvReader>;
  readRow: ReturnType<typeof createReadRow>;
  totals: ImportTotals;
  limits: ImportLimits;
  batchRows: number;
  about: () => Pick<ImportBatch, "headers" | "mapping" | "encoding">;
  hasHeader: boolean;
  rest: string;
};

/** The part of an import that begins once the layout is known. */
function createTable({ reader, readRow, totals, limits, batchRows, about, hasHeader, rest }: TableParts) {
  let headerIsDue = hasHeader;
  let held = rest;
  let batch = emptyBatch();

  function emptyBatch(): ImportBatch {
    return { rows: [], flagged: [], refused: [], totals, ...about() };
  }
  function hand(): ImportBatch {
    const full = { ...batch, ...about(), totals: structuredClone(totals) };
    batch = emptyBatch();
    return full;
  }
  function add(record: CsvRecord): void {
    checkRowCount(++totals.rows, limits);
    const outcome = readRow(record);
    if (outcome.kind === "ready") {
      totals.ready++;
      batch.rows.push(outcome.row);
      if (outcome.notes.length > 0) batch.flagged.push({ line: outcome.line, notes: outcome.notes });
      for (const note of outcome.notes) totals.notes[note] = (totals.notes[note] ?? 0) + 1;
      return;
    }
    const { kind: _, ...refused } = outcome;
    batch.refused.push(refused);
    if (refused.code === "duplicate") totals.duplicates++;
    else totals.refused++;
    totals.refusals[refused.code] = (totals.refusals[refused.code] ?? 0) + 1;
  }

  function* accept(text: string, isEnd: boolean): Generator<ImportBatch> {
    const pending = held + text;
    held = "";
    const records = reader.write(pending);
    if (isEnd) records.push(...reader.end());
    for (const record of records) {
      if (isBlank(record)) continue;
      if (headerIsDue) headerIsDue = false;
      else add(record);
      if (batch.rows.length + batch.refused.length >= batchRows) yield hand();
    }
    if (isEnd) yield hand();
  }

  return { accept };
}

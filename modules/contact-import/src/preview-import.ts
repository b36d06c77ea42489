import { checkMapping, type ImportMapping } from "./column-mapping.ts";
import { createReadRow, type RowOutcome } from "./create-read-row.ts";
import { createTextDecoder, type Encoding } from "./create-text-decoder.ts";
import type { GuessedColumn } from "./guess-columns.ts";
import { createIdentitySet } from "./identity-set.ts";
import { defaultLimits, type ImportLimits, refuseFile } from "./import-limits.ts";
import { findPreviewProblems, type PreviewProblem } from "./preview-problems.ts";
import { readLayout, sampleCharacters } from "./read-layout.ts";

/** One row as it was read; no outcome while no column is known to be the phone. */
export type PreviewRow = { line: number; cells: string[]; outcome: RowOutcome | null };

/** What a file seems to be, before anything is imported. `mapping` goes back to the import, corrected or not. */
export type ImportPreview = {
  encoding: Encoding;
  separator: string;
  hasHeader: boolean;
  columns: GuessedColumn[];
  mapping: ImportMapping;
  canImport: boolean;
  rows: PreviewRow[];
  problems: PreviewProblem[];
};

export type PreviewOptions = {
  /** Whether the bytes are all of the file, so that its last line counts. */
  isWhole?: boolean | undefined;
  mapping?: ImportMapping | undefined;
  defaultCountry?: string | undefined;
  limits?: Partial<ImportLimits> | undefined;
};

const shownRows = 20;

/** Enough bytes for the preview to guess as the import will, whatever the encoding. */
export const previewBytes = 4 * sampleCharacters;

/**
 * Shows what the import would make of the beginning of a file. Throws `contacts.*` where the import would refuse the
 * whole file, but for a missing phone column, which a person can point out.
 */
export function previewImport(firstBytes: Uint8Array, options: PreviewOptions = {}): ImportPreview {
  const { isWhole = false, mapping: given, defaultCountry } = options;
  const limits = { ...defaultLimits, ...options.limits };
  const decoder = createTextDecoder();
  const text = decoder.write(isWhole ? firstBytes : withoutHalfCharacter(firstBytes)) + decoder.end();
  const sample = text.slice(0, sampleCharacters);
  const isAll = isWhole && sample.length === text.length;
  const layout = readLayout(sample, isAll, { limits, defaultCountry, mapping: given });
  if (!layout) refuseFile("empty", "O arquivo está vazio.", "The file is empty.");
  const { mapping, separator, hasHeader } = layout;
  if (given) checkMapping(given, layout.columns.length);

  const columns = layout.columns.map((column, index) => ({ ...column, ...given?.columns[index] }));
  const canImport = mapping.columns.some(({ role }) => role === "phone");
  const headers = columns.map(({ header }) => header);
  const readRow = createReadRow({ mapping, headers, limits, seen: createIdentitySet(), defaultCountry });
  const rows = layout.rows.map((record) => ({
    line: record.line,
    cells: record.cells,
    outcome: canImport ? readRow(record) : null,
  }));
  return {
    ...{ encoding: decoder.encoding(), separator, hasHeader, columns, mapping, canImport },
    rows: rows.slice(0, shownRows),
    problems: findPreviewProblems({ columns, hasHeader, canImport, rows }),
  };
}

/** A cut may go through a character, which must not make the file look broken. */
function withoutHalfCharacter(bytes: Uint8Array): Uint8Array {
  let end = bytes.length;
  while (end > 0 && bytes.length - end < 3 && (bytes[end - 1] ?? 0) >= 0x80) end--;
  return bytes.subarray(0, end);
}

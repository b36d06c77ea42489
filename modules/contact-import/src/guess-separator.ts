import { createCsvReader, isBlank } from "./create-csv-reader.ts";

/** The separators that are recognised. */
export const separators = [";", "\t", ",", "|"] as const;

const sampleRows = 200;

/** The first line by which Excel names its own separator, `sep=;`. */
export function readSeparatorLine(text: string): { separator: string; length: number } | null {
  const found = /^"?sep=([^\r\n])"?(?:\r\n|\n|\r|$)/i.exec(text);
  return found?.[1] ? { separator: found[1], length: found[0].length } : null;
}

/** The separator under which the sample is most of a table: as many cells in each row as in the first. */
export function guessSeparator(sample: string, isWhole: boolean): string {
  let best = { separator: ";", score: 0 };
  for (const separator of separators) {
    const score = tableScore(countCells(sample, separator, isWhole));
    if (score > best.score) best = { separator, score };
  }
  return best.separator;
}

function countCells(sample: string, separator: string, isWhole: boolean): number[] {
  const reader = createCsvReader({ separator, firstLine: 1, maxColumns: 1_000, maxCellCharacters: 100 });
  const records = reader.write(sample);
  if (isWhole || records.length === 0) records.push(...readRest(reader));
  return records
    .filter((record) => !isBlank(record))
    .slice(0, sampleRows)
    .map(({ cells }) => cells.length);
}

/** Under the wrong separator a quote may well never end. */
function readRest(reader: ReturnType<typeof createCsvReader>) {
  try {
    return reader.end();
  } catch {
    return [];
  }
}

function tableScore([first = 0, ...others]: number[]): number {
  if (first < 2) return 0;
  const alike = others.map((count) => Math.min(count, first) / Math.max(count, first));
  const mean = alike.length === 0 ? 1 : alike.reduce((sum, one) => sum + one, 0) / alike.length;
  return mean + Math.min(first, 50) / 1_000; // between equals, the one with more columns
}

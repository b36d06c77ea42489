import { isReportColumn, nameAlias, phoneAlias } from "./column-aliases.ts";
import type { ColumnRole } from "./column-mapping.ts";
import { nameVariables } from "./name-variables.ts";
import { readPhone } from "./read-phone.ts";

/** What a column seems to be, how surely (0 to 1), and some of its values. */
export type GuessedColumn = {
  header: string;
  samples: string[];
  role: ColumnRole;
  variable: string;
  confidence: number;
};

const mostly = 0.6;
const shownSamples = 5;
const letters = /^[\p{L}\p{M}][\p{L}\p{M}\s.'’-]*$/u;

type Evidence = { header: string; values: string[]; phones: number; names: number };

/** Guesses the role of each column by its header and by what is in it. A header alone wins over contents alone. */
export function guessColumns(
  headers: string[],
  hasHeader: boolean,
  rows: string[][],
  defaultCountry?: string,
): GuessedColumn[] {
  const evidence = headers.map((header, index): Evidence => {
    const values = rows.map((row) => row[index] ?? "").filter((value) => value !== "");
    const share = (test: (value: string) => boolean) =>
      values.length === 0 ? 0 : values.filter(test).length / values.length;
    return {
      header: hasHeader ? header : "",
      values,
      phones: share((value) => "phone" in readPhone(value, defaultCountry)),
      names: share((value) => letters.test(value)),
    };
  });
  const phone = best(evidence.map(phoneConfidence));
  const name = best(evidence.map((one, index) => (index === phone.index ? 0 : nameConfidence(one))));
  const variables = nameVariables(
    headers.map((header, index) => (hasHeader && index !== phone.index ? header : "")),
  );
  return evidence.map(({ header, values }, index) => {
    const isIgnored = isReportColumn(header) || (values.length === 0 && rows.length > 0);
    const [role, confidence]: [ColumnRole, number] =
      index === phone.index
        ? ["phone", phone.confidence]
        : index === name.index
          ? ["name", name.confidence]
          : isIgnored
            ? ["ignore", 0.9]
            : ["variable", header === "" ? 0.5 : 0.9];
    const samples = [...new Set(values)].slice(0, shownSamples);
    return { header, samples, role, variable: variables[index] ?? "", confidence: round(confidence) };
  });
}

/** Whether the first row names the columns: it says so by a name we know, or it holds nobody's number. */
export function isHeader(cells: string[], looksLikePhone: (cell: string) => boolean): boolean {
  if (cells.some((cell) => phoneAlias(cell) > 0 || nameAlias(cell) > 0)) return true;
  return !cells.some(looksLikePhone);
}

function phoneConfidence({ header, phones }: Evidence): number {
  const alias = phoneAlias(header);
  if (alias > 0) return 0.6 * alias + 0.4 * phones;
  return phones >= mostly ? 0.5 * phones : 0;
}

function nameConfidence({ header, names }: Evidence): number {
  const alias = nameAlias(header);
  if (alias > 0) return 0.5 + 0.5 * alias;
  return header === "" && names >= mostly ? 0.5 * names : 0;
}

function best(confidences: number[]): { index: number; confidence: number } {
  const confidence = Math.max(0, ...confidences);
  return { index: confidence > 0 ? confidences.indexOf(confidence) : -1, confidence };
}

function round(confidence: number): number {
  return Math.round(confidence * 100) / 100;
}

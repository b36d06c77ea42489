import type { ImportMapping } from "./column-mapping.ts";
import type { CsvRecord } from "./create-csv-reader.ts";
import type { IdentitySet } from "./identity-set.ts";
import type { ImportLimits } from "./import-limits.ts";
import { type PhoneNote, readPhone } from "./read-phone.ts";
import type { RefusalCode } from "./refusal-words.ts";

/** A contact to import: the phone canonical, the variables as text, none of them blank. */
export type ImportRow = { phone: string; name?: string; variables: Record<string, string> };

/** A row that is not imported, as it was written. A duplicate carries the contact that it would have been. */
export type RefusedRow = {
  line: number;
  cells: string[];
  code: RefusalCode;
  firstLine?: number;
  column?: string;
  contact?: ImportRow;
};

/** What becomes of a row. */
export type RowOutcome =
  | { kind: "ready"; line: number; row: ImportRow; notes: PhoneNote[] }
  | ({ kind: "refused" } & RefusedRow);

type Options = {
  mapping: ImportMapping;
  headers: string[];
  limits: ImportLimits;
  seen: IdentitySet;
  defaultCountry?: string | undefined;
};

const unreadable = /[\0\uFFFD]/;
const defused = /^'(?=[=+\-@\t])/;

/** Decides row by row. Each number is ready once; after that it is a duplicate, in whatever spelling. */
export function createReadRow({ mapping, headers, limits, seen, defaultCountry }: Options) {
  const phoneAt = mapping.columns.findIndex(({ role }) => role === "phone");
  const used = mapping.columns.flatMap(({ role, variable }, index) =>
    role === "name" || role === "variable" ? [{ role, variable, index }] : [],
  );
  const nameOf = (index: number) => headers[index] || String(index + 1);

  return function readRow({ line, cells, dropped }: CsvRecord): RowOutcome {
    const refuse = (code: RefusalCode, facts: Partial<RefusedRow> = {}): RowOutcome => ({
      ...{ kind: "refused", line, cells, code },
      ...facts,
    });
    if (dropped > 0 || cells.slice(mapping.columns.length).some((cell) => cell !== ""))
      return refuse("too-many-cells");
    const read = readPhone(cells[phoneAt] ?? "", defaultCountry);
    if ("fault" in read) return refuse(read.fault);

    const row: ImportRow = { phone: read.phone, variables: {} };
    for (const { role, variable, index } of used) {
      const value = (cells[index] ?? "").replace(defused, "");
      if (value === "") continue;
      if (value.length > limits.cellCharacters) return refuse("cell-too-long", { column: nameOf(index) });
      if (unreadable.test(value)) return refuse("broken-text", { column: nameOf(index) });
      row.variables[variable] = value;
      if (role === "name") row.name = value;
    }
    const firstLine = seen.firstLineOf(read.phone, line);
    if (firstLine !== null) return refuse("duplicate", { firstLine, contact: row });
    return { kind: "ready", line, row, notes: read.notes };
  };
}

import type { RowOutcome } from "./create-read-row.ts";
import type { GuessedColumn } from "./guess-columns.ts";
import { variableName } from "./name-variables.ts";
import { describeRefusal, type RefusalCode } from "./refusal-words.ts";
import type { Words } from "./words.ts";

/** Something to look at before importing; an `error` means that it cannot be imported so. */
export type PreviewProblem = Words & { code: string; severity: "error" | "warning"; rows?: number };

type Facts = {
  columns: GuessedColumn[];
  hasHeader: boolean;
  canImport: boolean;
  rows: { cells: string[]; outcome: RowOutcome | null }[];
};

const doubtful = 0.5;
/** UTF-8 that was once read as Latin-1: `João`. */
const doubleEncoded = /Ã[\u0080-\u00bf\u0152-\u2122]|Â[\u00a0-\u00bf]/;

/** What a person should know about a file, the worst first, each in one sentence. */
export function findPreviewProblems({ columns, hasHeader, canImport, rows }: Facts): PreviewProblem[] {
  const problems: PreviewProblem[] = [];
  const add = (severity: "error" | "warning", code: string, pt: string, en: string, count?: number) =>
    problems.push({ code, severity, pt, en, ...(count !== undefined && { rows: count }) });

  const phone = columns.find(({ role }) => role === "phone");
  if (!canImport)
    add("error", "no-phone-column", "Indique a coluna dos telefones.", "Point out the column of phones.");
  if (rows.length === 0)
    add("error", "no-rows", "O arquivo não tem nenhum contato.", "The file has no contact.");
  if (!hasHeader)
    add(
      "warning",
      "no-header",
      "A primeira linha parece ser um contato, não o cabeçalho; dê nome às colunas que a mensagem usa.",
      "The first line seems to be a contact, not the header; name the columns that the message uses.",
    );
  if (phone && phone.confidence < doubtful)
    add(
      "warning",
      "doubtful-phone-column",
      `Não é certo que a coluna "${phone.header}" tenha os telefones; confira.`,
      `It is not sure that the column "${phone.header}" holds the phones; check it.`,
    );
  const renamed = columns.filter(
    ({ role, header, variable }) =>
      (role === "variable" || role === "name") && header !== "" && variable !== variableName(header),
  );
  for (const { header, variable } of renamed)
    add(
      "warning",
      "renamed-column",
      `Já há uma variável com o nome da coluna "${header}": nesta use {{${variable}}}.`,
      `There already is a variable named like the column "${header}": for this one use {{${variable}}}.`,
    );
  const garbled = rows.filter(({ cells }) => cells.some((cell) => doubleEncoded.test(cell))).length;
  if (garbled > 0)
    add(
      "warning",
      "double-encoded",
      `${garbled} linhas têm acentos trocados (JoÃ£o em vez de João): exporte o arquivo de novo da origem, em UTF-8.`,
      `${garbled} rows have garbled accents (JoÃ£o instead of João): export the file from its source again, in UTF-8.`,
      garbled,
    );
  for (const [code, count] of countRefusals(rows)) {
    const { pt, en } = code === "duplicate" ? repeatedNumber : describeRefusal({ code });
    add("warning", code, `${count} de ${rows.length}: ${pt}`, `${count} of ${rows.length}: ${en}`, count);
  }
  return problems;
}

const repeatedNumber: Words = { pt: "Número repetido no arquivo.", en: "The number is in the file twice." };

function countRefusals(rows: Facts["rows"]): [RefusalCode, number][] {
  const counts = new Map<RefusalCode, number>();
  for (const { outcome } of rows)
    if (outcome?.kind === "refused") counts.set(outcome.code, (counts.get(outcome.code) ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a);
}

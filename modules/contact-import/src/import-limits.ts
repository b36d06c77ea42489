import { AppError } from "@nova/error-handler";

/** What a file may hold. The first four end the import; a cell that is too long costs its row only. */
export type ImportLimits = {
  fileBytes: number;
  rows: number;
  columns: number;
  columnNameCharacters: number;
  cellCharacters: number;
};

/** Wide enough for any list that a person has, narrow enough that no file fills the memory. */
export const defaultLimits: ImportLimits = {
  fileBytes: 200 * 2 ** 20,
  rows: 1_000_000,
  columns: 100,
  columnNameCharacters: 100,
  cellCharacters: 2_000,
};

/** The refusal of a whole file, in words that say what to change in it. */
export function refuseFile(
  code: string,
  pt: string,
  en: string,
  context: Record<string, number> = {},
): never {
  throw new AppError(`contacts.${code}`, `${pt}\n${en}`, { retry: "never", context });
}

/** Throws `contacts.too_many_columns` or `contacts.column_name_too_long`. */
export function checkHeader(cells: string[], { columns, columnNameCharacters }: ImportLimits): void {
  if (cells.length > columns)
    refuseFile(
      "too_many_columns",
      `O arquivo tem mais de ${columns} colunas. Apague as que a mensagem não usa.`,
      `The file has over ${columns} columns. Delete those that the message does not use.`,
      { limit: columns },
    );
  const long = cells.findIndex((name) => name.length > columnNameCharacters);
  if (long >= 0)
    refuseFile(
      "column_name_too_long",
      `O nome da coluna ${long + 1} tem mais de ${columnNameCharacters} caracteres. A primeira linha é mesmo o cabeçalho? Encurte o nome.`,
      `The name of column ${long + 1} has over ${columnNameCharacters} characters. Is the first line the header? Shorten the name.`,
      { limit: columnNameCharacters, column: long + 1 },
    );
}

/** Throws `contacts.file_too_large`. */
export function checkFileSize(bytes: number, { fileBytes }: ImportLimits): void {
  if (bytes <= fileBytes) return;
  const megabytes = Math.round((fileBytes / 2 ** 20) * 10) / 10;
  refuseFile(
    "file_too_large",
    `O arquivo passa de ${megabytes} MB. Divida a lista em arquivos menores.`,
    `The file is over ${megabytes} MB. Split the list into smaller files.`,
    { limit: fileBytes },
  );
}

/** Throws `contacts.too_many_rows`. */
export function checkRowCount(count: number, { rows }: ImportLimits): void {
  if (count <= rows) return;
  refuseFile(
    "too_many_rows",
    `O arquivo tem mais de ${rows} contatos. Divida a lista em arquivos menores.`,
    `The file has over ${rows} contacts. Split the list into smaller files.`,
    { limit: rows },
  );
}

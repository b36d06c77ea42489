import * as z from "zod";
import { refuseFile } from "./import-limits.ts";

/** What a column of the file is used for. */
export const columnRoles = ["phone", "name", "variable", "ignore"] as const;
export type ColumnRole = (typeof columnRoles)[number];

const columnSchema = z.object({
  role: z.enum(columnRoles),
  variable: z.string().regex(/^[\p{L}\p{N}_][\p{L}\p{N}_.-]{0,99}$/u),
});

/**
 * What each column is, in the file's order, as a preview proposes it and a person corrects it. The `name` column fills
 * `{{name}}` and its own variable.
 */
export const importMappingSchema = z
  .object({
    hasHeader: z.boolean(),
    separator: z.string().length(1).optional(),
    columns: z.array(columnSchema).min(1),
  })
  .superRefine(({ columns }, context) => {
    const count = (role: ColumnRole) => columns.filter((column) => column.role === role).length;
    if (count("phone") !== 1)
      context.addIssue({ code: "custom", message: "exactly one column must be the phone" });
    if (count("name") > 1)
      context.addIssue({ code: "custom", message: "at most one column may be the name" });
    const used = columns.filter(({ role }) => role === "name" || role === "variable");
    if (new Set(used.map(({ variable }) => variable)).size < used.length)
      context.addIssue({ code: "custom", message: "two columns have the same variable" });
    if (count("name") > 0 && used.some(({ role, variable }) => role === "variable" && variable === "name"))
      context.addIssue({ code: "custom", message: "{{name}} belongs to the column of names" });
  });

export type ImportMapping = z.infer<typeof importMappingSchema>;

/** Throws `contacts.mapping_mismatch` when the mapping was made for a file with other columns. */
export function checkMapping({ columns }: ImportMapping, fileColumns: number): void {
  if (columns.length === fileColumns) return;
  refuseFile(
    "mapping_mismatch",
    `O arquivo tem ${fileColumns} colunas, e o mapeamento foi feito para ${columns.length}. Abra a prévia de novo.`,
    `The file has ${fileColumns} columns and the mapping was made for ${columns.length}. Open the preview again.`,
    { columns: fileColumns, mapped: columns.length },
  );
}

/** Throws `contacts.no_phone_column`. */
export function refuseWithoutPhone(): never {
  refuseFile(
    "no_phone_column",
    'Nenhuma coluna parece ter telefones. Dê a uma delas o nome "telefone" ou indique-a no mapeamento.',
    'No column seems to hold phones. Name one of them "phone" or point it out in the mapping.',
  );
}

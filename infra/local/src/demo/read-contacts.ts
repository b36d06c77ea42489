import { readFile } from "node:fs/promises";
import { AppError } from "@nova/error-handler";
import type { ContactRow } from "@nova/supabase-client";
import { canonicalPhone } from "@nova/whatsapp";
import { parse } from "csv-parse/sync";
import * as z from "zod";

export type Contacts = { rows: ContactRow[]; refused: { line: number; reason: string }[]; repeated: number };

const phoneColumns = ["phone", "telefone", "celular", "whatsapp", "fone", "numero", "número", "tel"];
const nameColumns = ["name", "nome", "nome completo"];
const rowsSchema = z.array(
  z.object({ record: z.record(z.string(), z.string()), info: z.object({ lines: z.int() }) }),
);

/**
 * Reads contacts from CSV: commas, semicolons or tabs, UTF-8 or Latin-1 as Excel writes it, with a header that names a
 * phone column. Every other column becomes a variable. Throws `contacts.*`, saying what to change in the file.
 */
export async function readContacts(file: string): Promise<Contacts> {
  const bytes = await readFile(file).catch((cause: unknown) => {
    throw new AppError(
      "contacts.unreadable",
      `Não consegui ler ${file}. Confira o caminho.\nCannot read ${file}. Check the path.`,
      { retry: "never", cause },
    );
  });
  return parseContacts(bytes);
}

/** The same for bytes that are at hand. Pure. */
export function parseContacts(bytes: Buffer): Contacts {
  const text = decode(bytes);
  const header = text.split(/\r?\n/, 1)[0] ?? "";
  const delimiter = [";", "\t", ","].find((mark) => header.includes(mark)) ?? ",";
  let parsed: z.infer<typeof rowsSchema>;
  try {
    parsed = rowsSchema.parse(
      parse(text, {
        bom: true,
        delimiter,
        info: true,
        trim: true,
        skip_empty_lines: true,
        relax_column_count: true,
        columns: (names: string[]) => names.map((name) => name.trim().toLowerCase()),
      }),
    );
  } catch (cause) {
    throw new AppError(
      "contacts.malformed",
      `O CSV está malformado: ${String(cause)}\nThe CSV is malformed.`,
      { retry: "never", cause },
    );
  }
  const [first] = parsed;
  const phoneColumn = phoneColumns.find((name) => first !== undefined && name in first.record);
  if (!phoneColumn) {
    throw new AppError(
      "contacts.no_phone_column",
      `O CSV precisa de um cabeçalho com a coluna "telefone" (ou phone, celular, whatsapp) e ao menos uma linha.\nThe CSV needs a header with a "phone" column and at least one row.`,
      { retry: "never" },
    );
  }
  const nameColumn = nameColumns.find((name) => first !== undefined && name in first.record);

  const rows = new Map<string, ContactRow>();
  const contacts: Contacts = { rows: [], refused: [], repeated: 0 };
  for (const { record, info } of parsed) {
    const phone = canonicalPhone(record[phoneColumn] ?? "");
    if (!phone) {
      contacts.refused.push({ line: info.lines, reason: "telefone inválido" });
      continue;
    }
    if (rows.has(phone)) contacts.repeated++;
    const { [phoneColumn]: _, ...variables } = record;
    const name = nameColumn === undefined ? undefined : record[nameColumn];
    rows.set(phone, { phone, ...(name && { name }), variables });
  }
  contacts.rows = [...rows.values()];
  return contacts;
}

function decode(bytes: Buffer): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("windows-1252").decode(bytes);
  }
}

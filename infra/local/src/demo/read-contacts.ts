import { createReadStream } from "node:fs";
import { createContactImport, describeRefusal, type RefusedRow } from "@nova/contact-import";
import { AppError } from "@nova/error-handler";
import type { ContactRow } from "@nova/supabase-client";

export type Contacts = { rows: ContactRow[]; refused: { line: number; reason: string }[]; repeated: number };

/**
 * Reads contacts from CSV as spreadsheets write it, with a header that names a phone column. Every other column becomes
 * a variable. Throws `contacts.*`, saying what to change in the file.
 */
export async function readContacts(file: string): Promise<Contacts> {
  try {
    return await parseContacts(createReadStream(file));
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    throw new AppError(
      "contacts.unreadable",
      `Não consegui ler ${file}. Confira o caminho.\nCannot read ${file}. Check the path.`,
      { retry: "never", cause },
    );
  }
}

/** The same for bytes that come from anywhere. Of the rows of one number the last one counts. */
export async function parseContacts(source: AsyncIterable<Uint8Array>): Promise<Contacts> {
  const rows = new Map<string, ContactRow>();
  const refused: Contacts["refused"] = [];
  let repeated = 0;
  let count = 0;
  try {
    for await (const batch of createContactImport().read(source)) {
      if (!batch.mapping.hasHeader) throw withoutPhoneColumn();
      for (const row of batch.rows) rows.set(row.phone, row);
      for (const row of batch.refused) {
        if (row.contact) rows.set(row.contact.phone, row.contact);
        else refused.push({ line: row.line, reason: reasonOf(row) });
      }
      repeated = batch.totals.duplicates;
      count = batch.totals.rows;
    }
  } catch (thrown) {
    const saysNothing = ["contacts.no_phone_column", "contacts.empty"];
    throw thrown instanceof AppError && saysNothing.includes(thrown.code)
      ? withoutPhoneColumn(thrown)
      : thrown;
  }
  if (count === 0) throw withoutPhoneColumn();
  return { rows: [...rows.values()], refused, repeated };
}

function reasonOf(row: RefusedRow): string {
  return row.code.startsWith("phone-") ? "telefone inválido" : describeRefusal(row).pt;
}

function withoutPhoneColumn(cause?: AppError): AppError {
  return new AppError(
    "contacts.no_phone_column",
    `O CSV precisa de um cabeçalho com a coluna "telefone" (ou phone, celular, whatsapp) e ao menos uma linha.\nThe CSV needs a header with a "phone" column and at least one row.`,
    { retry: "never", cause },
  );
}

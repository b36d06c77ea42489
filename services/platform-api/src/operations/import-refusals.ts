import { createRefusalReport, describeRefusal, isRefusalCode, type RefusedRow } from "@nova/contact-import";
import { type PageRequest, storedRefusalSchema } from "@nova/supabase-client";
import * as z from "zod";

/** A refused row with its reason in words. */
export const refusalSchema = storedRefusalSchema.extend({
  reason: z.object({ pt: z.string(), en: z.string() }),
});
type Stored = z.infer<typeof storedRefusalSchema>;
type Page = { headers: string[]; items: Stored[]; next: string | null };

/** A refused row as people see it. */
export function showRefusal(stored: Stored): z.infer<typeof refusalSchema> {
  const row = toRefusedRow(stored);
  return { ...stored, reason: row ? describeRefusal(row) : { pt: stored.code, en: stored.code } };
}

/** The lines of a report, page by page, so that no file fills the memory. */
export async function* readRefusalLines(
  read: (page: PageRequest) => Promise<Page>,
): AsyncGenerator<string, void, void> {
  let after: string | undefined;
  let report: ReturnType<typeof createRefusalReport> | undefined;
  do {
    const { headers, items, next } = await read({ limit: 1_000, after });
    if (report === undefined) {
      report = createRefusalReport(headers);
      yield report.header();
    }
    yield report.lines(items.flatMap((stored) => toRefusedRow(stored) ?? []));
    after = next ?? undefined;
  } while (after !== undefined);
}

function toRefusedRow({ code, firstLine, column, ...row }: Stored): RefusedRow | undefined {
  if (!isRefusalCode(code)) return undefined;
  return {
    ...row,
    code,
    ...(firstLine !== undefined && { firstLine }),
    ...(column !== undefined && { column }),
  };
}

import { columnRoles, describeRefusal, type ImportPreview, importMappingSchema } from "@nova/contact-import";
import * as z from "zod";

const words = { pt: z.string(), en: z.string() };
const row = z.object({
  phone: z.string(),
  name: z.string().optional(),
  variables: z.record(z.string(), z.string()),
});
const outcome = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("ready"), line: z.int(), row, notes: z.array(z.string()) }),
  z.object({
    kind: z.literal("refused"),
    line: z.int(),
    code: z.string(),
    reason: z.object(words),
    firstLine: z.int().optional(),
    column: z.string().optional(),
  }),
]);

/** What a file seems to be, as people see it before it is imported. */
export const previewSchema = z.object({
  encoding: z.enum(["utf-8", "utf-16le", "utf-16be", "windows-1252"]),
  separator: z.string(),
  hasHeader: z.boolean(),
  columns: z.array(
    z.object({
      header: z.string(),
      samples: z.array(z.string()),
      role: z.enum(columnRoles),
      variable: z.string(),
      confidence: z.number(),
    }),
  ),
  mapping: importMappingSchema.or(
    z.object({ hasHeader: z.boolean(), separator: z.string().optional(), columns: z.array(z.unknown()) }),
  ),
  canImport: z.boolean(),
  rows: z.array(z.object({ line: z.int(), cells: z.array(z.string()), outcome: outcome.nullable() })),
  problems: z.array(
    z.object({
      code: z.string(),
      severity: z.enum(["error", "warning"]),
      rows: z.int().optional(),
      ...words,
    }),
  ),
});

/** A preview with the reason of each refusal in words. */
export function showPreview({ rows, ...preview }: ImportPreview): z.input<typeof previewSchema> {
  return {
    ...preview,
    rows: rows.map(({ outcome, ...shown }) => ({
      ...shown,
      outcome: outcome?.kind === "refused" ? { ...outcome, reason: describeRefusal(outcome) } : outcome,
    })),
  };
}

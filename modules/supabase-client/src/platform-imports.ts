import * as z from "zod";
import type { CallFunction } from "./client.ts";
import { instantText, type PageRequest, pageOf } from "./platform.ts";

const count = z.int().nonnegative();
const counts = z.record(z.string(), count);

/** Why an import failed: a code, and words where the code alone does not say it. */
export const importProblemSchema = z.object({
  code: z.string(),
  detail: z.string().optional(),
  detailEn: z.string().optional(),
});
export type ImportProblem = z.infer<typeof importProblemSchema>;

export const importSchema = z.object({
  id: z.uuid(),
  status: z.enum(["waiting", "reading", "applying", "done", "failed", "cancelled"]),
  fileName: z.string(),
  /** None: a list that is made when the import is applied, or one that is gone. */
  listId: z.uuid().nullable(),
  listName: z.string().nullable(),
  bytes: count.nullable(),
  bytesRead: count,
  rows: count,
  ready: count,
  refused: count,
  duplicates: count,
  /** How many rows by reason. */
  refusals: counts,
  notes: counts,
  newContacts: count.nullable(),
  added: count.nullable(),
  alreadyListed: count.nullable(),
  /** Of those in the file: on the list, and never written to. */
  optedOut: count.nullable(),
  problem: importProblemSchema.nullable(),
  createdAt: instantText,
  finishedAt: instantText.nullable(),
});
export type StoredImport = z.infer<typeof importSchema>;

export const storedRefusalSchema = z.object({
  line: z.int(),
  code: z.string(),
  firstLine: z.int().optional(),
  column: z.string().optional(),
  cells: z.array(z.string()),
});
const startedSchema = z.object({
  import: importSchema,
  mapping: z.unknown(),
  country: z.string(),
  bytes: count.nullable(),
});

export type NewImport = {
  id: string;
  fileName: string;
  mapping: object;
  listId?: string | undefined;
  listName?: string | undefined;
  country?: string | undefined;
  bytes?: number | undefined;
};
/** Whoever reads a file: the person, the import, and the attempt that holds it. */
export type ImportAttempt = { actor: string; clientId: string; importId: string; attemptId: string };
export type StagedBatch = {
  /** How many rows of the file came before it: names the batch, so that it may be given again. */
  rowsBefore: number;
  rows: object[];
  refused: object[];
  progress: { bytesRead: number; totals: object; headers: string[] };
};

/** Imports on behalf of a person (`actor`). All calls of an attempt may be made again when their answer was lost. */
export function createPlatformImports(call: CallFunction) {
  const of = ({ actor, clientId, importId, attemptId }: ImportAttempt) => ({
    p_actor: actor,
    p_client_id: clientId,
    p_import_id: importId,
    p_attempt_id: attemptId,
  });
  return {
    /** Throws for whoever may not import. */
    assertImporter: (actor: string, clientId: string) =>
      call("assert_importer", { p_actor: actor, p_client_id: clientId }, z.null()),
    create: (actor: string, clientId: string, given: NewImport) =>
      call(
        "create_import",
        {
          p_actor: actor,
          p_client_id: clientId,
          p_id: given.id,
          p_file_name: given.fileName,
          p_mapping: given.mapping,
          p_list_id: given.listId ?? null,
          p_list_name: given.listName ?? null,
          p_country: given.country ?? null,
          p_bytes: given.bytes ?? null,
        },
        importSchema,
      ),
    list: (actor: string, clientId: string, { after, limit }: PageRequest) =>
      call(
        "list_imports",
        { p_actor: actor, p_client_id: clientId, p_after: after ?? null, p_limit: limit },
        pageOf(importSchema),
      ),
    read: async (actor: string, clientId: string, importId: string) => {
      const args = { p_actor: actor, p_client_id: clientId, p_import_id: importId };
      return (await call("list_imports", args, z.object({ items: z.tuple([importSchema]) }))).items[0];
    },
    listRefusals: (actor: string, clientId: string, importId: string, { after, limit }: PageRequest) =>
      call(
        "list_import_refusals",
        {
          p_actor: actor,
          p_client_id: clientId,
          p_import_id: importId,
          p_after: after ?? null,
          p_limit: limit,
        },
        pageOf(storedRefusalSchema).extend({ headers: z.array(z.string()) }),
      ),
    cancel: (actor: string, clientId: string, importId: string) =>
      call(
        "cancel_import",
        { p_actor: actor, p_client_id: clientId, p_import_id: importId },
        importSchema,
        { timeoutMs: 60_000 }, // waits for one that is being applied
      ),
    begin: (attempt: ImportAttempt, bytes: number | undefined) =>
      call("begin_import", { ...of(attempt), p_bytes: bytes ?? null }, startedSchema),
    stage: (attempt: ImportAttempt, { rowsBefore, rows, refused, progress }: StagedBatch) =>
      call(
        "stage_import_rows",
        {
          ...of(attempt),
          p_rows_before: rowsBefore,
          p_rows: rows,
          p_refused: refused,
          p_progress: progress,
        },
        z.null(),
      ),
    /** Prolongs the lease; at the end of the file for as long as applying may take. */
    noteProgress: (attempt: ImportAttempt, bytesRead: number, isRead = false) =>
      call("note_import_progress", { ...of(attempt), p_bytes_read: bytesRead, p_is_read: isRead }, z.null()),
    apply: (attempt: ImportAttempt) => call("apply_import", of(attempt), importSchema, { timeoutMs: 60_000 }),
    fail: (attempt: ImportAttempt, problem: ImportProblem) =>
      call("fail_import", { ...of(attempt), p_problem: problem }, importSchema),
  };
}

export type PlatformImports = ReturnType<typeof createPlatformImports>;

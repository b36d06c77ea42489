import { setTimeout as sleep } from "node:timers/promises";
import {
  createContactImport,
  type ImportBatch,
  type ImportTotals,
  importMappingSchema,
} from "@nova/contact-import";
import { AppError, attempt, toAppError } from "@nova/error-handler";
import type { ImportAttempt, PlatformImports, StoredImport } from "@nova/supabase-client";
import { toProblem } from "./problem.ts";
import { readWithBeat } from "./read-with-beat.ts";

type Options = {
  imports: Pick<PlatformImports, "begin" | "stage" | "noteProgress" | "apply" | "fail">;
  stream: AsyncIterable<Uint8Array>;
  attempt: ImportAttempt;
  limits: { fileBytes: number; rows: number };
  batchRows?: number;
  beatMs?: number;
};

/**
 * Reads an uploaded file into batches that nobody sees, and applies them all at its end. Whatever happens before leaves
 * contacts and lists as they were: the import then says why it failed, and can be sent again.
 */
export async function receiveImport(options: Options): Promise<StoredImport> {
  const { imports, attempt: mine } = options;
  try {
    const { mapping, country, bytes } = await insist(() => imports.begin(mine, undefined));
    const totals = await stageFile(options, importMappingSchema.parse(mapping), country);
    if (bytes !== null && bytes !== totals.bytes)
      throw new AppError("import.incomplete", `${totals.bytes} of ${bytes} bytes came`, { retry: "safe" });
    await insist(() => imports.noteProgress(mine, totals.bytes, true));
    return await insist(() => imports.apply(mine));
  } catch (thrown) {
    const { code, detail, detailEn } = toProblem(thrown);
    const problem = code.startsWith("contacts.") ? { code, detail, detailEn } : { code };
    // Where even this fails, the lease runs out, which says as much.
    await attempt(() => insist(() => imports.fail(mine, problem)));
    throw thrown;
  }
}

async function stageFile(
  { imports, attempt: mine, stream, limits, batchRows = 1_000, beatMs = 1_000 }: Options,
  mapping: ImportBatch["mapping"],
  defaultCountry: string,
): Promise<ImportTotals> {
  let bytes = 0;
  async function* counted(): AsyncGenerator<Uint8Array> {
    for await (const chunk of stream) {
      bytes += chunk.length;
      yield chunk;
    }
  }
  const beat = async () => void (await insist(() => imports.noteProgress(mine, bytes)));
  const source = readWithBeat(counted(), { beat, everyMs: beatMs });
  const reader = createContactImport({ mapping, defaultCountry, batchRows, limits });
  let totals: ImportTotals | undefined;
  let rowsBefore = 0;
  for await (const batch of reader.read(source)) {
    const staged = toStaged(batch, rowsBefore, bytes);
    await insist(() => imports.stage(mine, staged));
    totals = batch.totals;
    rowsBefore = totals.rows;
  }
  if (!totals) throw new AppError("import.incomplete", "nothing came", { retry: "safe" });
  return totals;
}

function toStaged({ rows, refused, totals, headers }: ImportBatch, rowsBefore: number, bytesRead: number) {
  const { bytes: _, ...counts } = totals;
  return {
    rowsBefore,
    rows,
    refused: refused.map(({ contact, cells, ...row }) => ({
      ...row,
      phone: contact?.phone,
      cells: cells.map(storable),
    })),
    progress: { bytesRead, totals: counts, headers: headers.map(storable) },
  };
}

/** Postgres takes no NUL in a text, and a report must show that something was there. */
function storable(text: string): string {
  return text.replaceAll("\0", "\uFFFD").toWellFormed();
}

const tries = 3;
const patienceMs = 250;

/** Asks again where asking twice is as good as once: what did not happen, and what may have. */
async function insist<T>(call: () => Promise<T>): Promise<T> {
  for (let tried = 1; ; tried++) {
    const result = await attempt(call);
    if (result.ok) return result.value;
    if (tried === tries || toAppError(result.error).retry === "never") throw result.error;
    await sleep(patienceMs * tried);
  }
}

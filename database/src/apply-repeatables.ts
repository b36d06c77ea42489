import type pg from "pg";
import { MigrationError } from "./migration-error.ts";
import type { SqlFile } from "./migration-files.ts";
import { runFile } from "./run-file.ts";

/** Undefined function, table or type: what one function needs may be made by a file that comes later. */
const missing = new Set(["42883", "42P01", "42704"]);

/** Applies functions and policies. Their order does not matter: one that needs another waits for it. */
export async function applyRepeatables(
  client: pg.Client,
  files: SqlFile[],
  log: (line: string) => void,
): Promise<void> {
  let waiting = files;
  while (waiting.length > 0) {
    const postponed: SqlFile[] = [];
    let firstFailure: MigrationError | undefined;
    for (const file of waiting) {
      try {
        await runFile(client, file, {
          text: `insert into app.schema_repeatables (name, checksum) values ($1, $2)
                 on conflict (name) do update set checksum = excluded.checksum, applied_at = now()`,
          values: [file.name, file.checksum],
        });
        log(`applied ${file.name}`);
      } catch (error) {
        if (!(error instanceof MigrationError) || !missing.has(error.sqlState ?? "")) throw error;
        firstFailure ??= error;
        postponed.push(file);
      }
    }
    if (firstFailure && postponed.length === waiting.length) throw firstFailure;
    waiting = postponed;
  }
}

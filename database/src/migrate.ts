import { fileURLToPath } from "node:url";
import type pg from "pg";
import { applyRepeatables } from "./apply-repeatables.ts";
import { withDatabase } from "./connect.ts";
import { MigrationError } from "./migration-error.ts";
import { type Migration, readMigrations, readRepeatables } from "./migration-files.ts";
import { ensureLedger, type Ledger, readLedger, withMigrationLock } from "./migration-ledger.ts";
import { runFile } from "./run-file.ts";

export type MigrateOptions = {
  databaseUrl: string;
  log?: (line: string) => void;
  /** The folder that holds `migrations/`, `functions/` and `policies/`; this package's by default. */
  root?: string;
};
export type Applied = { migrations: string[]; repeatables: string[] };

export const databaseRoot = fileURLToPath(new URL("..", import.meta.url));

/** Brings a database up to this code: missing migrations once each, then the functions and policies whose text changed. */
export async function migrate({
  databaseUrl,
  log = () => {},
  root = databaseRoot,
}: MigrateOptions): Promise<Applied> {
  const migrations = await readMigrations(root);
  const repeatables = await readRepeatables(root);
  return withDatabase(
    databaseUrl,
    (client) =>
      withMigrationLock(client, async () => {
        await ensureLedger(client);
        const ledger = await readLedger(client);
        const pending = planMigrations(migrations, ledger);
        for (const migration of pending) await applyMigration(client, migration, log);
        const changed = repeatables.filter(
          (file) => ledger.repeatables.get(file.name)?.checksum !== file.checksum,
        );
        await applyRepeatables(client, changed, log);
        if (pending.length + changed.length > 0) await client.query("notify pgrst, 'reload schema'");
        return { migrations: pending.map(({ name }) => name), repeatables: changed.map(({ name }) => name) };
      }),
    log,
  );
}

/** The migrations still to apply. Refuses a database whose past differs from the files. */
export function planMigrations(files: Migration[], ledger: Pick<Ledger, "migrations">): Migration[] {
  const known = new Map(files.map((file) => [file.version, file]));
  for (const [version, applied] of ledger.migrations) {
    const file = known.get(version);
    if (!file) {
      throw new MigrationError(
        `The database has ${applied.name}, which this code does not know: it is older than the database.`,
      );
    }
    if (file.checksum !== applied.checksum) {
      throw new MigrationError(
        `${file.name} was changed after it was applied. A merged migration is never edited: restore it and add a new one.`,
      );
    }
  }
  return files.filter((file) => !ledger.migrations.has(file.version));
}

async function applyMigration(
  client: pg.Client,
  file: Migration,
  log: (line: string) => void,
): Promise<void> {
  await runFile(client, file, {
    text: "insert into app.schema_migrations (version, name, checksum) values ($1, $2, $3)",
    values: [file.version, file.name, file.checksum],
  });
  log(`applied ${file.name}`);
}

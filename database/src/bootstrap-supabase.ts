import { readFile } from "node:fs/promises";
import { withDatabase } from "./connect.ts";
import { MigrationError } from "./migration-error.ts";
import { withMigrationLock } from "./migration-ledger.ts";
import { runFile } from "./run-file.ts";

const bootstrapFile = new URL("./bootstrap.sql", import.meta.url);

/** Gives a plain Postgres what a hosted Supabase project has before its first migration. Refuses a hosted one. */
export async function bootstrapSupabase({ databaseUrl }: { databaseUrl: string }): Promise<void> {
  const sql = await readFile(bootstrapFile, "utf8");
  await withDatabase(databaseUrl, (client) =>
    withMigrationLock(client, async () => {
      const { rows } = await client.query(
        `select to_regnamespace('supabase_migrations') is not null
             or exists (select from pg_roles where rolname = 'supabase_admin') as hosted`,
      );
      if (rows[0]?.hosted) {
        throw new MigrationError(
          "This database belongs to Supabase already: it needs migrations only, not the local bootstrap.",
        );
      }
      await runFile(client, { name: "bootstrap.sql", sql });
    }),
  );
}

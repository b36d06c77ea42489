import { withDatabase } from "./connect.ts";
import { databaseRoot } from "./migrate.ts";
import { readMigrations, readRepeatables } from "./migration-files.ts";
import { readLedger } from "./migration-ledger.ts";

export type FileStatus = { name: string; state: "applied" | "pending" | "changed"; appliedAt?: Date };

/** Every migration, function and policy of this code, and whether the database has it. Changes nothing. */
export async function migrationStatus(options: {
  databaseUrl: string;
  root?: string;
}): Promise<FileStatus[]> {
  const { databaseUrl, root = databaseRoot } = options;
  const migrations = await readMigrations(root);
  const repeatables = await readRepeatables(root);
  const ledger = await withDatabase(databaseUrl, readLedger);
  return [
    ...migrations.map((file) => ({ file, entry: ledger.migrations.get(file.version) })),
    ...repeatables.map((file) => ({ file, entry: ledger.repeatables.get(file.name) })),
  ].map(({ file, entry }) => {
    if (!entry) return { name: file.name, state: "pending" };
    const state = entry.checksum === file.checksum ? "applied" : "changed";
    return { name: file.name, state, appliedAt: entry.appliedAt };
  });
}

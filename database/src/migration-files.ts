import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { MigrationError } from "./migration-error.ts";

export type SqlFile = { name: string; sql: string; checksum: string };
export type Migration = SqlFile & { version: number };

/** The numbered migrations in order. Refuses names it cannot read, gaps and repeated numbers. */
export async function readMigrations(root: string): Promise<Migration[]> {
  const migrations = (await readFolder(root, "migrations")).map((file) => {
    const number = /^migrations\/(\d{4})_[a-z0-9_]+\.sql$/.exec(file.name)?.[1];
    if (!number)
      throw new MigrationError(`${file.name}: a migration is named NNNN_what_it_does.sql, in lower case.`);
    return { ...file, version: Number(number) };
  });
  for (const [index, migration] of migrations.entries()) {
    const twin = migrations[index - 1];
    if (twin?.version === migration.version) {
      throw new MigrationError(
        `${twin.name} and ${migration.name} have the same number: rename the newer one.`,
      );
    }
    if (migration.version !== index + 1) {
      throw new MigrationError(
        `${migration.name}: expected number ${String(index + 1).padStart(4, "0")}; numbers have no gaps.`,
      );
    }
  }
  return migrations;
}

/** The files that are re-applied when their text changes: functions first, because policies call them. */
export async function readRepeatables(root: string): Promise<SqlFile[]> {
  return [...(await readFolder(root, "functions")), ...(await readFolder(root, "policies"))];
}

async function readFolder(root: string, folder: string): Promise<SqlFile[]> {
  const names = await readdir(join(root, folder)).catch(() => []);
  const sqlNames = names.filter((name) => name.endsWith(".sql")).sort();
  return Promise.all(
    sqlNames.map(async (name) => {
      // A checkout with CRLF line endings is the same migration.
      const sql = (await readFile(join(root, folder, name), "utf8")).replaceAll("\r\n", "\n");
      return { name: `${folder}/${name}`, sql, checksum: createHash("sha256").update(sql).digest("hex") };
    }),
  );
}

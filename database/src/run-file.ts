import pg from "pg";
import { MigrationError } from "./migration-error.ts";
import type { SqlFile } from "./migration-files.ts";
import { lineAt, splitStatements } from "./split-statements.ts";

type Record = { text: string; values: unknown[] };

/** Runs a file and the statement that records it, both or neither. A failure names file, line and SQLSTATE. */
export async function runFile(
  client: pg.Client,
  file: Pick<SqlFile, "name" | "sql">,
  record?: Record,
): Promise<void> {
  try {
    await inTransaction(client, async () => {
      const before = await currentTransaction(client);
      await client.query(file.sql);
      if ((await currentTransaction(client)) !== before) {
        throw new MigrationError(
          `${file.name}: ends its own transaction. Take begin, commit and rollback out: a file is one transaction.`,
        );
      }
      if (record) await client.query(record);
    });
  } catch (error) {
    if (!(error instanceof pg.DatabaseError)) throw error;
    const line = await findLine(client, file.sql, error);
    const parts = [
      `${file.name}${line ? `:${line}` : ""}: ${error.code} ${error.message}`,
      error.detail,
      error.hint,
      error.where,
    ];
    throw new MigrationError(parts.filter(Boolean).join("\n  "), { sqlState: error.code, cause: error });
  } finally {
    await client.query("reset all; reset session authorization").catch(() => {}); // a file's `set` ends with the file
  }
}

async function inTransaction(client: pg.Client, work: () => Promise<void>): Promise<void> {
  await client.query("begin");
  try {
    await work();
    await client.query("commit");
  } catch (error) {
    await client.query("rollback").catch(() => {});
    throw error;
  }
}

async function currentTransaction(client: pg.Client): Promise<unknown> {
  const { rows } = await client.query("select pg_current_xact_id()::text as id");
  return rows[0]?.id;
}

/** Postgres gives a position for errors of syntax and names only, so any other is looked for statement by statement. */
async function findLine(
  client: pg.Client,
  sql: string,
  error: pg.DatabaseError,
): Promise<number | undefined> {
  if (error.position) {
    const characters = [...sql].slice(0, Number(error.position) - 1).join("");
    return lineAt(sql, characters.length);
  }
  await client.query("begin");
  try {
    for (const { line, text } of splitStatements(sql)) {
      const failed = await client.query(text).then(
        () => undefined,
        (again) => again?.code,
      );
      if (failed) return failed === error.code ? line : undefined;
    }
    return undefined;
  } finally {
    await client.query("rollback");
  }
}

import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { withDatabase } from "./connect.ts";
import { runFile } from "./run-file.ts";

/** Runs a seed file in one transaction. */
export async function loadSeed({ databaseUrl, file }: { databaseUrl: string; file: string }): Promise<void> {
  const sql = await readFile(file, "utf8");
  await withDatabase(databaseUrl, (client) => runFile(client, { name: basename(file), sql }));
}

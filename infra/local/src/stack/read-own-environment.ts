import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parseEnv } from "node:util";

/** The person's `.env`, if there is one. */
export async function readOwnEnvironment(root: string): Promise<Record<string, string | undefined>> {
  return parseEnv(await readFile(join(root, ".env"), "utf8").catch(() => ""));
}

/** The database that the person chose, in the environment or else in `.env`; none means the embedded one. */
export async function chosenDatabase(
  root: string,
  environment: Record<string, string | undefined> = process.env,
): Promise<string | undefined> {
  return (
    environment.DATABASE_URL?.trim() || (await readOwnEnvironment(root)).DATABASE_URL?.trim() || undefined
  );
}

/** A database address that may be shown: the password is not in it. */
export function withoutPassword(databaseUrl: string): string {
  const url = new URL(databaseUrl);
  if (url.password) url.password = "***";
  url.search = "";
  return url.href;
}

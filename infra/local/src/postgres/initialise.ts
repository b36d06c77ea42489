import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { chown, mkdir, readdir, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { promisify } from "node:util";
import { AppError } from "@nova/error-handler";
import type { RunAs } from "./run-as.ts";

const run = promisify(execFile);

/** Makes an empty cluster in `dataDir`, whole or not at all: one that was interrupted half-way would never start. */
export async function initialise(bin: string, dataDir: string, as: RunAs): Promise<void> {
  if (existsSync(join(dataDir, "PG_VERSION"))) return;
  const parent = dirname(dataDir);
  const prefix = `${basename(dataDir)}.new-`;
  for (const name of await readdir(parent)) {
    if (name.startsWith(prefix)) await rm(join(parent, name), { recursive: true, force: true });
  }
  const fresh = join(parent, `${prefix}${process.pid}`);
  await mkdir(fresh, { recursive: true, mode: 0o700 });
  if (as.uid !== undefined && as.gid !== undefined) await chown(fresh, as.uid, as.gid);
  const args = [
    "-D",
    fresh,
    "-U",
    "postgres",
    "--auth=trust",
    "-E",
    "UTF8",
    "--locale=C",
    "--no-instructions",
  ];
  try {
    await run(join(bin, "initdb"), args, { ...as, cwd: "/", env: databaseEnvironment(), timeout: 120_000 });
  } catch (cause) {
    await rm(fresh, { recursive: true, force: true });
    const message = `initdb failed: ${cause instanceof Error ? cause.message : cause}`;
    throw new AppError("local.initdb-failed", message, { retry: "never", cause });
  }
  await rm(dataDir, { recursive: true, force: true });
  await rename(fresh, dataDir);
}

/** PG* variables of a person's shell would reach the server, and a locale it does not have would stop it. */
export function databaseEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !name.startsWith("PG"));
  return { ...Object.fromEntries(kept), LC_ALL: "C", LANG: "C", TZ: "UTC" };
}

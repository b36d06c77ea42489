import { spawnSync } from "node:child_process";
import { readFileSync, realpathSync } from "node:fs";
import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { identityOf } from "../../bootstrap/process-identity.mjs";
import { endProcess } from "../processes/end-process.mjs";

/** A live PostgreSQL server process that serves one data folder. */
export type Postmaster = { pid: number; identity: string; port: number; status: string };

const stopMs = 15_000;

/** The live server of a data folder, or undefined: a pid file left by a dead one, or whose pid went to another program, is none. */
export async function readPostmaster(dataDir: string): Promise<Postmaster | undefined> {
  const text = await readFile(join(dataDir, "postmaster.pid"), "utf8").catch(() => undefined);
  const lines = text?.split("\n") ?? [];
  const pid = Number(lines[0]);
  if (!Number.isInteger(pid) || pid <= 1) return undefined;
  const identity = identityOf(pid);
  if (identity === undefined || !serves(pid, dataDir)) return undefined;
  return { pid, identity, port: Number(lines[3] ?? 0), status: lines[7]?.trim() ?? "" };
}

/** Whether a server answers on the port and says that this is its data folder. */
export async function answersFor({ port }: Postmaster, dataDir: string): Promise<boolean> {
  const client = new pg.Client({
    connectionString: urlOf(port),
    connectionTimeoutMillis: 3000,
    query_timeout: 3000,
  });
  client.on("error", () => {});
  try {
    await client.connect();
    const { rows } = await client.query("select current_setting('data_directory') as folder");
    return realpathSync(String(rows[0]?.folder)) === realpathSync(dataDir);
  } catch {
    return false;
  } finally {
    await client.end().catch(() => {});
  }
}

/** Fast shutdown: clients are cut off, what was committed stays; immediate shutdown if that takes too long. */
export async function endPostmaster({ pid, identity }: { pid: number; identity: string }): Promise<void> {
  await endProcess({ pid, identity, group: false, signal: "SIGINT", force: "SIGQUIT", graceMs: stopMs });
}

/** Waits until a server that is starting or stopping has made up its mind. */
export async function settledPostmaster(dataDir: string, limitMs = stopMs): Promise<Postmaster | undefined> {
  const until = Date.now() + limitMs;
  for (;;) {
    const postmaster = await readPostmaster(dataDir);
    if (!postmaster || postmaster.status === "ready" || Date.now() > until) return postmaster;
    await sleep(20);
  }
}

/** The superuser's address; the server listens on loopback only. */
export function urlOf(port: number): string {
  return `postgres://postgres@127.0.0.1:${port}/postgres`;
}

/**
 * PostgreSQL believes a pid file whose pid another program has got since, and refuses to start: such a file goes. That of
 * a pid nobody has stays, because it names the shared memory to check.
 */
export async function dropStalePidFile(dataDir: string): Promise<void> {
  const file = join(dataDir, "postmaster.pid");
  const pid = Number((await readFile(file, "utf8").catch(() => "")).split("\n")[0]);
  if (pid > 1 && identityOf(pid) !== undefined && !serves(pid, dataDir)) await rm(file, { force: true });
}

/** Where nothing can be learned about a process, the server's own answer has to do. */
function serves(pid: number, dataDir: string): boolean {
  if (process.platform === "win32") return true;
  let args: string[];
  try {
    args = readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0");
  } catch {
    const ps = spawnSync("ps", ["-ww", "-o", "args=", "-p", String(pid)], {
      encoding: "utf8",
      timeout: 3000,
    });
    return ps.error ? true : ps.stdout.includes("postgres") && ps.stdout.includes(`-D ${dataDir} `);
  }
  return args[0]?.includes("postgres") === true && args[args.indexOf("-D") + 1] === dataDir;
}

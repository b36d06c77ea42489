import { existsSync } from "node:fs";
import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";

const folderName = /^nova-test-(\d+)-/;

/** The name of a run's folder begins with this, so that a later run can tell whether its owner still lives. */
export function runPrefix(ownerPid = process.pid): string {
  return `nova-test-${ownerPid}-`;
}

/** Ends and removes the servers of runs that were killed before they could. `stop` ends the server of a data folder. */
export async function removeForsakenServers(
  folder: string,
  stop: (dataDir: string) => Promise<void>,
): Promise<void> {
  for (const name of await readdir(folder)) {
    const owner = Number(folderName.exec(name)?.[1] ?? 0);
    if (owner === 0 || isAlive(owner)) continue;
    const dataDir = join(folder, name);
    if (existsSync(join(dataDir, "postmaster.pid"))) await stop(dataDir).catch(() => {});
    await rm(dataDir, { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && Reflect.get(error, "code") === "EPERM"; // alive, and somebody else's
  }
}

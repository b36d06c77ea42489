import { spawnSync } from "node:child_process";
import { existsSync, statSync } from "node:fs";
import { join } from "node:path";

/** The user to run as; empty for the one we are. */
export type RunAs = { uid?: number; gid?: number };

const nobody = 65_534;

/** PostgreSQL refuses to run as root: then it runs as whoever owns the data, else as `postgres`, else as nobody. */
export function databaseUser(dataDir: string): RunAs {
  if (process.getuid?.() !== 0) return {};
  if (existsSync(join(dataDir, "PG_VERSION"))) {
    const { uid, gid } = statSync(dataDir);
    if (uid !== 0) return { uid, gid };
  }
  const idOf = (flag: string) => {
    const { status, stdout } = spawnSync("id", [flag, "postgres"], { encoding: "utf8", timeout: 5000 });
    return status === 0 ? Number(stdout) : undefined;
  };
  return { uid: idOf("-u") ?? nobody, gid: idOf("-g") ?? nobody };
}

/** Whether that user can enter a folder: root's home, for one, is closed to everyone else. */
export function canEnter(folder: string, as: RunAs): boolean {
  if (as.uid === undefined) return true;
  return (
    spawnSync("/bin/sh", ["-c", 'cd -- "$1"', "sh", folder], { ...as, cwd: "/", timeout: 5000 }).status === 0
  );
}

import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { chown, mkdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { endPostmaster, readPostmaster } from "./postmaster.ts";
import { canEnter, type RunAs } from "./run-as.ts";

/** Where PostgreSQL's own files may live when it cannot enter the clone. */
export const systemDir = "/var/lib/nova-stack";

/**
 * The folder for the data: `dataDir`, or one of its own under `system` if the database's user cannot get there.
 * `dataDir` then holds a note of it: without the note (the person emptied `.local`) the data is started afresh.
 */
export async function placeData(dataDir: string, as: RunAs, system = systemDir): Promise<string> {
  const parent = dirname(dataDir);
  await mkdir(parent, { recursive: true });
  if (canEnter(parent, as)) return dataDir;

  const home = join(system, createHash("sha256").update(dataDir).digest("hex").slice(0, 12));
  const moved = join(home, "data");
  const note = join(dataDir, "moved-to");
  if (!existsSync(note) || readFileSync(note, "utf8") !== moved) {
    const left = await readPostmaster(moved);
    if (left) await endPostmaster(left);
    await rm(home, { recursive: true, force: true });
  }
  await mkdir(home, { recursive: true, mode: 0o755 });
  if (as.uid !== undefined && as.gid !== undefined) await chown(home, as.uid, as.gid);
  await mkdir(dataDir, { recursive: true });
  await writeFile(note, moved);
  return moved;
}

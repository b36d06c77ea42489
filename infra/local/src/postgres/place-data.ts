import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { chown, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { endPostmaster, readPostmaster } from "./postmaster.ts";
import { canEnter, type RunAs } from "./run-as.ts";

/** In the clone: where its data went. There: whose data it is. */
const note = "moved-to";
const origin = "moved-from";

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

  await dropForsaken(system);
  const home = join(system, createHash("sha256").update(dataDir).digest("hex").slice(0, 12));
  const moved = join(home, "data");
  await mkdir(dataDir, { recursive: true });
  await writeFile(join(dataDir, note), moved);
  await mkdir(home, { recursive: true, mode: 0o755 });
  if (as.uid !== undefined && as.gid !== undefined) await chown(home, as.uid, as.gid);
  await writeFile(join(home, origin), dataDir);
  return moved;
}

/** Ends and removes what belongs to clones that are gone or were emptied. */
async function dropForsaken(system: string): Promise<void> {
  for (const name of await readdir(system).catch(() => [])) {
    const home = join(system, name);
    const dataDir = await readFile(join(home, origin), "utf8").catch(() => undefined);
    if (dataDir === undefined || existsSync(join(dataDir, note))) continue;
    const left = await readPostmaster(join(home, "data"));
    if (left) await endPostmaster(left);
    await rm(home, { recursive: true, force: true });
  }
}

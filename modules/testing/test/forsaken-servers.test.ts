import { spawnSync } from "node:child_process";
import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { removeForsakenServers, runPrefix } from "../src/forsaken-servers.ts";

test("the server of a run that was killed is ended and removed, a living run's is left alone", async () => {
  const folder = await mkdtemp(join(tmpdir(), "forsaken-"));
  const dead = spawnSync(process.execPath, ["-e", ""]).pid;
  for (const name of [`${runPrefix(dead)}a`, `${runPrefix(dead)}b`, `${runPrefix()}c`, "something-else"]) {
    await mkdir(join(folder, name));
  }
  await writeFile(join(folder, `${runPrefix(dead)}a`, "postmaster.pid"), "1");
  const stopped: string[] = [];
  await removeForsakenServers(folder, async (dataDir) => void stopped.push(dataDir));
  expect(stopped).toEqual([join(folder, `${runPrefix(dead)}a`)]);
  expect((await readdir(folder)).sort()).toEqual([`${runPrefix()}c`, "something-else"].sort());
  await rm(folder, { recursive: true });
});

import { spawnSync } from "node:child_process";
import { mkdtemp, readdir, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { tryLock } from "../bootstrap/lock-file.mjs";
import { takeRunLock } from "../src/lock.ts";

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "nova-lock-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test("a released lock can be taken again", async () => {
  const lock = await takeRunLock(folder);
  await expect(takeRunLock(folder)).rejects.toThrow(`pid ${process.pid}`);
  lock.release();
  await expect(takeRunLock(folder)).resolves.toBeDefined();
});

test("the lock of a dead process is taken over, also when its pid lives on in another", async () => {
  const { pid: deadPid } = spawnSync(process.execPath, ["-e", ""]);
  for (const owner of [
    { pid: deadPid, identity: "boot:1", since: "" },
    { pid: process.pid, identity: "earlier boot:1", since: "" },
  ]) {
    await writeFile(join(folder, "run.lock"), JSON.stringify(owner));
    const lock = await takeRunLock(folder);
    lock.release();
  }
  expect(await readdir(folder)).toEqual([]);
});

test("a lock that is just being written is respected, one left empty by a crash is taken over", async () => {
  const file = join(folder, "install.lock");
  await writeFile(file, "");
  expect(tryLock(file).held).toBe(false);
  await utimes(file, new Date(0), new Date(0));
  expect(tryLock(file).held).toBe(true);
});

test("releasing does not take away the lock of whoever came after", async () => {
  const file = join(folder, "run.lock");
  const mine = tryLock(file);
  await writeFile(file, JSON.stringify({ pid: 1, identity: "someone else", since: "" }));
  if (mine.held) mine.release();
  expect(await readdir(folder)).toEqual(["run.lock"]);
});

import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { readLocalSettings } from "../src/stack/local-settings.ts";

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "nova-settings-"));
});
afterEach(() => rm(folder, { recursive: true }));

test("a clone that is older than a setting gets it once, keeps what it had, and only the owner may read it", async () => {
  const file = join(folder, "secrets.json");
  const { demoPassword: _, ...older } = await readLocalSettings(file);
  await writeFile(file, JSON.stringify({ ...older, ofAnotherVersion: 1 }));
  const first = await readLocalSettings(file);
  expect(first).toMatchObject(older);
  expect(first.demoPassword).toHaveLength(16);
  expect(await readLocalSettings(file)).toEqual(first);
  expect(JSON.parse(await readFile(file, "utf8"))).toEqual(first);
  expect((await stat(file)).mode & 0o077).toBe(0);
});

test("a damaged file is not made anew: its keys may still open what is in the database", async () => {
  const file = join(folder, "secrets.json");
  for (const damaged of ["{", '{"clientId": 1}']) {
    await writeFile(file, damaged);
    await expect(readLocalSettings(file)).rejects.toMatchObject({ code: "local.settings" });
  }
});

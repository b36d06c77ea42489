import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createTestDatabase, type TestDatabase } from "@nova/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import { prepareDatabase } from "../src/stack/prepare-database.ts";
import { chosenDatabase, withoutPassword } from "../src/stack/read-own-environment.ts";

const root = fileURLToPath(new URL("../../../", import.meta.url));
let folder: string;
let database: TestDatabase;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "nova-env-"));
  database = await createTestDatabase();
});
afterAll(async () => {
  await database?.close();
  await rm(folder, { recursive: true, force: true });
});

test("the environment chooses the database, then .env, else it is the embedded one", async () => {
  expect(await chosenDatabase(folder, {})).toBeUndefined();
  await writeFile(join(folder, ".env"), "DATABASE_URL=postgresql://from.file/x\n");
  expect(await chosenDatabase(folder, { DATABASE_URL: " " })).toBe("postgresql://from.file/x");
  expect(await chosenDatabase(folder, { DATABASE_URL: "postgresql://from.env/x" })).toBe(
    "postgresql://from.env/x",
  );
});

test("an address that is shown holds no password", () => {
  const shown = withoutPassword("postgresql://ana:s%23cret@db.test:5432/x?password=s%23cret");
  expect(shown).toBe("postgresql://ana:***@db.test:5432/x");
});

test("a database that is up to date is taken as it is", async () => {
  await prepareDatabase({ databaseUrl: database.url, root, isChosen: true });
});

test.each([
  [
    "the embedded one: its folder can be deleted",
    false,
    /\.local\/postgres recomeça[\s\S]*Deleting the folder \.local\/postgres/,
  ],
  ["a chosen one: another must be used", true, /banco novo e vazio[\s\S]*Use a new, empty one/],
])(
  "a database whose migrations were edited is refused with a way out, for %s",
  async (_, isChosen, words) => {
    await database.pool.query("update app.schema_migrations set checksum = 'old' where version = 1");
    await expect(prepareDatabase({ databaseUrl: database.url, root, isChosen })).rejects.toMatchObject({
      code: "local.database",
      message: expect.stringMatching(words),
    });
  },
);

test("a hosted project is refused before anything is changed, and so is what cannot be reached", async () => {
  await database.pool.query("create schema supabase_migrations");
  for (const databaseUrl of [database.url, "postgresql://x@127.0.0.1:1/x"])
    await expect(prepareDatabase({ databaseUrl, root, isChosen: true })).rejects.toMatchObject({
      code: "local.database",
      message: expect.stringMatching(/nunca para um projeto Supabase[\s\S]*embedded database/),
    });
});

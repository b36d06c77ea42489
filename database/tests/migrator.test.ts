import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createTestDatabase, type TestDatabase } from "@nova/testing";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { bootstrapSupabase, databaseConfig, loadSeed, migrate, migrationStatus } from "../src/index.ts";
import { splitStatements } from "../src/split-statements.ts";

let database: TestDatabase;
let root: string;

beforeAll(async () => {
  database = await createTestDatabase();
  return () => database.close();
});
beforeEach(async () => {
  await database.pool.query(
    "drop schema if exists app cascade; drop schema public cascade; create schema public",
  );
  root = await mkdtemp(join(tmpdir(), "nova-migrations-"));
});
afterAll(() => rm(root, { recursive: true, force: true }));

async function write(name: string, sql: string): Promise<void> {
  await mkdir(dirname(join(root, name)), { recursive: true });
  await writeFile(join(root, name), sql);
}
const run = () => migrate({ databaseUrl: database.url, root });
const answer = async (sql: string) => (await database.pool.query(sql)).rows[0]?.answer;

test("each migration is applied once, in order", async () => {
  await write("migrations/0001_books.sql", "create table public.books (id int);");
  await write("migrations/0002_first_book.sql", "insert into public.books values (1);");
  expect((await run()).migrations).toEqual(["migrations/0001_books.sql", "migrations/0002_first_book.sql"]);
  expect(await run()).toEqual({ migrations: [], repeatables: [] });
  expect(await answer("select count(*)::int as answer from public.books")).toBe(1);
});

test("two migrators at the same time apply everything once", async () => {
  await write("migrations/0001_slow.sql", "create table public.slow (id int); select pg_sleep(0.2);");
  const runs = await Promise.all([run(), run(), run()]);
  expect(runs.flatMap(({ migrations }) => migrations)).toEqual(["migrations/0001_slow.sql"]);
});

test("a migration that was changed after it was applied is refused", async () => {
  await write("migrations/0001_books.sql", "create table public.books (id int);");
  await run();
  await write("migrations/0001_books.sql", "create table public.books (id bigint);");
  await expect(run()).rejects.toThrow(/0001_books.sql was changed after it was applied/);
});

test("line endings of another system are not a change", async () => {
  await write("migrations/0001_books.sql", "create table public.books (\n id int);\n");
  await run();
  await write("migrations/0001_books.sql", "create table public.books (\r\n id int);\r\n");
  expect((await run()).migrations).toEqual([]);
});

test("a database that is newer than the code is refused", async () => {
  await write("migrations/0001_books.sql", "select 1;");
  await run();
  await rm(join(root, "migrations/0001_books.sql"));
  await expect(run()).rejects.toThrow(/older than the database/);
});

test.each([
  ["a gap", ["0001_a.sql", "0003_c.sql"], /expected number 0002/],
  ["a repeated number", ["0001_a.sql", "0001_b.sql"], /have the same number/],
  ["a name without a number", ["books.sql"], /is named NNNN_what_it_does.sql/],
])("%s is refused before anything is applied", async (_case, names, message) => {
  for (const name of names) await write(`migrations/${name}`, "create table public.never (id int);");
  await expect(run()).rejects.toThrow(message);
  expect(await answer("select to_regclass('public.never') as answer")).toBeNull();
});

test("functions and policies are applied again when their text changes, and only then", async () => {
  await write(
    "functions/answer.sql",
    "create or replace function public.answer() returns int language sql as 'select 1';",
  );
  expect((await run()).repeatables).toEqual(["functions/answer.sql"]);
  expect((await run()).repeatables).toEqual([]);
  await write(
    "functions/answer.sql",
    "create or replace function public.answer() returns int language sql as 'select 2';",
  );
  expect((await run()).repeatables).toEqual(["functions/answer.sql"]);
  expect(await answer("select public.answer() as answer")).toBe(2);
});

test("a function may call one whose file comes later", async () => {
  await write(
    "functions/a.sql",
    "create or replace function public.a() returns int language sql as 'select public.b()';",
  );
  await write(
    "functions/b.sql",
    "create or replace function public.b() returns int language sql as 'select 7';",
  );
  await run();
  expect(await answer("select public.a() as answer")).toBe(7);
});

test("a function that calls what nobody makes is an error", async () => {
  await write(
    "functions/a.sql",
    "create or replace function public.a() returns int language sql as 'select public.none()';",
  );
  await expect(run()).rejects.toThrow(/functions\/a.sql:1: 42883/);
});

test("a failing migration leaves nothing behind and names file, line and SQLSTATE", async () => {
  await write("migrations/0001_bad.sql", "create table public.half (id int);\n\n-- é 😀\nselect nonsense;");
  await expect(run()).rejects.toThrow(/^migrations\/0001_bad.sql:4: 42703 /);
  expect(await answer("select to_regclass('public.half') as answer")).toBeNull();
});

test("the line is known also for an error that Postgres gives no position for", async () => {
  await write(
    "migrations/0001_bad.sql",
    "create table public.one (id int primary key);\ninsert into public.one\nvalues (1), (1);",
  );
  await expect(run()).rejects.toThrow(/^migrations\/0001_bad.sql:2: 23505 /);
});

test("a migration that commits by itself is refused", async () => {
  await write("migrations/0001_commit.sql", "select 1; commit; begin;");
  await expect(run()).rejects.toThrow(/ends its own transaction/);
});

test("a setting that a migration makes ends with it", async () => {
  await write("migrations/0001_set.sql", "set search_path = 'nowhere'; set role anon; reset role;");
  await write("migrations/0002_uses_default.sql", "create table here (id int);");
  await run();
  expect(await answer("select to_regclass('public.here') is not null as answer")).toBe(true);
});

test("the status lists what is applied, pending and changed", async () => {
  await write("migrations/0001_a.sql", "select 1;");
  await write("functions/f.sql", "select 1;");
  await run();
  await write("migrations/0002_b.sql", "select 1;");
  await write("functions/f.sql", "select 2;");
  const states = (await migrationStatus({ databaseUrl: database.url, root })).map(({ name, state }) => [
    name,
    state,
  ]);
  expect(states).toEqual([
    ["migrations/0001_a.sql", "applied"],
    ["migrations/0002_b.sql", "pending"],
    ["functions/f.sql", "changed"],
  ]);
});

test("a seed is loaded whole or not at all", async () => {
  await write("seed.sql", "create table public.seeded (id int); select 1/0;");
  await expect(loadSeed({ databaseUrl: database.url, file: join(root, "seed.sql") })).rejects.toThrow(
    /seed.sql:1: 22012/,
  );
  expect(await answer("select to_regclass('public.seeded') as answer")).toBeNull();
});

test("the bootstrap can run twice, and exposes no new table", async () => {
  await bootstrapSupabase({ databaseUrl: database.url });
  await database.pool.query("create table public.fresh (id int)");
  await expect(
    database.as("service_role", {}, (client) => client.query("select * from public.fresh")),
  ).rejects.toThrow(/permission denied/);
});

test("the bootstrap refuses a hosted database", async () => {
  await database.pool.query("create schema supabase_migrations");
  await expect(bootstrapSupabase({ databaseUrl: database.url })).rejects.toThrow(
    /belongs to Supabase already/,
  );
  await database.pool.query("drop schema supabase_migrations");
});

test.each([
  ["plain on this machine", "postgresql://u:p@127.0.0.1:5432/d", false],
  ["plain in a container network", "postgresql://u:p@postgres:5432/d", false],
  ["verified TLS elsewhere", "postgresql://u:p@db.example.com:5432/d", { rejectUnauthorized: true }],
])("the connection is %s", (_case, url, ssl) => {
  expect(databaseConfig(url).ssl).toEqual(ssl);
});

test.each([
  ["a URL that switches TLS off", "postgresql://u:p@db.example.com/d?sslmode=disable", /without TLS/],
  ["a hash in the password", "postgresql://u:se#cret@db.example.com/d", /percent-encode it/],
  ["an at sign in the password", "postgresql://u:se@cret@db.example.com/d", /percent-encode it/],
  ["a slash in the password", "postgresql://u:se/cret@db.example.com/d", /percent-encode it/],
  ["a percent sign in the password", "postgresql://u:100%@db.example.com/d", /percent-encode it/],
  ["the transaction pooler", "postgresql://u:p@db.example.com:6543/d", /transaction pooler/],
  ["another database", "mysql://u:p@localhost/d", /postgresql:\/\//],
])("%s is refused with the reason, and without the password", (_case, url, message) => {
  expect(() => databaseConfig(url)).toThrow(message);
  expect(() => databaseConfig(url)).not.toThrow(/cret/);
});

test("statements are told apart in bodies, strings and comments", () => {
  const sql =
    "select ';'; -- a;b\ncreate function f() returns int language sql begin atomic\n select 1; end;\ndo $$ begin; end $$;";
  expect(splitStatements(sql).map(({ line }) => line)).toEqual([1, 2, 4]);
});

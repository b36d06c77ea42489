import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "../src/index.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

const now = async (): Promise<Date> => (await database.pool.query("select app.now() as now")).rows[0].now;

test("work runs as a browser role, with its claims, and only there", async () => {
  const sub = "11111111-1111-4111-8111-111111111111";
  const seen = await database.as("authenticated", { sub }, async (client) => {
    const { rows } = await client.query(
      "select current_user as role, auth.uid() as uid, auth.role() as claimed",
    );
    return rows[0];
  });
  expect(seen).toEqual({ role: "authenticated", uid: sub, claimed: "authenticated" });
  const { rows } = await database.pool.query("select current_user as role, auth.uid() as uid");
  expect(rows[0]).toEqual({ role: "postgres", uid: null });
});

test("the clock stands still, and moves when told to", async () => {
  await database.freezeClock(new Date("2026-03-01T12:00:00Z"));
  await database.moveClock(90_000);
  expect((await now()).toISOString()).toBe("2026-03-01T12:01:30.000Z");
});

test("another database of the same run has its own clock and rows", async () => {
  await database.pool.query("create table public.only_here (id int)");
  await database.freezeClock(new Date("2020-01-01T00:00:00Z"));
  const other = await createTestDatabase();
  try {
    const { rows } = await other.pool.query(
      "select to_regclass('public.only_here') as found, app.now() > '2024-01-01' as later",
    );
    expect(rows[0]).toEqual({ found: null, later: true });
  } finally {
    await other.close();
  }
});

import { createTestDatabase, type TestDatabase } from "@nova/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import { makePlatformAdmin } from "../src/make-platform-admin.ts";

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.close());

test("the first one to run the platform is named from outside, once, by a confirmed address", async () => {
  await db.pool.query(
    "insert into auth.users (email, email_confirmed_at) values ('ana@nova.example', now()), ('rui@nova.example', null)",
  );
  for (let time = 0; time < 2; time++)
    expect(await makePlatformAdmin(db.url, "Ana@nova.example")).toContain("runs the platform");
  for (const email of ["rui@nova.example", "bia@nova.example"])
    await expect(makePlatformAdmin(db.url, email)).rejects.toThrow("sign up first");
  const { rows } = await db.pool.query(
    "select u.email, (select count(*)::int from public.audit_events) as noted from public.platform_admins a join auth.users u on u.id = a.user_id",
  );
  expect(rows).toEqual([{ email: "ana@nova.example", noted: 1 }]);
});

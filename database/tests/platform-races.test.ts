import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { createTestDatabase, type TestDatabase } from "@nova/testing";
import { afterAll, beforeAll, expect, test } from "vitest";

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.close());

/** Runs the second statement while the first one's transaction is open, commits the first, and tells how the second ended. */
async function whileOpen(first: string, second: string, values: unknown[]): Promise<string> {
  const [one, two] = [await db.pool.connect(), await db.pool.connect()];
  try {
    await one.query("begin");
    await one.query(first, values.slice(0, 3));
    const { rows } = await two.query("select pg_backend_pid() as pid");
    let ended = false;
    const end = two
      .query(second, values.slice(3))
      .then(
        () => "done",
        (error: { code?: string; hint?: string }) => `${error.code} ${error.hint}`,
      )
      .finally(() => {
        ended = true;
      });
    const isWaiting = async () =>
      (
        await db.pool.query("select 1 from pg_stat_activity where pid = $1 and wait_event_type = 'Lock'", [
          rows[0].pid,
        ])
      ).rowCount === 1;
    while (!ended && !(await isWaiting())) await sleep(5);
    await one.query("commit");
    return await end;
  } finally {
    one.release();
    two.release();
  }
}

async function makeOwners() {
  const [clientId, ana, rui] = [randomUUID(), randomUUID(), randomUUID()];
  await db.pool.query("select public.save_client($1, $2, 'Loja')", [clientId, `c-${clientId}`]);
  await db.pool.query("insert into public.members values ($1, $2, 'owner'), ($1, $3, 'owner')", [
    clientId,
    ana,
    rui,
  ]);
  return { clientId, ana, rui };
}

test("of two owners who leave at one moment the second waits for the first, and stays", async () => {
  const { clientId, ana, rui } = await makeOwners();
  const leave = "select public.remove_member($1, $2, $3)";
  expect(await whileOpen(leave, leave, [ana, clientId, ana, rui, clientId, rui])).toBe(
    "NV409 member.last-owner",
  );
});

test("of two owners of whom one leaves while the other steps back, one remains", async () => {
  const { clientId, ana, rui } = await makeOwners();
  const stepBack = "select public.change_member($1, $2, $3, 'operator')";
  const leave = "select public.remove_member($1, $2, $3)";
  expect(await whileOpen(stepBack, leave, [ana, clientId, ana, rui, clientId, rui])).toBe(
    "NV409 member.last-owner",
  );
});

test("of two who replay a dead letter at one moment the second waits for the first, and does not get it", async () => {
  const { clientId, ana, rui } = await makeOwners();
  const { rows } = await db.pool.query(
    "insert into public.dead_letters (topic, message_id, reason, body, client_id) values ('t', $1, 'a: b', '{}', $2) returning id",
    [randomUUID(), clientId],
  );
  const begin = "select public.begin_replay($1, $2, $3, gen_random_uuid())";
  const letterId = rows[0].id;
  expect(await whileOpen(begin, begin, [ana, clientId, letterId, rui, clientId, letterId])).toBe(
    "NV409 dead-letter.replaying",
  );
});

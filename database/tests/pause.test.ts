import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { balanced } from "./pause-books.ts";
import { openPauseWorld, outages, type PauseWorld, pauses, type Stop } from "./pause-stops.ts";
import { pick } from "./stress-actions.ts";

const rounds = Number(process.env.NOVA_PAUSE_ROUNDS ?? 1);
let world: PauseWorld;
beforeAll(async () => {
  world = await openPauseWorld();
  world.load.start();
}, 60_000);
afterAll(() => world?.close());

async function prove({ stop, resume, stopped, spared }: Stop): Promise<void> {
  const { load, books } = world;
  for (let round = 0; round < rounds; round++) {
    await load.more("granted", stopped);
    await sleep(Math.random() * 10);
    await stop();
    await load.more("refused", stopped);
    await load.more("granted", spared);
    await resume();
    expect(await books(stopped)).toEqual(balanced);
    await load.more("granted", stopped);
  }
}

describe("with 32 claims in flight, none is granted any more once", () => {
  test.each([...pauses, ...outages])(
    "%s has committed; others go on, and it ends when it is ended",
    {
      timeout: 60_000 + rounds * 1_000,
    },
    async (_, stopOf) => {
      await prove(stopOf(world));
      expect(await world.witness.takeViolations()).toEqual([]);
    },
  );
});

test("six people who stop and resume whatever they like agree on the last word, and nobody waits in a circle", {
  timeout: 60_000,
}, async () => {
  const { load, witness, ledger, books } = world;
  const everything = [...pauses, ...outages].map(([, stopOf]) => stopOf(world));
  const person = async () => {
    for (let acts = 0; acts < 12; acts++) {
      const { stop, resume } = pick(everything);
      await pick([stop, resume, resume])();
      await sleep(Math.random() * 10);
    }
  };
  await Promise.all(Array.from({ length: 6 }, person));
  const { rows } = await ledger.pool.query(`
    select e.scope, e.action, exists (select from public.active_pauses a where a.scope_key = e.key) as paused
    from (
      select distinct on (key) key, scope, action from (
        select *, concat_ws(':', scope, case scope when 'client' then client_id when 'sender' then sender_id when 'campaign' then campaign_id end) as key
        from public.pause_events) k order by key, id desc) e`);
  expect(rows.filter(({ action, paused }) => paused !== (action === "pause"))).toEqual([]);

  for (const { resume } of everything) await resume();
  expect(await books(load.campaigns)).toEqual(balanced);
  await load.more("granted", load.campaigns);
  expect(await witness.takeViolations()).toEqual([]);
});

test("with all of it, nothing failed, and at the end every recipient is counted once", async () => {
  const { load, ledger, books, witness } = world;
  await load.stop();
  expect(load.errors).toEqual([]);
  expect(await witness.seen()).toMatchObject({ grants: expect.toSatisfy((n) => n > 200) });
  await ledger.foldAll();
  expect(await books(load.campaigns)).toEqual(balanced);
  const { rows } = await ledger.pool.query(
    "select from public.campaign_progress where total <> waiting + sent + delivered + read + failed + skipped + cancelled + unconfirmed",
  );
  expect(rows).toEqual([]);
});

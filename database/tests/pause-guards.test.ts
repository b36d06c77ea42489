import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import { cancelUnderWay, optOutInFlight, optOuts } from "./cancel-endings.ts";
import { openPauseWorld, outages, type PauseWorld, pauses } from "./pause-stops.ts";

/** Each test takes a guard out of the database and sees sends go out that were stopped. */
let world: PauseWorld;
beforeEach(async () => {
  world = await openPauseWorld();
});
afterEach(() => world.close());

const gate = "perform pg_advisory_xact_lock_shared(4201);";
async function alterClaims(alter: (body: string) => string): Promise<void> {
  const { pool } = world.ledger;
  const { rows } = await pool.query("select pg_get_functiondef('public.claim_send'::regproc) as body");
  const altered = alter(rows[0].body);
  expect(altered).not.toBe(rows[0].body);
  await pool.query(altered);
}
const withoutGate = (body: string) => body.replace(gate, "");
const openGate = () =>
  world.ledger.pool.query(
    "create or replace function app.close_send_gate() returns void language plpgsql as 'begin end'",
  );

test.each<[string, () => Promise<unknown>]>([
  ["claims that do not pass the gate", () => alterClaims(withoutGate)],
  ["stops that do not close the gate", openGate],
])("%s are seen by the proof, however sends are stopped", { timeout: 60_000 }, async (_, mutate) => {
  const { load, witness } = world;
  await mutate();
  load.start();
  const unseen = new Map(provocations());
  for (const endAt = Date.now() + 50_000; unseen.size > 0 && Date.now() < endAt; ) {
    for (const [name, provoke] of unseen) {
      // Without the gate they may also wait for each other in a circle, which is seen as well.
      const isStuck = await provoke().then(
        () => false,
        (error) => error.code === "40P01",
      );
      if ((await witness.takeViolations()).length > 0 || isStuck) unseen.delete(name);
    }
  }
  expect([...unseen.keys()]).toEqual([]);
});

function provocations(): [string, () => Promise<unknown>][] {
  const { load, stranger } = world;
  const named = ["a campaign pause by one row", "a sender in quarantine", "a suspended client"];
  const stops = [...pauses, ...outages].filter(([name]) => named.includes(name));
  return [
    ...stops.map(([name, stopOf]): [string, () => Promise<unknown>] => [
      name,
      async () => {
        const { stop, resume, stopped } = stopOf(world);
        await load.more("granted", stopped);
        await stop();
        await sleep(20);
        await resume();
      },
    ]),
    ["a cancelled campaign", () => cancelUnderWay(world).then(() => load.more("granted", [stranger]))],
    ...optOuts
      .filter(([name]) => name === "a message from the phone")
      .map(([name, act]): [string, () => Promise<unknown>] => [name, () => optOutInFlight(world, act, 12)]),
  ];
}

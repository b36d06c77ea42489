import { afterAll, beforeAll, expect, test } from "vitest";
import { type Cancelled, cancelUnderWay, optOutInFlight, optOuts } from "./cancel-endings.ts";
import { balanced } from "./pause-books.ts";
import { until } from "./pause-load.ts";
import { openPauseWorld, type PauseWorld } from "./pause-stops.ts";

const rounds = Number(process.env.NOVA_PAUSE_ROUNDS ?? 1);
let world: PauseWorld;
const cancelled: Cancelled[] = [];
beforeAll(async () => {
  world = await openPauseWorld();
  world.load.start();
}, 60_000);
afterAll(() => world?.close());

const query = async (sql: string, ...values: unknown[]) => (await world.ledger.pool.query(sql, values)).rows;

test("with 32 claims in flight, none is granted any more once a campaign is cancelled", {
  timeout: 60_000 + rounds * 2_000,
}, async () => {
  const { load, witness, books, stranger, cousin } = world;
  for (let round = 0; round < 2 * rounds; round++) {
    const ended = await cancelUnderWay(world);
    cancelled.push(ended);
    expect(await books([ended.campaign])).toEqual(balanced);
    await load.more("granted", [stranger, cousin]);
  }
  expect(await witness.violations()).toEqual([]);
});

test("what was under way when its campaign was cancelled ends as well, and is counted", async () => {
  const open = (ids: string[]) =>
    query(
      "select from public.sends where campaign_id = any ($1) and status in ('pending', 'queued', 'sending')",
      ids,
    );
  await until("nothing of a cancelled campaign is open", async () => {
    return (await open(cancelled.map(({ campaign }) => campaign.campaignId))).length === 0;
  });
  for (const { campaign, spared } of cancelled) {
    const rows = await query(
      "select from public.sends where campaign_id = $1 and status = 'cancelled'",
      campaign.campaignId,
    );
    expect(spared).toBeGreaterThan(0);
    expect(rows.length).toBeGreaterThanOrEqual(spared); // those that came back as `later` were spared afterwards
  }
});

test.each(optOuts)(
  "nobody is written to any more who has opted out by %s; everybody else is",
  {
    timeout: 60_000 + rounds * 2_000,
  },
  async (_, act) => {
    const { load, witness, books } = world;
    for (let round = 0; round < rounds; round++) {
      const people = await optOutInFlight(world, act);
      expect(people.length).toBeGreaterThan(0);
      expect(await books(load.campaigns)).toEqual(balanced);
      await load.more("granted", [...load.going]);
      // Claimed again by and by, they are skipped; who had ended before stays so.
      await until("all who opted out are passed over", async () => {
        const sends = people.map(({ contactId }) => contactId);
        const left = await query(
          "select from public.sends where contact_id = any ($1) and lane = 'campaign' and status in ('pending', 'queued', 'sending')",
          sends,
        );
        return left.length === 0;
      });
    }
    expect(await witness.violations()).toEqual([]);
  },
);
test("who opted out by message is confirmed to once, however often they say it", async () => {
  const { load, ledger } = world;
  const [first] = await optOutInFlight(world, () => Promise.resolve(), 1);
  if (!first) throw new Error("nobody is in flight");
  const said = (word: string) =>
    JSON.stringify([
      { sender: first.sender, optOuts: [{ kind: "phone", value: first.phone, confirmation: word }] },
    ]);
  const hear = (body: string) =>
    load.services.call("ingest_webhook", "meta", null, null, body, body, said(body));
  await Promise.all(
    ["SAIR", "SAIR", "PARAR", "sair!", "PARAR"].map((body) => hear(`${body} ${first.phone}`)),
  );
  const confirmations = await query(
    "select status from public.sends where client_id = $1 and to_value = $2 and lane = 'reply'",
    first.clientId,
    first.phone,
  );
  expect(confirmations.length).toBe(1);
  await ledger.foldAll();
});

test("with all of it, nothing failed, and at the end every recipient is counted once", async () => {
  const { load, ledger, books } = world;
  await load.stop();
  expect(load.errors).toEqual([]);
  await ledger.foldAll();
  expect(await books(load.campaigns)).toEqual(balanced);
  expect(
    await query(
      "select from public.campaign_progress where total <> waiting + sent + delivered + read + failed + skipped + cancelled + unconfirmed",
    ),
  ).toEqual([]);
});

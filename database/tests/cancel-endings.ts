import { randomUUID } from "node:crypto";
import type { Campaign } from "./pause-load.ts";
import type { PauseWorld } from "./pause-stops.ts";
import { pick } from "./stress-actions.ts";

export type Cancelled = { campaign: Campaign; spared: number };

/** Cancels a campaign under way; the campaign, and how many recipients it was told to have spared. */
export async function cancelUnderWay(world: PauseWorld): Promise<Cancelled> {
  const campaign = await world.addCampaign(pick([world.paused, world.stranger]).tenant, 40);
  await world.load.more("granted", [campaign]);
  const { clientId } = campaign.tenant;
  world.load.going.delete(campaign);
  const spared = await world.load.services.call<number>(
    "cancel_campaign",
    clientId,
    campaign.campaignId,
    "x",
  );
  return { campaign, spared };
}

type Person = { sendId: string; clientId: string; contactId: string; phone: string; sender: string };
type Aliases = { phone: string; lid: string; bsuid: string };

/** People whose sends are being claimed at this very moment, known by three names each. */
async function peopleInFlight(world: PauseWorld, count: number): Promise<(Person & Aliases)[]> {
  const { pool } = world.ledger;
  const sendIds = [...world.load.inFlight].slice(0, count);
  const { rows } = await pool.query<Person>(
    `select s.id as "sendId", s.client_id as "clientId", s.contact_id as "contactId", s.to_value as phone, p.external_id as sender
     from public.sends s join public.client_providers p on p.id = s.sender_id where s.id = any ($1)`,
    [sendIds],
  );
  await pool.query(
    `insert into public.contact_aliases (client_id, kind, value, contact_id)
     select s.client_id, k.kind, k.kind || '-' || s.to_value, s.contact_id
     from public.sends s cross join unnest(array['lid', 'bsuid']) k (kind) where s.id = any ($1)
     on conflict do nothing`,
    [sendIds],
  );
  return rows.map((row) => ({ ...row, lid: `lid-${row.phone}`, bsuid: `bsuid-${row.phone}` }));
}

const record = (kind: keyof Aliases) => (world: PauseWorld, person: Person & Aliases) =>
  world.load.services.call("record_opt_out", person.clientId, kind, person[kind], "teste");
const hear = (kind: keyof Aliases) => (world: PauseWorld, person: Person & Aliases) => {
  const optOut = { kind, value: person[kind], confirmation: "Pronto." };
  const groups = JSON.stringify([{ sender: person.sender, optOuts: [optOut] }]);
  return world.load.services.call("ingest_webhook", "meta", null, null, randomUUID(), "{}", groups);
};
const insert = (world: PauseWorld, { clientId, phone }: Person) =>
  world.load.services.query(
    "insert into public.opt_outs (client_id, alias_kind, alias_value, source) values ($1, 'phone', $2, 'teste')",
    [clientId, phone],
  );

/** Every way in which somebody asks to be left alone. */
export const optOuts: [string, (world: PauseWorld, person: Person & Aliases) => Promise<unknown>][] = [
  ["a call with the phone", record("phone")],
  ["a call with another name of theirs", record("bsuid")],
  ["a message from the phone", hear("phone")],
  ["a message from another name of theirs", hear("lid")],
  ["one row", insert],
];

/** A few people opt out in the middle of everything, all at once. */
export async function optOutInFlight(world: PauseWorld, act: (typeof optOuts)[number][1], count = 5) {
  await world.load.more("granted", [...world.load.going]);
  let people = await peopleInFlight(world, count);
  while (people.length === 0) {
    await world.load.more("granted", [...world.load.going]); // between two claims there is nobody
    people = await peopleInFlight(world, count);
  }
  await Promise.all(people.map((person) => act(world, person)));
  return people;
}

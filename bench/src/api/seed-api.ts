import { randomUUID } from "node:crypto";
import { profiles } from "@nova/pacing";
import { insertBare } from "../import/insert-bare.ts";
import { makePeople, type Person } from "../infrastructure/make-people.ts";
import type { Database } from "../infrastructure/start-database.ts";

export type Sizes = { recipients: number; listed: number; campaigns: number; people: number };
export type Seeded = {
  clientId: string;
  people: Person[];
  senderId: string;
  /** A list of `listed` contacts. */
  listId: string;
  /** Running, of `recipients`: four fifths have left, some of them failed. */
  runningId: string;
  /** A draft to the list. */
  draftId: string;
  /** One that waits, in the running campaign. */
  waitingSendId: string;
};

/** A tenant in the middle of a day's work: a long campaign half-way, a draft, and those of the months before. */
export async function seedApi(database: Database, sizes: Sizes): Promise<Seeded> {
  const { client } = database;
  const people = await makePeople(database, sizes.people);
  const [person] = people;
  if (!person) throw new Error("there is nobody to ask");
  const { clientId, userId } = person;
  const senderId = randomUUID();
  await database.database.senders.save({
    ...{ id: senderId, clientId, provider: "meta", externalId: senderId, name: "bench", apiUrl: null },
    credentials: "sealed",
    profile: { kind: "official", ...profiles.official, window: null, ramp: null },
  });
  await insertBare(client, clientId, sizes.recipients);
  const longListId = await idOf(database, "select id from public.contact_lists where client_id = $1", [
    clientId,
  ]);
  const listId = await idOf(
    database,
    "insert into public.contact_lists (client_id, name) values ($1, 'some') returning id",
    [clientId],
  );
  await client.query(
    `insert into public.contact_list_members (list_id, contact_id, client_id, position, variables)
     select $1, m.contact_id, m.client_id, m.position, m.variables from public.contact_list_members m
     where m.list_id = $2 and m.position <= $3`,
    [listId, longListId, sizes.listed],
  );
  await client.query("vacuum analyze public.contacts, public.contact_aliases, public.contact_list_members");

  const { platformCampaigns } = database.database;
  const draft = async (list: string, name: string) => {
    const text = "Olá {{name}}, como vai {{cidade|a sua cidade}}?";
    const about = { id: randomUUID(), name, senderId, listId: list, components: null, needed: ["name"] };
    const { id } = await platformCampaigns.create(userId, clientId, {
      ...about,
      message: { kind: "text", text },
    });
    return id;
  };
  for (let index = 0; index < sizes.campaigns; index++) await draft(listId, `Campanha ${index}`);
  await client.query(
    `with ended as (update public.campaigns c set status = 'finished', content = '{"kind": "text"}', started_at = now() - interval '9 days', finished_at = now()
       where c.client_id = $1 returning c.id)
     insert into public.campaign_progress (campaign_id, client_id, total, delivered) select e.id, $1, 900, 900 from ended e`,
    [clientId],
  );
  const runningId = await draft(longListId, "Longa");
  const draftId = await draft(listId, "Rascunho");
  await platformCampaigns.begin(userId, clientId, runningId);
  await client.query(
    `update public.sends s set left_at = now() - interval '1 day' + s.position * interval '100 ms',
       sent_at = now() - interval '1 day', slot_at = now() - interval '1 day', code = case when s.position % 40 = 0 then '131026' end, reason = case when s.position % 40 = 0 then 'rejected' end,
       status = case when s.position % 40 = 0 then 'failed' when s.position % 3 = 0 then 'read' else 'delivered' end
     where s.campaign_id = $1 and s.position <= $2`,
    [runningId, Math.floor(sizes.recipients * 0.8)],
  );
  await client.query("select public.fold_campaign_progress($1)", [runningId]);
  await client.query("vacuum analyze");
  const waitingSendId = await idOf(
    database,
    "select id from public.sends where campaign_id = $1 and status = 'pending' order by position limit 1",
    [runningId],
  );
  return { clientId, people, senderId, listId, runningId, draftId, waitingSendId };
}

async function idOf({ client }: Database, text: string, values: unknown[]): Promise<string> {
  const { rows } = await client.query<{ id: string }>(text, values);
  const [found] = rows;
  if (!found) throw new Error(`nothing found: ${text}`);
  return found.id;
}

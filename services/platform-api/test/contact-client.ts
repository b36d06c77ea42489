import { randomUUID } from "node:crypto";
import { profiles } from "@nova/pacing";
import type { Api } from "./open-api.ts";

type Person = [phone: string, name: string | null];

/** A tenant with a sender and these people on a list, and what its owner does with them. */
export async function openContacts(api: Api, people: Person[]) {
  const client = await api.makeClient();
  const { clientId, owner } = client;
  const ask = (method: string, path: string, body?: unknown) =>
    api.call(method, `/v1/clients/${clientId}${path}`, {
      token: owner.token,
      ...(body !== undefined && { body }),
    });
  const list = { id: randomUUID(), name: "Lista" };
  await api.pool.query("insert into public.contact_lists (id, client_id, name) values ($1, $2, $3)", [
    list.id,
    clientId,
    list.name,
  ]);
  const rows = people.map(([phone, name]) => ({ phone, ...(name !== null && { name }) }));
  await api.nova.campaigns.importContacts(clientId, list.id, rows);
  const { rows: contacts } = await api.pool.query<{ id: string; phone: string }>(
    `select m.contact_id as id, a.value as phone from public.contact_list_members m
     join public.contact_aliases a using (contact_id) where m.list_id = $1 order by m.position`,
    [list.id],
  );
  const senderId = randomUUID();
  const externalId = senderId;
  await api.nova.senders.save({
    ...{
      id: senderId,
      clientId,
      provider: "meta",
      externalId,
      name: "Número",
      apiUrl: null,
      credentials: "sealed",
    },
    profile: { kind: "official", ...profiles.official, pairGapMs: 0, ramp: undefined },
  });

  /** A campaign to the list, not started. */
  async function draft(): Promise<string> {
    const { rows } = await api.pool.query<{ id: string }>(
      `with t as (
         insert into public.templates (client_id, name, kind, body) values ($1, $4, 'text', 'Oi {{name}}') returning id)
       insert into public.campaigns (client_id, sender_id, template_id, list_id, name)
       select $1, $2, t.id, $3, 'Campanha' from t returning id`,
      [clientId, senderId, list.id, randomUUID()],
    );
    return rows[0]?.id ?? "";
  }
  async function start() {
    const campaignId = await draft();
    await api.nova.campaigns.start(clientId, campaignId, "ana");
    return { campaignId };
  }
  const sendsOf = async (campaignId: string) => {
    const { rows } = await api.pool.query(
      "select s.*, coalesce(c.name, '-') as person from public.sends s join public.contacts c on c.id = s.contact_id where s.campaign_id = $1 order by s.position",
      [campaignId],
    );
    return rows;
  };
  /** Gives every waiting send of a campaign a slot that is due. */
  async function reserve(campaignId: string): Promise<void> {
    const { rows } = await api.pool.query(
      "select plan_version from public.sender_states where sender_id = $1",
      [senderId],
    );
    const slots = (await sendsOf(campaignId))
      .filter(({ status }) => status === "pending")
      .map(({ id }) => ({ id, slot_at: Date.now(), not_after: null }));
    await api.pool.query("select public.reserve_slots($1, $2, $3, '[]', null, null)", [
      senderId,
      rows[0].plan_version,
      JSON.stringify(slots),
    ]);
  }
  /** Claims every send of a campaign; what came of each, by the person's name. */
  async function plan(campaignId: string) {
    await reserve(campaignId);
    const claims: Record<string, unknown> = {};
    for (const { id, person } of await sendsOf(campaignId))
      claims[person] = await api.nova.sends.claim(id, randomUUID());
    return claims;
  }
  return { ...client, ask, list, contacts, senderId, externalId, draft, start, reserve, plan, sendsOf };
}

import { randomUUID } from "node:crypto";
import { profiles } from "@nova/pacing";
import type { NovaDatabase } from "@nova/supabase-client";
import type pg from "pg";
import { demoContacts } from "../../../infra/local/src/demo/demo-contacts.ts";

export type Tenant = { clientId: string; senderId: string; listName: string };

const rowsPerImport = 5_000;
const template = { name: "bench", kind: "text" as const, body: "Olá {{name}}" };

/** A tenant with an official number, open round the clock, and a contact list that has been there for a while. */
export async function importList(
  { senders, campaigns }: NovaDatabase,
  client: pg.Client,
  recipients: number,
): Promise<Tenant> {
  const clientId = randomUUID();
  const senderId = randomUUID();
  const listName = `${recipients} contacts`;
  await senders.saveClient(clientId, `bench-${recipients}`, `Bench ${recipients}`);
  await senders.save({
    id: senderId,
    clientId,
    provider: "meta",
    externalId: senderId,
    name: "bench",
    apiUrl: null,
    credentials: "sealed",
    profile: { kind: "official", ...profiles.official, window: null, ramp: null },
  });
  const { listId } = await campaigns.create({
    clientId,
    senderId,
    name: "import",
    template,
    listName,
    seed: 1,
  });
  const contacts = demoContacts(recipients);
  for (let from = 0; from < recipients; from += rowsPerImport)
    await campaigns.importContacts(clientId, listId, contacts.slice(from, from + rowsPerImport));
  // What autovacuum does within a minute of an import.
  await client.query("vacuum analyze public.contacts, public.contact_aliases, public.contact_list_members");
  return { clientId, senderId, listName };
}

/** A fresh draft campaign to the tenant's list, on an empty ledger and an empty queue. */
export async function prepareCampaign(
  { campaigns }: NovaDatabase,
  client: pg.Client,
  { clientId, senderId, listName }: Tenant,
): Promise<string> {
  await emptyLedger(client);
  await client.query("update public.campaigns set status = 'finished' where status = 'running'");
  await client.query("update public.sender_states set next_slot_at = null where sender_id = $1", [senderId]);
  const { campaignId } = await campaigns.create({
    clientId,
    senderId,
    name: "bench",
    template,
    listName,
    seed: 1,
  });
  return campaignId;
}

/** Both sides begin alike: no rows, no queued messages, nothing of the last run left for a checkpoint to write. */
export async function emptyLedger(client: pg.Client): Promise<void> {
  await client.query(
    "truncate public.sends, public.campaign_progress, public.campaign_progress_deltas, public.sender_usage cascade",
  );
  await client.query("delete from broker.tasks");
  await client.query("delete from broker.deliveries");
  await client.query("checkpoint");
}

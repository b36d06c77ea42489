import { randomUUID } from "node:crypto";
import { createVault, parseCredentialsKey } from "@nova/credentials";
import { profiles } from "@nova/pacing";
import { demoContacts } from "../../../infra/local/src/demo/demo-contacts.ts";
import type { Database } from "./start-database.ts";

export type Sender = { id: string; phoneNumberId: string; campaignId: string };
export type Seeded = { clientId: string; senders: Sender[]; contacts: number };
type Wanted = { senders: number; contacts: number; minGapMs: number };

const template = { name: "bench", kind: "text" as const, body: "Olá {{name}}" };
const rowsPerImport = 5_000;

/**
 * A tenant with official numbers that have sealed credentials and a running campaign each, and a list of contacts. The
 * campaigns have no rows yet.
 */
export async function seedSenders(
  { database, client, settings }: Pick<Database, "database" | "client" | "settings">,
  { senders: count, contacts, minGapMs }: Wanted,
): Promise<Seeded> {
  const { senders, campaigns } = database;
  const clientId = randomUUID();
  const vault = createVault(parseCredentialsKey(settings.credentialsKey));
  await senders.saveClient(clientId, `bench-${clientId.slice(0, 8)}`, "Bench");
  const made: Sender[] = [];
  let list: string | undefined;
  for (let index = 0; index < count; index++) {
    const id = randomUUID();
    const phoneNumberId = String(100_000_000_000_000 + Math.floor(Math.random() * 1e14));
    await senders.save({
      id,
      clientId,
      provider: "meta",
      externalId: phoneNumberId,
      name: `bench ${index}`,
      apiUrl: null,
      credentials: vault.seal({ accessToken: "bench" }, { clientId, rowId: id }),
      profile: { kind: "official", ...profiles.official, window: null, ramp: null, minGapMs },
    });
    const { campaignId, listId } = await campaigns.create({
      clientId,
      senderId: id,
      name: `bench ${index}`,
      template,
      listName: "bench",
      seed: 1,
    });
    list ??= listId;
    made.push({ id, phoneNumberId, campaignId });
  }
  const rows = demoContacts(contacts);
  for (let from = 0; list && from < contacts; from += rowsPerImport)
    await campaigns.importContacts(clientId, list, rows.slice(from, from + rowsPerImport));
  // As start_campaign leaves them, but for their rows.
  await client.query(
    `update public.campaigns c set status = 'running', started_at = now(), content = jsonb_build_object(
       'kind', t.kind, 'name', t.name, 'language', t.language, 'version', t.version, 'body', t.body, 'components', t.components)
     from public.templates t where t.id = c.template_id and c.client_id = $1`,
    [clientId],
  );
  await client.query(
    `insert into public.campaign_progress (campaign_id, client_id, total, waiting, skipped)
     select c.id, c.client_id, 0, 0, 0 from public.campaigns c where c.client_id = $1`,
    [clientId],
  );
  await client.query("vacuum analyze public.contacts, public.contact_aliases, public.contact_list_members");
  return { clientId, senders: made, contacts };
}

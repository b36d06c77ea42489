import type pg from "pg";

/**
 * Adds `rows` sends of the last three months to the ledger, all delivered: contacts with their address, attempts and the
 * webhooks that told of them, as a tenant that has been sending for a while has. Keys are not checked while they are loaded.
 */
export async function growLedger(client: pg.Client, clientId: string, rows: number): Promise<void> {
  const { rows: found } = await client.query<{ from: number }>(
    "select count(*)::int as from from public.sends where dedupe_key like 'history:%'",
  );
  const from = found[0]?.from ?? 0;
  const numbers = `generate_series(${from + 1}, ${from + rows}) n`;
  const moment = "now() - interval '10 minutes' - (n::bigint * 7919 % 7776000) * interval '1 second'";
  const id = (kind: string) => `md5('${kind}' || n)::uuid`;
  await client.query("begin");
  await client.query("set local session_replication_role = replica");
  await client.query(
    `insert into public.contacts (id, client_id, name, created_at)
     select ${id("contact")}, $1, 'Ana Souza', ${moment} from ${numbers}`,
    [clientId],
  );
  await client.query(
    `insert into public.contact_aliases (client_id, kind, value, contact_id)
     select $1, 'phone', (5500000000000 + n)::text, ${id("contact")} from ${numbers}`,
    [clientId],
  );
  await client.query(
    `insert into public.sends (id, client_id, campaign_id, sender_id, contact_id, dedupe_key, lane, status, to_value, variables,
       position, slot_at, attempt_id, provider_message_id, sent_at, delivered_at)
     select ${id("send")}, $1, c.id, c.sender_id, ${id("contact")}, 'history:' || n, 'campaign', 'delivered', (5500000000000 + n)::text,
       '{"name": "Ana Souza"}', n, ${moment}, ${id("attempt")}, 'wamid.' || ${id("attempt")}, ${moment}, ${moment}
     from ${numbers}
     cross join lateral (
       select g.id, g.sender_id from public.campaigns g where g.client_id = $1 order by g.id
       offset n % (select count(*) from public.campaigns where client_id = $1) limit 1) c`,
    [clientId],
  );
  await client.query(
    `insert into public.send_attempts (id, send_id, client_id, sender_id, contact_id, started_at, settled_at, outcome, provider_message_id)
     select s.attempt_id, s.id, s.client_id, s.sender_id, s.contact_id, s.slot_at, s.slot_at, 'sent', s.provider_message_id
     from public.sends s where s.dedupe_key like 'history:%' and s.position between $1 and $2`,
    [from + 1, from + rows],
  );
  await client.query(
    `insert into public.webhook_events (provider, client_id, body_hash, body, status, received_at)
     select 'meta', $1, encode(sha256(n::text::bytea), 'hex'), '{"history":true}', 'applied', ${moment} from ${numbers}`,
    [clientId],
  );
  await client.query("commit");
  await client.query(
    `vacuum analyze public.contacts, public.contact_aliases, public.contact_list_members, public.sends, public.send_attempts,
       public.webhook_events, public.campaigns, public.sender_states, public.client_providers, public.clients, public.active_pauses, public.opt_outs`,
  );
}

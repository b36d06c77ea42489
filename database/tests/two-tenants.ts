import { randomUUID } from "node:crypto";
import { type Ledger, openLedger, type Tenant } from "./ledger-fixture.ts";

export type FilledTenant = Tenant & { userId: string; campaignId: string; sendId: string };
export type TwoTenants = Awaited<ReturnType<typeof openTwoTenants>>;

/** Tables that belong to no tenant, or whose rows do not say whose they are. */
export const withoutTenant = [
  "app_settings",
  "campaign_progress_deltas",
  "feature_flags",
  "job_runs",
  "parked_statuses",
  "platform_admins",
  "sender_usage",
];

/** A database in which every table holds rows, and every table of tenants holds rows of two of them. */
export async function openTwoTenants() {
  const ledger = await openLedger();
  const ours = await fill(ledger);
  const theirs = await fill(ledger);
  await ledger.call("initialize_database", "test", "local");
  await ledger.pool.query("insert into public.platform_admins (user_id) values (gen_random_uuid())");
  await ledger.call("begin_job_run", "tick", "1");
  await ledger.pool.query("insert into public.feature_flags (key) values ('probe')");

  const { rows } = await ledger.pool.query(
    `select c.relname as name, c.relkind = 'v' as "isView",
       (select a.attname from pg_attribute a where a.attrelid = c.oid and a.attname = case c.relname when 'clients' then 'id' else 'client_id' end) as tenant,
       (select array_agg(a.attname::text order by a.attnum) from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped) as columns,
       has_any_column_privilege('authenticated', c.oid, 'select') as readable
     from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'v') order by 1`,
  );
  const relations: {
    name: string;
    isView: boolean;
    tenant: string | null;
    columns: string[];
    readable: boolean;
  }[] = rows;

  /** How many rows of a relation there are, and how many of one tenant. */
  async function count(
    name: string,
    tenant: string | null,
    clientId: string,
  ): Promise<{ all: number; own: number }> {
    const own = tenant === null ? "0" : `count(*) filter (where ${tenant} = '${clientId}')::int`;
    const { rows: found } = await ledger.pool.query(
      `select count(*)::int as all, ${own} as own from public.${name}`,
    );
    return found[0];
  }
  return { ...ledger, ours, theirs, relations, count };
}

async function fill(ledger: Ledger): Promise<FilledTenant> {
  const tenant = await ledger.makeTenant();
  const { clientId, senderId, phoneNumberId } = tenant;
  const userId = randomUUID();
  await ledger.pool.query("insert into public.members (client_id, user_id, role) values ($1, $2, 'owner')", [
    clientId,
    userId,
  ]);
  await ledger.pool.query(
    `update public.clients set token = 'legacy-token', api_url = 'https://legacy.example', tools_config = '{"whatsapp": {"key": "k"}}' where id = $1`,
    [clientId],
  );
  await ledger.pool.query("update public.client_providers set credentials = null where id = $1", [senderId]);
  await ledger.call("save_webhook_endpoint", randomUUID(), clientId, "meta", "sealed");
  const { campaignId, sendIds } = await ledger.startCampaign(tenant, 3);
  const [sendId = ""] = sendIds;
  await ledger.reserve(tenant, sendIds);
  const attemptId = randomUUID();
  await ledger.call("claim_send", sendId, attemptId);
  await ledger.call("settle_send", attemptId, JSON.stringify({ kind: "failed", code: "x", reason: "x" }));
  await ledger.ingest(phoneNumberId, {
    statuses: [{ externalId: `wamid.${clientId}`, status: "sent" }],
    optOuts: [{ kind: "phone", value: "5511977776666", confirmation: "Pronto!" }],
    replies: [{ externalId: `wamid.in.${clientId}`, contextId: "wamid.unknown" }],
  });
  await ledger.call("pause_sending", "sender", "pause", "teste", "manual", clientId, senderId);
  await ledger.pool.query(
    "insert into public.audit_events (client_id, actor, action, subject_kind) values ($1, $2, 'probe', 'probe')",
    [clientId, userId],
  );
  await ledger.pool.query(
    "insert into public.dead_letters (topic, message_id, reason, body, client_id) values ('whatsapp-send', $2, 'unreadable', '{}', $1)",
    [clientId, sendId],
  );
  await stageImport(ledger, clientId, userId);
  await ledger.pool.query(
    `select app.store_message(p, app.find_or_create_contact(p.client_id, 'phone', '5511944443333', 'Ana'), 'phone', '5511944443333',
       '{"direction": "in", "type": "text", "text": "oi"}')
     from public.client_providers p where p.id = $1`,
    [senderId],
  );
  await ledger.pool.query(
    `insert into public.conversation_turn_steps (conversation_id, owner_epoch, through, step, client_id, result)
     select c.id, 1, 1, 'model-0', c.client_id, '{}' from public.active_conversations c where c.client_id = $1`,
    [clientId],
  );
  await ledger.call("tell_of_ceiling", clientId);
  // Left unfolded, as it is for half a second after every fold.
  await ledger.pool.query(
    "insert into public.campaign_progress_deltas (campaign_id, bucket, delta) values ($1, 'sent', 0)",
    [campaignId],
  );
  return { ...tenant, userId, campaignId, sendId };
}

async function stageImport(ledger: Ledger, clientId: string, userId: string): Promise<void> {
  const [id, attemptId] = [randomUUID(), randomUUID()];
  const refused = [{ line: 3, code: "phone-empty", cells: ["Ana"] }];
  const progress = { bytesRead: 9, totals: { rows: 2, ready: 1, refused: 1 }, headers: ["telefone"] };
  await ledger.call("create_import", userId, clientId, id, "lista.csv", {}, null, "importada");
  await ledger.call("begin_import", userId, clientId, id, attemptId);
  const rows = [{ phone: "5511955554444", variables: {} }];
  const [staged, unread] = [JSON.stringify(rows), JSON.stringify(refused)];
  await ledger.call("stage_import_rows", userId, clientId, id, attemptId, 0, staged, unread, progress);
}

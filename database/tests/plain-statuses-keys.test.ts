import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Ledger, openLedger, type Tenant } from "./ledger-fixture.ts";

const ledgered = 5_000;
let ledger: Ledger;
let tenant: Tenant;
beforeAll(async () => {
  ledger = await openLedger();
  tenant = await ledger.makeTenant();
  const { campaignId } = await ledger.startCampaign(tenant, 1);
  await ledger.pool.query(
    `insert into public.sends (client_id, campaign_id, sender_id, contact_id, dedupe_key, lane, status, to_kind, to_value, position, provider_message_id, sent_at, attempt_id)
     select $1, $2, $3, gen_random_uuid(), 'k' || i, 'campaign', 'sent', 'phone', '5511', i, 'wamid.' || i, now(), gen_random_uuid() from generate_series(1, $4::integer) i`,
    [tenant.clientId, campaignId, tenant.senderId, ledgered],
  );
  await ledger.pool.query(
    `insert into public.send_attempts (id, send_id, client_id, sender_id, contact_id, started_at, outcome, settled_at)
     select s.attempt_id, s.id, s.client_id, s.sender_id, s.contact_id, now(), 'sent', now() from public.sends s where s.attempt_id is not null`,
  );
  await ledger.pool.query(
    `with people as (insert into public.contacts (client_id) select $1 from generate_series(1, $2::integer) returning id)
     insert into public.contact_aliases (client_id, kind, value, contact_id)
     select $1, 'bsuid', 'BR.' || row_number() over (), p.id from people p`,
    [tenant.clientId, ledgered],
  );
  for (const table of ["sends", "send_attempts", "contact_aliases"])
    await ledger.pool.query(`analyze public.${table}`);
});
afterAll(() => ledger.close());

test.each([
  ["one body", 1],
  ["forty bodies", 40],
])(
  "the statuses of %s are found by their keys, however long the ledger and however many have a name",
  async (_, count) => {
    const { rows } = await ledger.pool.query(
      "select provider_message_id as id, attempt_id, position from public.sends where attempt_id is not null order by position limit $1",
      [count],
    );
    const deliveries = rows.map(({ id, attempt_id: trackId, position }, index) => {
      const userId = `BR.${position}`;
      const statuses = [{ externalId: id, status: "read", userId, ...(index % 2 === 0 && { trackId }) }];
      const body = randomUUID();
      const group = { sender: tenant.phoneNumberId, statuses, optOuts: [], optIns: [], templateStatuses: [] };
      return { endpointId: null, clientId: null, bodyHash: body, body, groups: [group], problem: null };
    });

    const client = await ledger.pool.connect();
    const wholeReads = async () => {
      const { rows: tables } = await client.query(
        "select relname, seq_scan::int from pg_stat_xact_user_tables where relname in ('sends', 'send_attempts', 'contact_aliases') order by 1",
      );
      return tables.map(({ relname, seq_scan }) => [relname, seq_scan]);
    };
    await client.query("begin");
    const before = await wholeReads();
    const done = await client.query("select public.ingest_webhooks('meta', $1) as done", [
      JSON.stringify(deliveries),
    ]);
    const after = await wholeReads();
    await client.query("rollback");
    client.release();
    expect(done.rows[0].done).toEqual(rows.map(() => expect.objectContaining({ status: "applied" })));
    expect(before).toHaveLength(3);
    expect(after).toEqual(before);
  },
);

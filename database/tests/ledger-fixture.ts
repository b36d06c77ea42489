import { randomUUID } from "node:crypto";
import { createTestDatabase, type TestDatabase } from "@nova/testing";

export type Tenant = { clientId: string; senderId: string; phoneNumberId: string };
export type Ledger = Awaited<ReturnType<typeof openLedger>>;

/** A profile of Meta's, round the clock and without caps. */
export const official = {
  kind: "official",
  minGapMs: 12.5,
  gapJitterMs: 0,
  maxPerHour: null,
  maxPerDay: null,
  warmUp: [],
  tierPerDay: null,
  window: null,
  pairGapMs: 6_000,
  frequencyCap: null,
  replyHeadroom: 0.2,
  repliesCount: false,
  portfolioId: null,
};

/** A database of its own with shorthands for what the services call, always as service_role. */
export async function openLedger() {
  const database: TestDatabase = await createTestDatabase();

  /** Calls a SQL function as a service would: one call, one transaction. */
  function call<T = Record<string, unknown>>(name: string, ...values: unknown[]): Promise<T> {
    return database.as("service_role", {}, async (client) => {
      const marks = values.map((_, index) => `$${index + 1}`).join(", ");
      const { rows } = await client.query(`select public.${name}(${marks}) as result`, values);
      return rows[0].result;
    });
  }

  async function makeTenant(
    profile: Partial<Record<keyof typeof official | "portfolioId" | "ramp" | "breaker", unknown>> = {},
  ): Promise<Tenant> {
    const tenant = {
      clientId: randomUUID(),
      senderId: randomUUID(),
      phoneNumberId: String(Date.now()) + randomUUID().slice(0, 4),
    };
    await call("save_client", tenant.clientId, `t-${tenant.clientId.slice(0, 8)}`, "Teste");
    await call(
      "save_sender",
      tenant.senderId,
      tenant.clientId,
      "meta",
      tenant.phoneNumberId,
      "Número",
      null,
      "sealed",
      { ...official, ...profile },
    );
    return tenant;
  }

  /** A running campaign to `count` invented people; the ids of its sends in order. */
  async function startCampaign({ clientId, senderId }: Tenant, count: number, firstNumber = 0) {
    const template = { name: `t${randomUUID()}`, kind: "text", body: "Olá {{name}}" };
    const { campaignId, listId } = await call<{ campaignId: string; listId: string }>(
      "create_campaign",
      clientId,
      senderId,
      "Campanha",
      template,
      randomUUID(),
      7,
    );
    const rows = Array.from({ length: count }, (_, i) => ({
      phone: `5511${900000000 + firstNumber + i}`,
      name: `Pessoa ${i}`,
    }));
    await call("import_contacts", clientId, listId, JSON.stringify(rows));
    await call("start_campaign", clientId, campaignId, "teste");
    const { rows: sends } = await database.pool.query(
      "select id from public.sends where campaign_id = $1 order by position",
      [campaignId],
    );
    return { campaignId, listId, sendIds: sends.map((row) => row.id as string) };
  }

  /** Gives sends slots that are due now, as the dispatcher would. */
  async function reserve({ senderId }: Tenant, sendIds: string[], slotAt = Date.now()): Promise<void> {
    const { rows } = await database.pool.query(
      "select plan_version from public.sender_states where sender_id = $1",
      [senderId],
    );
    const slots = sendIds.map((id) => ({ id, slot_at: slotAt, not_after: null }));
    await call("reserve_slots", senderId, rows[0].plan_version, JSON.stringify(slots), "[]", null, null);
  }

  /** Makes a campaign one of a template of Meta's. */
  async function ofMeta(campaignId: string): Promise<void> {
    await database.pool.query(
      `with c as (update public.campaigns set content = content || '{"kind": "meta"}' where id = $1 returning template_id)
       update public.templates t set kind = 'meta' from c where t.id = c.template_id`,
      [campaignId],
    );
  }

  async function row(sendId: string) {
    const { rows } = await database.pool.query("select * from public.sends where id = $1", [sendId]);
    return rows[0];
  }

  /** Has every campaign's counts say what its rows say, now. */
  async function foldAll(): Promise<void> {
    await database.pool.query("select public.fold_campaign_progress(c.id) from public.campaigns c");
  }

  function ingest(phoneNumberId: string, group: Record<string, unknown>, body: string = randomUUID()) {
    const groups = JSON.stringify([
      { sender: phoneNumberId, statuses: [], optOuts: [], optIns: [], templateStatuses: [], ...group },
    ]);
    return call<{ duplicate: boolean; status: string; sendIds: string[] }>(
      "ingest_webhook",
      "meta",
      null,
      null,
      body,
      body,
      groups,
    );
  }

  return { ...database, database, call, makeTenant, startCampaign, reserve, ofMeta, row, foldAll, ingest };
}

import { randomUUID } from "node:crypto";
import { openLedger } from "./ledger-fixture.ts";
import { openBooks } from "./pause-books.ts";
import { until } from "./pause-load.ts";
import { openServicePool } from "./service-pool.ts";

export type PausedCampaign = Awaited<ReturnType<Awaited<ReturnType<typeof openCampaigns>>["begin"]>>;

/** A database in which single steps of a campaign can be made to overlap. */
export async function openCampaigns() {
  const ledger = await openLedger();
  const services = openServicePool(ledger.url, 12);
  const books = openBooks(ledger);
  const call = <T = Record<string, unknown>>(name: string, ...values: unknown[]) =>
    services.call<T>(name, ...values);

  /** Does one thing in a transaction that stays open until the other is done or waits for it; whether it waited. */
  async function meanwhile<T>(name: string, values: unknown[], second: () => Promise<T>) {
    let isDone = false;
    let other: Promise<T> | undefined;
    const waited = await ledger.database.as("service_role", {}, async (client) => {
      await client.query(`select public.${name}(${values.map((_, index) => `$${index + 1}`)})`, values);
      other = second().finally(() => {
        isDone = true;
      });
      await until("the other is done or waits for a lock", async () => isDone || (await waiting()) > 0);
      return !isDone;
    });
    return { waited, answer: await other };
  }
  /** How many connections wait for a lock. */
  const waiting = async (): Promise<number> => {
    const sql =
      "select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'";
    return (await ledger.pool.query(sql)).rows.length;
  };

  /** A running campaign to ten people of a tenant of its own, with shorthands for what is done to it. */
  async function begin() {
    const tenant = await ledger.makeTenant({ minGapMs: 0.01 });
    const { campaignId, sendIds } = await ledger.startCampaign(tenant, 10);
    const { clientId, senderId } = tenant;
    const targets: Record<string, (string | null)[]> = {
      global: [null, null, null],
      client: [clientId, null, null],
      sender: [clientId, senderId, null],
      campaign: [clientId, null, campaignId],
    };
    const read = async (sql: string) => (await ledger.pool.query(sql, [senderId])).rows[0].n;
    const planOf = (version: number) => {
      const slots = JSON.stringify(sendIds.map((id) => ({ id, slot_at: Date.now() })));
      return [senderId, version, slots, "[]", null, null];
    };
    return {
      tenant,
      campaignId,
      sendIds,
      planOf,
      pause: (action: "pause" | "resume", scope = "campaign") =>
        call("pause_sending", scope, action, "teste", "slack", ...(targets[scope] ?? []), "maria"),
      cancel: () => call<number>("cancel_campaign", clientId, campaignId, "teste"),
      reserve: (version: number) =>
        call<{ won: boolean; reserved: string[] }>("reserve_slots", ...planOf(version)),
      reserveAll: (...others: string[]) => ledger.reserve(tenant, [...sendIds, ...others]),
      version: () => read("select plan_version::int as n from public.sender_states where sender_id = $1"),
      used: () =>
        read("select coalesce(sum(used), 0)::int as n from public.sender_usage where sender_id = $1"),
      statuses: async () => (await call<{ byStatus: object }>("summarize_campaign", campaignId)).byStatus,
      audit: () => books([{ tenant, campaignId, sendIds }]),
    };
  }

  return {
    ...ledger,
    services,
    call,
    meanwhile,
    waiting,
    begin,
    claim: (sendId = "", attemptId: string = randomUUID()) => call("claim_send", sendId, attemptId),
    close: async () => {
      await services.close();
      await ledger.close();
    },
  };
}

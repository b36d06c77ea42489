import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Ledger, openLedger, type Tenant } from "./ledger-fixture.ts";

let ledger: Ledger;
let tenant: Tenant;
let campaignId: string;
let sendId: string;
const now = new Date("2026-03-02T12:00:20Z");
const nextTick = "2026-03-02T12:01:00+00:00";

beforeAll(async () => {
  ledger = await openLedger();
  await ledger.freezeClock(now);
});
afterAll(() => ledger.close());
beforeEach(async () => {
  tenant = await ledger.makeTenant();
  const started = await ledger.startCampaign(tenant, 1);
  campaignId = started.campaignId;
  sendId = started.sendIds[0] ?? "";
});

const set = (table: string, id: string, change: string) =>
  ledger.pool.query(
    `update public.${table} set ${change} where ${table === "sender_states" ? "sender_id" : "id"} = $1`,
    [id],
  );
const send = (change: string) => set("sends", sendId, change);
const explain = (id = sendId) =>
  ledger.call<{ reason: unknown; until: string | null }>("explain_send", tenant.clientId, id);
const at = (seconds: number) => `timestamptz '${new Date(now.getTime() + seconds * 1_000).toISOString()}'`;
const inSeconds = (seconds: number) => new Date(now.getTime() + seconds * 1_000);

/** A send before this one, and this one its follower. */
async function follow(change: string) {
  const { rows } = await ledger.pool.query(
    `insert into public.sends (client_id, sender_id, dedupe_key, lane, to_value, content)
     values ($1, $2, $3, 'reply', '5511988887777', '{"kind": "text", "body": "oi"}') returning id`,
    [tenant.clientId, tenant.senderId, randomUUID()],
  );
  await set("sends", rows[0].id, change);
  await send(`after_send_id = '${rows[0].id}'`);
}

describe("a send waits", () => {
  test.each<[string, () => Promise<unknown>, string, Date | string | null]>([
    ["for the next plan, when nothing else holds it", async () => {}, "next-plan", nextTick],
    ["for its slot", () => send(`status = 'queued', slot_at = ${at(30)}`), "slot", inSeconds(30)],
    [
      "for the sender's gap",
      () => send(`status = 'queued', slot_at = ${at(5)}, reason = 'gap'`),
      "gap",
      inSeconds(5),
    ],
    [
      "for the next sweep, once its slot is missed",
      () => send(`status = 'queued', slot_at = ${at(-61)}`),
      "missed-slot",
      nextTick,
    ],
    [
      "until its recipient's hours begin",
      () => send(`not_before = ${at(7200)}, reason = 'window'`),
      "window",
      inSeconds(7200),
    ],
    [
      "until the provider takes more",
      () => send(`not_before = ${at(9)}, reason = 'meta.130429'`),
      "meta.130429",
      inSeconds(9),
    ],
    ["until later, for no reason given", () => send(`not_before = ${at(9)}`), "not-before", inSeconds(9)],
    [
      "for its sender's turn",
      () => set("sender_states", tenant.senderId, `next_slot_at = ${at(150)}`),
      "turn",
      inSeconds(150),
    ],
    [
      "for the one before it to be sent",
      () => follow(`status = 'sending', lease_until = ${at(12)}`),
      "predecessor",
      inSeconds(12),
    ],
    ["for the one before it to get its turn", () => follow("status = 'pending'"), "predecessor", nextTick],
    [
      "for the one before it to be confirmed, a quarter of a minute",
      // The ledger's own times are those of the real clock.
      async () => {
        await follow("status = 'unconfirmed'");
        await ledger.pool.query("alter table public.sends disable trigger set_updated_at");
        await ledger.pool.query(
          `update public.sends set updated_at = ${at(-5)} where status = 'unconfirmed'`,
        );
        await ledger.pool.query("alter table public.sends enable trigger set_updated_at");
      },
      "predecessor-unconfirmed",
      inSeconds(10),
    ],
    ["for a person, while everything is paused", () => pause("global"), "global-paused", null],
    ["for a person, while its tenant is paused", () => pause("client"), "client-paused", null],
    ["for a person, while its sender is paused", () => pause("sender"), "sender-paused", null],
    ["for a person, while its campaign is paused", () => pause("campaign"), "campaign-paused", null],
    [
      "for a person, while its campaign is halted",
      () => set("campaigns", campaignId, "status = 'halted'"),
      "campaign-halted",
      null,
    ],
    [
      "for a person, while its tenant is suspended",
      () => set("clients", tenant.clientId, "status = 'suspended'"),
      "client-suspended",
      null,
    ],
    [
      "for a person, while its number is disconnected",
      () => set("client_providers", tenant.senderId, "status = 'disconnected'"),
      "sender-disconnected",
      null,
    ],
  ])("%s", async (_name, arrange, reason, until) => {
    await arrange();
    const found = await explain();
    expect(found.reason).toBe(reason);
    expect(found.until === null ? null : new Date(found.until)).toEqual(
      until === null ? null : new Date(until),
    );
    await ledger.call("pause_sending", "global", "resume", "teste", "manual");
  });

  async function pause(scope: string) {
    const { clientId, senderId } = tenant;
    const target = {
      global: [],
      client: [clientId],
      sender: [clientId, senderId],
      campaign: [clientId, null, campaignId],
    }[scope];
    await ledger.call("pause_sending", scope, "pause", "teste", "manual", ...(target ?? []));
  }

  test("for room in its sender's hour, and says how full that is", async () => {
    const reason = { code: "hourly-cap", used: 20, max: 20 };
    await set(
      "sender_states",
      tenant.senderId,
      `blocked_reason = '${JSON.stringify(reason)}', blocked_until = ${at(203)}`,
    );
    expect(await explain()).toMatchObject({ reason, until: "2026-03-02T12:03:43+00:00" });
  });
});

describe("a reply", () => {
  test("waits for neither caps nor turns, and a person's reply for no pause", async () => {
    const block = `blocked_reason = '{"code": "hourly-cap"}', blocked_until = ${at(203)}, next_slot_at = ${at(203)}`;
    await set("sender_states", tenant.senderId, block);
    await send("lane = 'reply'");
    expect(await explain()).toMatchObject({ reason: "next-sweep", until: nextTick });
    await ledger.call("pause_sending", "client", "pause", "teste", "manual", tenant.clientId);
    expect(await explain()).toMatchObject({ reason: "client-paused" });
    await send("lane = 'human'");
    expect(await explain()).toMatchObject({ reason: "next-sweep", until: nextTick });
  });
});

test("what does not wait says how it ended", async () => {
  await send("status = 'failed', reason = 'Undeliverable', code = 'meta.131026'");
  expect(await explain()).toEqual({
    status: "failed",
    reason: "Undeliverable",
    code: "meta.131026",
    until: null,
  });
});

test("another tenant's send is not explained", async () => {
  const other = await ledger.makeTenant();
  expect(await ledger.call("explain_send", other.clientId, sendId)).toBeNull();
});

test("a pause of a sender or campaign of another tenant is refused", async () => {
  const other = await ledger.makeTenant();
  const pause = (...target: unknown[]) => ledger.call("pause_sending", ...target);
  await expect(pause("sender", "pause", "x", "api", other.clientId, tenant.senderId)).rejects.toMatchObject({
    code: "NV404",
  });
  await expect(
    pause("campaign", "pause", "x", "api", other.clientId, null, campaignId),
  ).rejects.toMatchObject({ code: "NV404" });
  expect(await explain()).toMatchObject({ reason: "next-plan" });
});

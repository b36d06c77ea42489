import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Ledger, openLedger, type Tenant } from "./ledger-fixture.ts";

let ledger: Ledger;
beforeAll(async () => {
  ledger = await openLedger();
});
afterAll(() => ledger.close());

type Signals = {
  senderId: string;
  seenAt: string;
  limits: unknown;
  campaigns: {
    campaignId: string;
    outcomes: (string | null)[];
    optOuts: number;
    paused: boolean;
    warned: boolean;
  }[];
}[];
type Ended = { status: string; code?: string | null; secondsAgo?: number };

const read = (campaignId: string | null, window = 100) =>
  ledger.call<Signals>("read_breaker_signals", campaignId, window);
const outcomesOf = async (campaignId: string, window?: number) =>
  (await read(campaignId, window))[0]?.campaigns.find((one) => one.campaignId === campaignId)?.outcomes;
const pauses = async (key: string) =>
  (await ledger.pool.query("select * from public.active_pauses where scope_key = $1", [key])).rows.length;

/** Makes sends end as told, in this order; what left longer ago is the earlier. */
async function end(sendIds: string[], ends: Ended[]): Promise<void> {
  for (const [index, { status, code = null, secondsAgo }] of ends.entries()) {
    await ledger.pool.query(
      `update public.sends set status = $2, code = $3, reason = case when $2 in ('failed', 'unconfirmed') then 'x' end where id = $1`,
      [sendIds[index], status, code],
    );
    if (secondsAgo !== undefined) {
      await ledger.pool.query(
        "update public.sends set left_at = app.now() - $2 * interval '1 second' where id = $1",
        [sendIds[index], secondsAgo],
      );
    }
  }
}

async function running(count: number): Promise<{ tenant: Tenant; campaignId: string; sendIds: string[] }> {
  const tenant = await ledger.makeTenant();
  return { tenant, ...(await ledger.startCampaign(tenant, count)) };
}
const pause = (tenant: Tenant, campaignId: string, action: string) =>
  ledger.call("pause_sending", "campaign", action, "teste", "manual", tenant.clientId, null, campaignId);

describe("when a send left our hands", () => {
  test("is noted once, and forgotten when it comes back", async () => {
    const { sendIds } = await running(1);
    const leftAt = async () => (await ledger.row(sendIds[0] ?? "")).left_at;
    await end(sendIds, [{ status: "sent" }]);
    const first = await leftAt();
    expect(first).toBeInstanceOf(Date);
    await end(sendIds, [{ status: "delivered" }]);
    expect(await leftAt()).toEqual(first);
    await end(sendIds, [{ status: "pending" }]);
    expect(await leftAt()).toBeNull();
  });
});

describe("what the breaker judges by", () => {
  test("is the latest sends in the order in which they left: a code for each failure, null for what arrived", async () => {
    const { campaignId, sendIds } = await running(5);
    await end(sendIds, [
      { status: "delivered", secondsAgo: 50 },
      { status: "failed", code: "meta.131026", secondsAgo: 40 },
      { status: "read", secondsAgo: 30 },
      { status: "failed", secondsAgo: 20 },
    ]);
    expect(await outcomesOf(campaignId)).toEqual(["unknown", null, "meta.131026", null]);
    expect(await outcomesOf(campaignId, 2)).toEqual(["unknown", null]);
  });

  test("starts with the latest whose fate is known; one in between that is not counts as good", async () => {
    const { campaignId, sendIds } = await running(4);
    await end(sendIds, [
      { status: "failed", code: "meta.1", secondsAgo: 9 },
      { status: "sent", secondsAgo: 8 },
      { status: "failed", code: "meta.2", secondsAgo: 7 },
      { status: "sent", secondsAgo: 6 },
    ]);
    expect(await outcomesOf(campaignId)).toEqual(["meta.2", null, "meta.1"]);
  });

  test("counts what timed out, but not what a lost worker left behind", async () => {
    const { campaignId, sendIds } = await running(2);
    await end(sendIds, [
      { status: "unconfirmed", code: "whatsapp.timeout", secondsAgo: 2 },
      { status: "unconfirmed", secondsAgo: 1 },
    ]);
    expect(await outcomesOf(campaignId)).toEqual([null, "whatsapp.timeout"]);
  });

  test("begins anew when a person lets the campaign or its sender go on", async () => {
    const { tenant, campaignId, sendIds } = await running(3);
    await end(sendIds, [{ status: "failed", code: "meta.1" }]);
    expect(await outcomesOf(campaignId)).toHaveLength(1);
    await pause(tenant, campaignId, "pause");
    await pause(tenant, campaignId, "resume");
    expect(await outcomesOf(campaignId)).toEqual([]);
    await end(sendIds.slice(1), [{ status: "failed", code: "meta.2" }]);
    expect(await outcomesOf(campaignId)).toEqual(["meta.2"]);
    await ledger.call("set_sender_status", tenant.senderId, "quarantined", "meta.190");
    expect(await read(campaignId)).toEqual([]); // stopped already
    await ledger.call("set_sender_status", tenant.senderId, "active", "token novo");
    expect(await outcomesOf(campaignId)).toEqual([]);
  });

  test("without a name is every sender that has something to judge, and no other", async () => {
    const bad = await running(1);
    const good = await running(1);
    await end(bad.sendIds, [{ status: "failed", code: "meta.1" }]);
    const senders = (await read(null)).map(({ senderId }) => senderId);
    expect(senders).toContain(bad.tenant.senderId);
    expect(senders).not.toContain(good.tenant.senderId);
  });

  test("an opt-out counts against the campaign that the person got last", async () => {
    const { tenant, campaignId, sendIds } = await running(2);
    await ledger.reserve(tenant, sendIds);
    const attemptId = randomUUID();
    await ledger.call("claim_send", sendIds[0], attemptId);
    await ledger.call(
      "settle_send",
      attemptId,
      JSON.stringify({ kind: "sent", providerMessageId: randomUUID() }),
    );
    const optOut = (value: string) =>
      ledger.ingest(tenant.phoneNumberId, { optOuts: [{ kind: "phone", value }] }) as Promise<{
        optedOutOf?: string[];
      }>;
    expect((await optOut("5511900000000")).optedOutOf).toEqual([campaignId]);
    expect((await optOut("5511977776666")).optedOutOf).toEqual([]); // never got it
    expect((await read(campaignId))[0]?.campaigns).toMatchObject([{ campaignId, optOuts: 1 }]);
  });
});

describe("a breaker that trips", () => {
  const trip = (scope: string, id: string, sendId: string | null = null, seenAt: string | null = null) =>
    ledger.call<boolean>("trip_breaker", scope, id, "34 de 100 falharam", sendId, seenAt);

  test("pauses once, however many trip it at one moment, and stays until a person resumes", async () => {
    const { tenant, campaignId } = await running(1);
    const mine = await Promise.all(Array.from({ length: 8 }, () => trip("campaign", campaignId)));
    expect(mine.filter(Boolean)).toHaveLength(1);
    expect(await trip("campaign", campaignId)).toBe(false);
    expect(await pauses(`campaign:${campaignId}`)).toBe(1);
    const { rows } = await ledger.pool.query("select * from public.pause_events where campaign_id = $1", [
      campaignId,
    ]);
    expect(rows).toMatchObject([{ action: "pause", reason: "34 de 100 falharam", source: "sistema" }]);
    await pause(tenant, campaignId, "resume");
    expect(await trip("campaign", campaignId)).toBe(true);
  });

  test("pauses a sender in the same way", async () => {
    const { tenant } = await running(1);
    expect(await trip("sender", tenant.senderId)).toBe(true);
    expect(await trip("sender", tenant.senderId)).toBe(false);
    expect(await pauses(`sender:${tenant.senderId}`)).toBe(1);
  });

  test("does not trip on what happened before a person let it go on", async () => {
    const { tenant, campaignId, sendIds } = await running(2);
    await ledger.reserve(tenant, sendIds);
    await ledger.call("claim_send", sendIds[0], randomUUID());
    const seenAt = (await read(campaignId))[0]?.seenAt ?? null;
    await pause(tenant, campaignId, "pause");
    await pause(tenant, campaignId, "resume");
    expect(await trip("campaign", campaignId, null, seenAt)).toBe(false);
    expect(await trip("campaign", campaignId, sendIds[0])).toBe(false);
    expect(
      await ledger.call("stop_sender", tenant.senderId, "quarantined", "meta.190", false, sendIds[0]),
    ).toBe(1);
    await ledger.call("set_sender_status", tenant.senderId, "active", "token novo");
    expect(
      await ledger.call("stop_sender", tenant.senderId, "quarantined", "meta.190", false, sendIds[0]),
    ).toBe(0);
    await ledger.reserve(tenant, sendIds.slice(1));
    await ledger.call("claim_send", sendIds[1], randomUUID());
    expect(await trip("campaign", campaignId, sendIds[1])).toBe(true);
  });

  test("leaves alone what does not exist or does not run", async () => {
    const { tenant, campaignId } = await running(1);
    await ledger.call("cancel_campaign", tenant.clientId, campaignId, "teste");
    expect(await trip("campaign", campaignId)).toBe(false);
    expect(await trip("campaign", randomUUID())).toBe(false);
    expect(await trip("global", randomUUID())).toBe(false);
  });

  test("people are warned once until a person lets it go on", async () => {
    const { tenant, campaignId, sendIds } = await running(1);
    await end(sendIds, [{ status: "failed", code: "meta.1" }]);
    expect((await read(campaignId))[0]?.campaigns).toMatchObject([{ warned: false }]);
    expect(await ledger.call("warn_campaign", campaignId)).toBe(true);
    expect(await ledger.call("warn_campaign", campaignId)).toBe(false);
    expect((await read(campaignId))[0]?.campaigns).toMatchObject([{ warned: true }]);
    await pause(tenant, campaignId, "pause");
    await pause(tenant, campaignId, "resume");
    expect(await ledger.call("warn_campaign", campaignId)).toBe(true);
  });
});

test("an account that is blamed stops with all its numbers, and no other's", async () => {
  const portfolio = { portfolioId: randomUUID() };
  const one = await ledger.makeTenant({ ...portfolio });
  const numbers = ["second", "third"].map(() => randomUUID());
  for (const id of numbers) {
    const profile = {
      kind: "official",
      minGapMs: 12.5,
      gapJitterMs: 0,
      pairGapMs: 0,
      replyHeadroom: 0,
      repliesCount: false,
    };
    await ledger.call("save_sender", id, one.clientId, "meta", id, "Número", null, "sealed", {
      ...profile,
      ...portfolio,
    });
  }
  const other = await ledger.makeTenant({ ...portfolio });
  expect(await ledger.call("stop_sender", one.senderId, "quarantined", "meta.131031", true, null)).toBe(3);
  expect(await ledger.call("stop_sender", numbers[0], "quarantined", "meta.131031", true, null)).toBe(0);
  const { rows } = await ledger.pool.query("select status from public.client_providers where id = $1", [
    other.senderId,
  ]);
  expect(rows).toEqual([{ status: "active" }]);
});

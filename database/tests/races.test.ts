import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Ledger, openLedger, type Tenant } from "./ledger-fixture.ts";
import { openServicePool, type ServicePool } from "./service-pool.ts";

let ledger: Ledger;
let tenant: Tenant;
let services: ServicePool;
beforeAll(async () => {
  ledger = await openLedger();
  services = openServicePool(ledger.url, 16);
});
afterAll(async () => {
  await services.close();
  await ledger.close();
});
beforeEach(async () => {
  tenant = await ledger.makeTenant({ minGapMs: 0.001 });
});

const times = <T>(count: number, work: (index: number) => Promise<T>) =>
  Promise.all(Array.from({ length: count }, (_, index) => work(index)));
const count = async (sql: string, ...values: unknown[]) =>
  (await ledger.pool.query(`select count(*)::int as n from ${sql}`, values)).rows[0].n;

const call = <T = Record<string, unknown>>(name: string, ...values: unknown[]) =>
  services.call<T>(name, ...values);
const slotsOf = (ids: string[]) =>
  JSON.stringify(ids.map((id) => ({ id, slot_at: Date.now(), not_after: null })));
const used = async () => {
  const sql = "select coalesce(sum(used), 0)::int as used from public.sender_usage where sender_id = $1";
  return (await ledger.pool.query(sql, [tenant.senderId])).rows[0].used;
};

describe("planners that read the same plan", () => {
  test("of sixteen one wins, and the budget is used once", async () => {
    const { sendIds } = await ledger.startCampaign(tenant, 20);
    const answers = await times(16, () =>
      call<{ won: boolean; reserved: string[] }>(
        "reserve_slots",
        tenant.senderId,
        0,
        slotsOf(sendIds),
        "[]",
        null,
        null,
      ),
    );
    expect(answers.filter(({ won }) => won).map(({ reserved }) => reserved.length)).toEqual([20]);
    expect(await used()).toBe(20);
  });

  test("lose to a pause, a resume and a changed profile that came in between", async () => {
    const { sendIds } = await ledger.startCampaign(tenant, 1);
    const { clientId, senderId } = tenant;
    const changes = [
      () => call("pause_sending", "client", "pause", "teste", "api", clientId),
      () => call("pause_sending", "client", "resume", "teste", "api", clientId),
      () =>
        services.query("update public.sender_profiles set max_per_hour = 10 where sender_id = $1", [
          senderId,
        ]),
    ];
    for (const change of changes) {
      const sql = "select plan_version from public.sender_states where sender_id = $1";
      const { rows } = await services.query(sql, [senderId]);
      await change();
      const late = await call(
        "reserve_slots",
        senderId,
        rows[0].plan_version,
        slotsOf(sendIds),
        "[]",
        null,
        null,
      );
      expect(late).toMatchObject({ won: false });
    }
    expect(await used()).toBe(0);
  });
});

describe("a slot that is reserved while", () => {
  test("its campaign is cancelled ends cancelled, and holds no budget", async () => {
    for (let round = 0; round < 10; round++) {
      tenant = await ledger.makeTenant();
      const { sendIds, campaignId } = await ledger.startCampaign(tenant, 5);
      await Promise.all([
        call("reserve_slots", tenant.senderId, 0, slotsOf(sendIds), "[]", null, null),
        call("cancel_campaign", tenant.clientId, campaignId, "teste"),
      ]);
      expect(
        await count(
          "public.sends where campaign_id = $1 and status = 'cancelled' and slot_at is null",
          campaignId,
        ),
      ).toBe(5);
      expect(await used()).toBe(0);
    }
  });

  test("its recipient opts out is not sent", async () => {
    for (let round = 0; round < 10; round++) {
      const { sendIds } = await ledger.startCampaign(tenant, 1, round);
      const [sendId = ""] = sendIds;
      await ledger.reserve(tenant, [sendId]);
      const { to_value } = await ledger.row(sendId);
      const [claimed] = await Promise.all([
        call("claim_send", sendId, randomUUID()),
        call("record_opt_out", tenant.clientId, "phone", to_value, "teste"),
      ]);
      // Either the claim came first, and the message was under way when the person asked; or it never goes out.
      const { status } = await ledger.row(sendId);
      expect([claimed.kind, status]).toEqual(
        claimed.kind === "granted" ? ["granted", "sending"] : ["refused", "skipped"],
      );
      expect(await call("claim_send", sendId, randomUUID())).toMatchObject({ kind: "taken" });
    }
  });
});

describe("workers of one sender", () => {
  test("that claim sixteen different sends at once keep its gap: one goes, the others are told when", async () => {
    tenant = await ledger.makeTenant({ kind: "qr", minGapMs: 5_000 });
    const { sendIds } = await ledger.startCampaign(tenant, 16);
    await ledger.reserve(tenant, sendIds);
    const answers = await times(16, (index) => call("claim_send", sendIds[index], randomUUID()));
    expect(answers.filter(({ kind }) => kind === "granted")).toHaveLength(1);
    for (const { kind, reason, until } of answers)
      if (kind !== "granted")
        expect({ kind, reason, ahead: Date.parse(String(until)) > Date.now() }).toEqual({
          kind: "wait",
          reason: "gap",
          ahead: true,
        });
  });

  test("a late settle, the sweep and the provider's word meet: one attempt, one outcome, and the word stands", async () => {
    for (let round = 0; round < 20; round++) {
      const { sendIds } = await ledger.startCampaign(tenant, 1, round);
      const [sendId = ""] = sendIds;
      const attemptId = randomUUID();
      await ledger.reserve(tenant, [sendId]);
      await call("claim_send", sendId, attemptId);
      await ledger.pool.query(
        "update public.sends set lease_until = now() - interval '1 second' where id = $1",
        [sendId],
      );
      const externalId = `wamid.${sendId}`;
      const groups = [
        { sender: tenant.phoneNumberId, statuses: [{ externalId, status: "delivered", trackId: attemptId }] },
      ];
      const body = randomUUID();
      await Promise.all([
        call("settle_send", attemptId, JSON.stringify({ kind: "sent", providerMessageId: externalId })),
        call("sweep_sends"),
        call("ingest_webhook", "meta", null, null, body, body, JSON.stringify(groups)),
        call("sweep_sends"),
      ]);
      expect(await ledger.row(sendId)).toMatchObject({
        status: "delivered",
        lease_until: null,
        provider_message_id: externalId,
      });
      expect(await count("public.send_attempts where send_id = $1", sendId)).toBe(1);
    }
  });
});

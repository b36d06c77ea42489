import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Ledger, openLedger, type Tenant } from "./ledger-fixture.ts";

let ledger: Ledger;
let tenant: Tenant;
beforeAll(async () => {
  ledger = await openLedger();
});
afterAll(() => ledger.close());
beforeEach(async () => {
  tenant = await ledger.makeTenant({ minGapMs: 0.001 });
});

async function oneClaimed() {
  const { campaignId, sendIds } = await ledger.startCampaign(tenant, 1);
  const [sendId = ""] = sendIds;
  await ledger.reserve(tenant, [sendId]);
  const attemptId = randomUUID();
  expect(await ledger.call("claim_send", sendId, attemptId)).toMatchObject({ kind: "granted" });
  return { sendId, campaignId, attemptId };
}
const settle = (attemptId: string, kind: string, rest: object = {}) =>
  ledger.call("settle_send", attemptId, JSON.stringify({ kind, code: "x", reason: "x", ...rest }));
const later = (attemptId: string) => settle(attemptId, "later", { notBefore: new Date().toISOString() });
const loseLease = (sendId: string) =>
  ledger.pool.query("update public.sends set lease_until = now() - interval '1 second' where id = $1", [
    sendId,
  ]);
const campaign = async (id: string) =>
  (await ledger.pool.query("select * from public.campaigns where id = $1", [id])).rows[0];
const usage = async () => {
  const sql = "select coalesce(sum(used), 0)::int as used from public.sender_usage where sender_id = $1";
  return (await ledger.pool.query(sql, [tenant.senderId])).rows[0].used;
};

/** What the planner is given of this tenant's sender; other tests leave senders behind. */
const planned = async () => {
  const { rows } = await ledger.pool.query(
    "select array_agg(id) as others from public.client_providers where id <> $1",
    [tenant.senderId],
  );
  const plan = await ledger.call<{ pending: { id: string }[] } | null>(
    "read_sender_plan",
    rows[0].others ?? [],
  );
  return plan?.pending.map(({ id }) => id) ?? null;
};

describe("pending", () => {
  test("is planned, whatever put it back", async () => {
    const { sendId, attemptId } = await oneClaimed();
    await later(attemptId);
    expect(await planned()).toEqual([sendId]);
    expect(await usage()).toBe(0); // what was not used is free again
  });

  test("of a campaign that was cancelled while it was being sent is cancelled too", async () => {
    const { sendId, attemptId, campaignId } = await oneClaimed();
    await ledger.call("cancel_campaign", tenant.clientId, campaignId, "teste");
    expect(await later(attemptId)).toMatchObject({ status: "cancelled" });
    expect(await ledger.row(sendId)).toMatchObject({ status: "cancelled", reason: "campaign-cancelled" });
  });

  test("of a campaign that is being cancelled at this very moment is cancelled too, each time", async () => {
    for (let round = 0; round < 20; round++) {
      tenant = await ledger.makeTenant();
      const { sendId, attemptId, campaignId } = await oneClaimed();
      await Promise.all([
        ledger.call("cancel_campaign", tenant.clientId, campaignId, "teste"),
        later(attemptId),
      ]);
      expect(await ledger.row(sendId)).toMatchObject({ status: "cancelled" });
    }
  });

  test("of a campaign that had ended, because its worker was taken for lost, opens the campaign again", async () => {
    const { sendId, attemptId, campaignId } = await oneClaimed();
    await loseLease(sendId);
    await ledger.call("sweep_sends");
    await ledger.call("finish_campaigns");
    expect(await campaign(campaignId)).toMatchObject({ status: "finished" });
    expect(await later(attemptId)).toMatchObject({ status: "pending", lastOfCampaign: false });
    expect(await campaign(campaignId)).toMatchObject({
      status: "running",
      finished_at: null,
      announced_at: null,
    });
    expect(await planned()).toEqual([sendId]);
  });

  test("of a halted campaign goes on when a person resumes it, which needs the template approved again", async () => {
    const { sendId, attemptId, campaignId } = await oneClaimed();
    await ledger.ofMeta(campaignId);
    const { content } = await campaign(campaignId);
    const say = (status: string) =>
      ledger.ingest(tenant.phoneNumberId, {
        templateStatuses: [{ name: content.name, language: content.language, status }],
      });
    await say("PAUSED");
    await later(attemptId);
    const explain = () => ledger.call("explain_send", tenant.clientId, sendId);
    expect(await explain()).toMatchObject({ reason: "campaign-halted", until: null });
    expect(await planned()).toBeNull();
    const resume = () => ledger.call("resume_campaign", tenant.clientId, campaignId, "ana");
    await expect(resume()).rejects.toMatchObject({ code: "NV409", message: "template is paused" });
    await say("APPROVED");
    await resume();
    expect(await planned()).toEqual([sendId]);
    await expect(resume()).rejects.toMatchObject({ code: "NV409", message: "no halted campaign" });
  });
});

describe("queued", () => {
  test("goes back to pending when its slot was missed, with its budget, several senders and minutes at once", async () => {
    const { sendIds } = await ledger.startCampaign(tenant, 3);
    for (const [index, sendId] of sendIds.entries())
      await ledger.reserve(tenant, [sendId], Date.now() - 61_000 - index * 60_000);
    expect(await usage()).toBe(3);
    expect(await ledger.call("sweep_sends")).toMatchObject({ missed: 3 });
    expect(await usage()).toBe(0);
    for (const sendId of sendIds)
      expect(await ledger.row(sendId)).toMatchObject({
        status: "pending",
        reason: "missed-slot",
        slot_at: null,
      });
  });

  test("gives its budget back when its campaign is cancelled", async () => {
    const { campaignId, sendIds } = await ledger.startCampaign(tenant, 3);
    await ledger.reserve(tenant, sendIds.slice(1));
    expect(await usage()).toBe(2);
    expect(await ledger.call("cancel_campaign", tenant.clientId, campaignId, "teste")).toBe(3);
    expect(await usage()).toBe(0);
  });

  test("is never further ahead than a plan looks: a planner whose clock is wrong is told so", async () => {
    const { sendIds } = await ledger.startCampaign(tenant, 1);
    const tomorrow = ledger.reserve(tenant, sendIds, Date.now() + 86_400_000);
    await expect(tomorrow).rejects.toMatchObject({ code: "NV400", hint: expect.stringContaining("clock") });
    expect(await ledger.row(sendIds[0] ?? "")).toMatchObject({ status: "pending", slot_at: null });
    expect(await usage()).toBe(0);
  });
});

describe("unconfirmed", () => {
  const unconfirmed = async () => {
    const claimed = await oneClaimed();
    await settle(claimed.attemptId, "unconfirmed");
    return claimed;
  };

  test("is told to people after a quarter of an hour, once, however late or often the sweep comes", async () => {
    const { campaignId } = await unconfirmed();
    const told = async () => {
      const { undecided } = await ledger.call<{ undecided: { campaignId: string }[] }>("sweep_sends");
      return undecided.filter((one) => one.campaignId === campaignId);
    };
    expect(await told()).toEqual([]);
    await ledger.moveClock(20 * 60_000);
    const answers = await Promise.all([told(), told(), told()]);
    expect(answers.flat()).toEqual([{ clientId: tenant.clientId, campaignId, count: 1 }]);
    expect(await told()).toEqual([]);
    await ledger.moveClock(-20 * 60_000);
  });

  test.each(["sent", "failed"])("is %s when a person says so, once", async (decision) => {
    const { sendId } = await unconfirmed();
    const decide = () => ledger.call("decide_send", tenant.clientId, sendId, decision);
    await decide();
    expect(await ledger.row(sendId)).toMatchObject({ status: decision, reason: "decided-by-a-person" });
    await expect(decide()).rejects.toMatchObject({ code: "NV409" });
  });

  test("is decided by people of its tenant only, and only as sent or failed", async () => {
    const { sendId } = await unconfirmed();
    const { clientId } = await ledger.makeTenant();
    await expect(ledger.call("decide_send", clientId, sendId, "sent")).rejects.toMatchObject({
      code: "NV409",
    });
    await expect(ledger.call("decide_send", tenant.clientId, sendId, "pending")).rejects.toMatchObject({
      code: "NV400",
    });
    expect(await ledger.row(sendId)).toMatchObject({ status: "unconfirmed" });
  });

  test("is what becomes of an attempt whose worker never spoke again, also when its send is settled by other means", async () => {
    const { sendId, attemptId } = await oneClaimed();
    await ledger.pool.query("update public.sends set status = 'sent', lease_until = null where id = $1", [
      sendId,
    ]);
    await ledger.pool.query(
      "update public.send_attempts set started_at = now() - interval '11 minutes' where id = $1",
      [attemptId],
    );
    await ledger.call("sweep_sends");
    const { rows } = await ledger.pool.query("select outcome from public.send_attempts where id = $1", [
      attemptId,
    ]);
    expect(rows).toEqual([{ outcome: "unconfirmed" }]);
  });
});

describe("a sender", () => {
  test("blocked by a plan is looked at again within a day and an hour, whatever the plan said", async () => {
    await ledger.startCampaign(tenant, 1);
    const block = { reason: { code: "daily-cap" }, until: Date.now() + 10 * 365 * 86_400_000 };
    await ledger.call("reserve_slots", tenant.senderId, 0, "[]", "[]", null, block);
    const { rows } = await ledger.pool.query(
      "select plan_version, blocked_until < now() + interval '26 hours' as soon from public.sender_states where sender_id = $1",
      [tenant.senderId],
    );
    expect(rows[0].soon).toBe(true);
  });
});

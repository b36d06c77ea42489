import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Ledger, openLedger, type Tenant } from "./ledger-fixture.ts";

let ledger: Ledger;
beforeAll(async () => {
  ledger = await openLedger();
});
afterAll(() => ledger.close());

const ramp = {
  firstSlice: 10,
  growth: 3,
  knownShare: 0.7,
  maxFailureShare: 0.1,
  patienceMs: 300_000,
  provenSender: 50,
  provenTemplate: 20,
};
type Plan = {
  senderId: string;
  planVersion: number;
  profile: { ramp: unknown };
  ramps: {
    senderDelivered: number;
    campaigns: {
      campaignId: string;
      delivered: number;
      failed: number;
      templateDelivered: number;
      underWay: number;
      latestAt: number | null;
    }[];
  } | null;
};
const wait = { code: "probe", used: 10, max: 10 };

/** The plan of this sender alone, whatever else is due. */
async function readPlan({ senderId }: Tenant): Promise<Plan> {
  const { rows } = await ledger.pool.query("select id from public.client_providers where id <> $1", [
    senderId,
  ]);
  return ledger.call<Plan>(
    "read_sender_plan",
    rows.map(({ id }) => id),
  );
}
const signalsOf = async (tenant: Tenant, campaignId: string) =>
  (await readPlan(tenant)).ramps?.campaigns.find((one) => one.campaignId === campaignId);
const setStatus = (sendIds: string[], status: string) =>
  ledger.pool.query("update public.sends set status = $2, reason = 'x' where id = any ($1)", [
    sendIds,
    status,
  ]);
const reserve = async (tenant: Tenant, campaignId: string, slots: string[], waits: unknown[]) => {
  const { planVersion } = await readPlan(tenant);
  const given = slots.map((id) => ({ id, slot_at: Date.now(), not_after: null }));
  const blocked = waits.length > 0 ? { waits } : null;
  await ledger.call(
    "reserve_slots",
    tenant.senderId,
    planVersion,
    JSON.stringify(given),
    "[]",
    null,
    JSON.stringify(blocked),
  );
  const { rows } = await ledger.pool.query(
    "select wait_reason, wait_until from public.campaigns where id = $1",
    [campaignId],
  );
  return rows[0];
};

describe("what the ramp goes by", () => {
  test("is nothing for a sender without one", async () => {
    const tenant = await ledger.makeTenant();
    await ledger.startCampaign(tenant, 1);
    expect(await readPlan(tenant)).toMatchObject({ ramps: null, profile: { ramp: null } });
  });

  test("is what each campaign has out and not known, and what arrived by this number and of this text", async () => {
    const tenant = await ledger.makeTenant({ ramp });
    const { campaignId, sendIds } = await ledger.startCampaign(tenant, 12);
    expect(await signalsOf(tenant, campaignId)).toEqual({
      campaignId,
      templateDelivered: 0,
      delivered: 0,
      failed: 0,
      underWay: 0,
      latestAt: null,
    });
    await ledger.reserve(tenant, sendIds.slice(0, 8));
    await setStatus(sendIds.slice(0, 4), "sent");
    await setStatus(sendIds.slice(0, 1), "delivered");
    await setStatus(sendIds.slice(1, 2), "failed");
    await ledger.call("fold_campaign_progress", campaignId);
    await setStatus(sendIds.slice(2, 3), "read"); // not folded yet
    expect(await signalsOf(tenant, campaignId)).toMatchObject({
      delivered: 2,
      failed: 1,
      underWay: 5,
      templateDelivered: 2,
    });

    const same = await ledger.startCampaign(tenant, 1, 500);
    expect(await signalsOf(tenant, same.campaignId)).toMatchObject({
      delivered: 0,
      underWay: 0,
      templateDelivered: 2,
    });
    await ledger.pool.query(
      `update public.campaigns set content = content || '{"body": "Outro texto"}' where id = $1`,
      [same.campaignId],
    );
    expect(await signalsOf(tenant, same.campaignId)).toMatchObject({ templateDelivered: 0 });
    expect((await readPlan(tenant)).ramps?.senderDelivered).toBe(2);
  });

  test("what was sent long ago and not heard of is no longer out", async () => {
    const tenant = await ledger.makeTenant({ ramp });
    const { campaignId, sendIds } = await ledger.startCampaign(tenant, 3);
    await setStatus(sendIds.slice(0, 2), "sent");
    expect(await signalsOf(tenant, campaignId)).toMatchObject({ underWay: 2 });
    await ledger.pool.query(
      "update public.sends set left_at = app.now() - interval '6 minutes' where id = $1",
      [sendIds[0]],
    );
    expect(await signalsOf(tenant, campaignId)).toMatchObject({ underWay: 1 });
  });

  test("of two planners that read the same room, one gets it", async () => {
    const tenant = await ledger.makeTenant({ ramp });
    const { sendIds } = await ledger.startCampaign(tenant, 20);
    const plans = await Promise.all([readPlan(tenant), readPlan(tenant)]);
    const won = await Promise.all(
      plans.map(({ planVersion }, index) => {
        const slots = sendIds
          .slice(index * 10, index * 10 + 10)
          .map((id) => ({ id, slot_at: Date.now(), not_after: null }));
        return ledger.call<{ won: boolean }>(
          "reserve_slots",
          tenant.senderId,
          planVersion,
          JSON.stringify(slots),
          "[]",
          null,
          null,
        );
      }),
    );
    expect(won.filter((one) => one.won)).toHaveLength(1);
  });
});

describe("a campaign that is held back", () => {
  test("says so in each of its rows, until the next plan lets it go on", async () => {
    const tenant = await ledger.makeTenant({ ramp });
    const { campaignId, sendIds } = await ledger.startCampaign(tenant, 12);
    const until = Date.now() + 300_000;
    expect(
      await reserve(tenant, campaignId, sendIds.slice(0, 10), [{ id: campaignId, reason: wait, until }]),
    ).toEqual({
      wait_reason: wait,
      wait_until: new Date(until),
    });
    expect(await ledger.call("explain_send", tenant.clientId, sendIds[11])).toMatchObject({
      status: "pending",
      reason: wait,
    });
    expect(await ledger.call("summarize_campaign", campaignId)).toMatchObject({ blockedReason: wait });
    expect(await reserve(tenant, campaignId, [], [])).toEqual({ wait_reason: null, wait_until: null });
    expect(await ledger.call("explain_send", tenant.clientId, sendIds[11])).not.toMatchObject({
      reason: wait,
    });
  });

  test("has its planner woken by the last settle of the slice, and by the status with which enough is known", async () => {
    const tenant = await ledger.makeTenant({ ramp });
    const { campaignId, sendIds } = await ledger.startCampaign(tenant, 12);
    const slice = sendIds.slice(0, 10);
    await reserve(tenant, campaignId, slice, [{ id: campaignId, reason: wait, until: Date.now() + 300_000 }]);
    const ids: string[] = [];
    for (const [index, sendId] of slice.entries()) {
      const attemptId = randomUUID();
      const providerMessageId = `wamid.${attemptId}`;
      await ledger.call("claim_send", sendId, attemptId);
      const settled = await ledger.call(
        "settle_send",
        attemptId,
        JSON.stringify({ kind: "sent", providerMessageId }),
      );
      expect(settled).toMatchObject({ sliceEnded: index === 9 });
      ids.push(providerMessageId);
    }
    for (const [index, externalId] of ids.entries()) {
      const told = await ledger.ingest(tenant.phoneNumberId, {
        statuses: [{ externalId, status: "delivered" }],
      });
      expect(told).toMatchObject({ slicesKnown: index >= 6 ? [campaignId] : [] });
    }
  });

  test("has its planner woken by statuses that come together, too", async () => {
    const tenant = await ledger.makeTenant({ ramp });
    const { campaignId, sendIds } = await ledger.startCampaign(tenant, 12);
    const slice = sendIds.slice(0, 10);
    await reserve(tenant, campaignId, slice, [{ id: campaignId, reason: wait, until: Date.now() + 300_000 }]);
    const deliveries: object[] = [];
    for (const sendId of slice) {
      const attemptId = randomUUID();
      const externalId = `wamid.${attemptId}`;
      await ledger.call("claim_send", sendId, attemptId);
      await ledger.call(
        "settle_send",
        attemptId,
        JSON.stringify({ kind: "sent", providerMessageId: externalId }),
      );
      const groups = [{ sender: tenant.phoneNumberId, statuses: [{ externalId, status: "delivered" }] }];
      deliveries.push({
        endpointId: null,
        clientId: null,
        bodyHash: attemptId,
        body: attemptId,
        groups,
        problem: null,
      });
    }
    const told = await ledger.call<object[]>("ingest_webhooks", "meta", JSON.stringify(deliveries));
    expect(told.at(-1)).toMatchObject({ slicesKnown: [campaignId] });
  });

  test("a sender without a ramp wakes nobody", async () => {
    const tenant = await ledger.makeTenant();
    const { sendIds } = await ledger.startCampaign(tenant, 2);
    await ledger.reserve(tenant, sendIds.slice(0, 1));
    const attemptId = randomUUID();
    await ledger.call("claim_send", sendIds[0], attemptId);
    const outcome = JSON.stringify({ kind: "sent", providerMessageId: attemptId });
    expect(await ledger.call("settle_send", attemptId, outcome)).toMatchObject({ sliceEnded: false });
  });
});

test("failed statuses are told once per campaign and code, with the send they are of", async () => {
  const tenant = await ledger.makeTenant();
  const { campaignId, sendIds } = await ledger.startCampaign(tenant, 3);
  await ledger.reserve(tenant, sendIds);
  const statuses = [];
  for (const [index, sendId] of sendIds.entries()) {
    const trackId = randomUUID();
    await ledger.call("claim_send", sendId, trackId);
    statuses.push({
      externalId: `wamid.${trackId}`,
      trackId,
      status: "failed",
      errorCode: index < 2 ? "meta.131042" : "meta.131026",
    });
  }
  expect(await ledger.ingest(tenant.phoneNumberId, { statuses })).toMatchObject({
    failures: [
      {
        sendId: sendIds[0],
        clientId: tenant.clientId,
        senderId: tenant.senderId,
        campaignId,
        code: "meta.131042",
      },
      { sendId: sendIds[2], campaignId, code: "meta.131026" },
    ],
  });
  expect(await ledger.ingest(tenant.phoneNumberId, { statuses })).toMatchObject({ failures: [] });
});

test("a failed status that came before the answer is told by the settle", async () => {
  const tenant = await ledger.makeTenant();
  const { sendIds } = await ledger.startCampaign(tenant, 1);
  await ledger.reserve(tenant, sendIds);
  const attemptId = randomUUID();
  await ledger.call("claim_send", sendIds[0], attemptId);
  await ledger.ingest(tenant.phoneNumberId, {
    statuses: [{ externalId: "wamid.early", status: "failed", errorCode: "meta.132015" }],
  });
  const outcome = JSON.stringify({ kind: "sent", providerMessageId: "wamid.early" });
  expect(await ledger.call("settle_send", attemptId, outcome)).toMatchObject({
    status: "failed",
    code: "meta.132015",
  });
});

test("a ramp that could not be read is refused", async () => {
  await expect(ledger.makeTenant({ ramp: { ...ramp, firstSlice: 0 } })).rejects.toMatchObject({
    code: "23514",
  });
  await expect(ledger.makeTenant({ ramp: { firstSlice: 10 } })).rejects.toMatchObject({ code: "23514" });
});

import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Ledger, openLedger, type Tenant } from "./ledger-fixture.ts";

let ledger: Ledger;
let tenant: Tenant;

beforeAll(async () => {
  ledger = await openLedger();
});
afterAll(() => ledger.close());

/** A tenant with one send whose slot is due now. */
async function oneDue(profile = {}) {
  tenant = await ledger.makeTenant(profile);
  const { campaignId, sendIds } = await ledger.startCampaign(tenant, 1);
  const [sendId = ""] = sendIds;
  await ledger.reserve(tenant, [sendId]);
  return { sendId, campaignId, ...tenant };
}
const claim = (sendId: string, attemptId = randomUUID()) => ledger.call("claim_send", sendId, attemptId);

describe("a claim", () => {
  test("is granted once: of 32 workers that ask at the same time, one may send", async () => {
    const { sendId } = await oneDue();
    const kinds = await Promise.all(Array.from({ length: 32 }, () => claim(sendId).then(({ kind }) => kind)));
    expect(kinds.filter((kind) => kind === "granted")).toHaveLength(1);
  });

  test("asked again with the same attempt id is granted again, because the first answer may be lost", async () => {
    const { sendId } = await oneDue();
    const attemptId = randomUUID();
    const first = await claim(sendId, attemptId);
    expect(await claim(sendId, attemptId)).toEqual(first);
    expect(first).toMatchObject({ kind: "granted", send: { id: sendId, variables: { name: "Pessoa 0" } } });
  });

  test.each([
    ["global", {}],
    ["client", { client: true }],
    ["sender", { client: true, sender: true }],
    ["campaign", { client: true, campaign: true }],
  ])(
    "is refused while the %s is paused, and the row says so and goes back",
    async (scope, ids: Record<string, boolean>) => {
      const { sendId, campaignId, clientId, senderId } = await oneDue();
      const target = [
        ids.client ? clientId : null,
        ids.sender ? senderId : null,
        ids.campaign ? campaignId : null,
      ];
      await ledger.call("pause_sending", scope, "pause", "teste", "manual", ...target);
      expect(await claim(sendId)).toMatchObject({
        kind: "refused",
        status: "pending",
        reason: `${scope}-paused`,
      });
      expect(await ledger.call("explain_send", clientId, sendId)).toMatchObject({
        reason: `${scope}-paused`,
      });
      await ledger.call("pause_sending", scope, "resume", "teste", "manual", ...target);
      await ledger.reserve(tenant, [sendId]);
      expect(await claim(sendId)).toMatchObject({ kind: "granted" });
    },
  );

  test("inserting one row is enough to pause, and to resume", async () => {
    const { sendId } = await oneDue();
    const insert = (action: string) =>
      ledger.pool.query(
        "insert into public.pause_events (scope, action, reason, source) values ('global', $1, 'teste', 'slack')",
        [action],
      );
    await insert("pause");
    expect(await claim(sendId)).toMatchObject({ kind: "refused" });
    await insert("resume");
    await ledger.reserve(tenant, [sendId]);
    expect(await claim(sendId)).toMatchObject({ kind: "granted" });
  });

  test("waits for nobody who asked to stop: the send is skipped", async () => {
    const { sendId, clientId } = await oneDue();
    await ledger.call("record_opt_out", clientId, "phone", (await ledger.row(sendId)).to_value, "teste");
    expect(await claim(sendId)).toMatchObject({ kind: "refused", status: "skipped", reason: "opted-out" });
  });

  test("of a cancelled campaign never succeeds", async () => {
    const { sendId, clientId, campaignId } = await oneDue();
    expect(await ledger.call("cancel_campaign", clientId, campaignId, "teste")).toBe(1);
    expect(await claim(sendId)).toMatchObject({ kind: "taken", status: "cancelled" });
  });

  test("comes too early: it waits for its slot", async () => {
    const { sendId } = await oneDue();
    await ledger.pool.query("update public.sends set slot_at = now() + interval '10 seconds' where id = $1", [
      sendId,
    ]);
    expect(await claim(sendId)).toMatchObject({ kind: "wait", reason: "slot" });
    expect(await ledger.row(sendId)).toMatchObject({ status: "queued" });
  });

  test("comes more than a minute late: it goes back to pending and its budget is returned", async () => {
    const { sendId, senderId } = await oneDue();
    const used = async () =>
      (
        await ledger.pool.query(
          "select coalesce(sum(used), 0)::int n from public.sender_usage where sender_id = $1",
          [senderId],
        )
      ).rows[0].n;
    expect(await used()).toBe(1);
    await ledger.pool.query(
      "update public.sends set slot_at = slot_at - interval '61 seconds' where id = $1",
      [sendId],
    );
    await ledger.pool.query("update public.sender_usage set minute = minute - 1 where sender_id = $1", [
      senderId,
    ]);
    const { slot_at } = await ledger.row(sendId);
    await ledger.pool.query("update public.sender_usage set minute = $2 where sender_id = $1", [
      senderId,
      Math.floor(slot_at.getTime() / 60_000),
    ]);
    expect(await claim(sendId)).toMatchObject({ kind: "refused", status: "pending", reason: "missed-slot" });
    expect(await used()).toBe(0);
  });

  test("keeps the sender's gap: the second one within it waits, with the time when it may go", async () => {
    tenant = await ledger.makeTenant({ kind: "qr", minGapMs: 5_000 });
    const { sendIds } = await ledger.startCampaign(tenant, 2);
    const [first = "", second = ""] = sendIds;
    await ledger.reserve(tenant, sendIds);
    expect(await claim(first)).toMatchObject({ kind: "granted" });
    const { kind, until, reason } = await claim(second);
    expect({ kind, reason }).toEqual({ kind: "wait", reason: "gap" });
    expect(Date.parse(String(until)) - Date.now()).toBeGreaterThan(3_000);
  });

  test("of a disconnected sender is refused and its send waits, and goes on after", async () => {
    const { sendId, senderId } = await oneDue();
    await ledger.call("set_sender_status", senderId, "disconnected", "401");
    expect(await claim(sendId)).toMatchObject({
      kind: "refused",
      status: "pending",
      reason: "sender-disconnected",
    });
  });
});

describe("a pause", () => {
  test("with 32 claims in flight: none succeeds after it has returned", async () => {
    tenant = await ledger.makeTenant({ minGapMs: 0.001 });
    const { sendIds } = await ledger.startCampaign(tenant, 200, 5_000);
    await ledger.reserve(tenant, sendIds);
    let paused = false;
    const late: string[] = [];
    const granted: string[] = [];
    const queue = sendIds.values();
    const worker = async () => {
      for (const sendId of queue) {
        const startedAfter = paused;
        const { kind } = await claim(sendId);
        if (kind === "granted") (startedAfter ? late : granted).push(sendId);
      }
    };
    const workers = Array.from({ length: 32 }, worker);
    await new Promise((resolve) => setTimeout(resolve, 40));
    await ledger.call("pause_sending", "client", "pause", "teste", "api", tenant.clientId);
    paused = true;
    await Promise.all(workers);
    expect(late).toEqual([]);
    expect(granted.length).toBeGreaterThan(0);
    expect(granted.length).toBeLessThan(200);
  });
});

import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Ledger, openLedger, type Tenant } from "./ledger-fixture.ts";

let ledger: Ledger;
let tenant: Tenant;

beforeAll(async () => {
  ledger = await openLedger();
});
afterAll(() => ledger.close());

async function oneClaimed() {
  tenant = await ledger.makeTenant();
  const { campaignId, sendIds } = await ledger.startCampaign(tenant, 1);
  const [sendId = ""] = sendIds;
  await ledger.reserve(tenant, [sendId]);
  const attemptId = randomUUID();
  await ledger.call("claim_send", sendId, attemptId);
  return { sendId, attemptId, campaignId, ...tenant };
}
const settle = (attemptId: string, outcome: object) =>
  ledger.call("settle_send", attemptId, JSON.stringify(outcome));
const status = (externalId: string, status: string, trackId?: string, at = new Date()) =>
  ledger.ingest(tenant.phoneNumberId, { statuses: [{ externalId, status, trackId, at: at.toISOString() }] });
const statusOf = async (sendId: string) => (await ledger.row(sendId)).status;

describe("settling", () => {
  test.each([
    ["sent", { kind: "sent", providerMessageId: "wamid.1" }, "sent"],
    ["failed", { kind: "failed", code: "meta.131026", reason: "x" }, "failed"],
    ["unconfirmed", { kind: "unconfirmed", code: "whatsapp.timeout", reason: "x" }, "unconfirmed"],
    ["later", { kind: "later", notBefore: "2030-01-01T00:00:00Z", reason: "meta.130429" }, "pending"],
  ])("%s: the row takes that outcome and holds no lease", async (_name, outcome, expected) => {
    const { sendId, attemptId } = await oneClaimed();
    expect(await settle(attemptId, outcome)).toMatchObject({ status: expected, repeated: false });
    expect(await ledger.row(sendId)).toMatchObject({ status: expected, lease_until: null });
  });

  test("twice keeps the first outcome", async () => {
    const { sendId, attemptId } = await oneClaimed();
    await settle(attemptId, { kind: "sent", providerMessageId: "wamid.2" });
    expect(await settle(attemptId, { kind: "failed", code: "x", reason: "x" })).toMatchObject({
      repeated: true,
    });
    expect(await statusOf(sendId)).toBe("sent");
  });

  test("an attempt whose lease was lost does not move the row of a newer one", async () => {
    const { sendId, attemptId } = await oneClaimed();
    await settle(attemptId, { kind: "later", notBefore: new Date().toISOString(), reason: "meta.130429" });
    await ledger.reserve(tenant, [sendId]);
    const second = randomUUID();
    expect(await ledger.call("claim_send", sendId, second)).toMatchObject({ kind: "granted" });
    await settle(attemptId, { kind: "failed", code: "late", reason: "late" });
    expect(await ledger.row(sendId)).toMatchObject({ status: "sending", attempt_id: second });
  });

  test("the last one of a campaign says so", async () => {
    const { attemptId } = await oneClaimed();
    expect(await settle(attemptId, { kind: "sent", providerMessageId: randomUUID() })).toMatchObject({
      lastOfCampaign: true,
    });
  });
});

describe("a lost worker", () => {
  test("leaves its send unconfirmed, never pending", async () => {
    const { sendId } = await oneClaimed();
    await ledger.pool.query(
      "update public.sends set lease_until = now() - interval '1 second' where id = $1",
      [sendId],
    );
    await ledger.call("sweep_sends");
    expect(await ledger.row(sendId)).toMatchObject({ status: "unconfirmed", reason: "worker-lost" });
    expect(await ledger.call("claim_send", sendId, randomUUID())).toMatchObject({ kind: "taken" });
  });

  test("its send is resolved by the provider's own word, found by our attempt id", async () => {
    const { sendId, attemptId } = await oneClaimed();
    await ledger.pool.query(
      "update public.sends set lease_until = now() - interval '1 second' where id = $1",
      [sendId],
    );
    await ledger.call("sweep_sends");
    await status("wamid.echo", "delivered", attemptId);
    expect(await ledger.row(sendId)).toMatchObject({
      status: "delivered",
      provider_message_id: "wamid.echo",
    });
  });
});

describe("statuses", () => {
  test("that come before the send is settled are kept and applied, without an id of ours", async () => {
    const { sendId, attemptId } = await oneClaimed();
    await status("wamid.early", "delivered");
    expect(await statusOf(sendId)).toBe("sending");
    await settle(attemptId, { kind: "sent", providerMessageId: "wamid.early" });
    expect(await statusOf(sendId)).toBe("delivered");
  });

  test("of one sender say nothing about what another sent, whatever attempt they name", async () => {
    const { sendId, attemptId } = await oneClaimed();
    const stranger = await ledger.makeTenant();
    const forged = { externalId: "wamid.forged", status: "failed", trackId: attemptId };
    await ledger.ingest(stranger.phoneNumberId, { statuses: [forged] });
    expect(await ledger.row(sendId)).toMatchObject({ status: "sending", provider_message_id: null });
  });

  test("that an earlier attempt failed does not end the one that is under way", async () => {
    const { sendId, attemptId } = await oneClaimed();
    await settle(attemptId, { kind: "later", notBefore: new Date().toISOString(), reason: "meta.130429" });
    await ledger.reserve(tenant, [sendId]);
    await ledger.call("claim_send", sendId, randomUUID());
    await status("wamid.first", "failed", attemptId);
    expect(await statusOf(sendId)).toBe("sending");
  });

  test("never go down: read stays read when delivered and sent come late", async () => {
    const { sendId, attemptId } = await oneClaimed();
    await settle(attemptId, { kind: "sent", providerMessageId: "wamid.down" });
    for (const word of ["read", "delivered", "sent", "failed"]) await status("wamid.down", word);
    expect(await statusOf(sendId)).toBe("read");
  });

  test("failed after sent ends the send with the provider's code; a proof of delivery overrules it", async () => {
    const { sendId, attemptId, phoneNumberId } = await oneClaimed();
    await settle(attemptId, { kind: "sent", providerMessageId: "wamid.f" });
    await ledger.ingest(phoneNumberId, {
      statuses: [
        { externalId: "wamid.f", status: "failed", errorCode: "meta.131026", errorTitle: "Undeliverable" },
      ],
    });
    expect(await ledger.row(sendId)).toMatchObject({ status: "failed", code: "meta.131026" });
    await status("wamid.f", "delivered");
    expect(await statusOf(sendId)).toBe("delivered");
  });

  test("in any order, twice each, and racing with settle, always end at the highest", async () => {
    for (let round = 0; round < 15; round++) {
      const { sendId, attemptId } = await oneClaimed();
      const id = `wamid.${randomUUID()}`;
      const words = ["sent", "delivered", "read", "sent", "delivered", "read"].sort(
        () => Math.random() - 0.5,
      );
      await Promise.all([
        settle(attemptId, { kind: "sent", providerMessageId: id }),
        ...words.map((word, index) => status(id, word, index % 2 ? attemptId : undefined)),
      ]);
      expect(await statusOf(sendId)).toBe("read");
    }
  });

  test("a body that comes twice is stored once and changes nothing", async () => {
    const { phoneNumberId } = await oneClaimed();
    const body = randomUUID();
    expect(await ledger.ingest(phoneNumberId, {}, body)).toMatchObject({ duplicate: false });
    expect(await ledger.ingest(phoneNumberId, {}, body)).toMatchObject({ duplicate: true });
  });

  test("for a number nobody knows are quarantined, not lost", async () => {
    const result = await ledger.ingest("999", { statuses: [{ externalId: "w", status: "sent" }] });
    expect(result).toMatchObject({ status: "quarantined", unknownSenders: ["999"] });
  });
});

describe("an opt-out", () => {
  test("gets exactly one confirmation, which may go out although the contact has stopped everything", async () => {
    const { phoneNumberId, clientId } = await oneClaimed();
    const optOut = { optOuts: [{ kind: "phone", value: "5511977776666", confirmation: "Pronto!" }] };
    const first = await ledger.ingest(phoneNumberId, optOut);
    const second = await ledger.ingest(phoneNumberId, optOut);
    expect([first.sendIds.length, second.sendIds.length]).toEqual([1, 0]);
    const [sendId = ""] = first.sendIds;
    expect(await ledger.call("claim_send", sendId, randomUUID())).toMatchObject({
      kind: "granted",
      send: { content: { body: "Pronto!" } },
    });
    const { rows } = await ledger.pool.query(
      "select count(*)::int n from public.opt_outs where client_id = $1",
      [clientId],
    );
    expect(rows[0].n).toBe(1);
  });

  test("outlives the import: a later campaign ledgers the person as skipped", async () => {
    tenant = await ledger.makeTenant();
    await ledger.call("record_opt_out", tenant.clientId, "phone", "5511900000000", "teste");
    const { sendIds } = await ledger.startCampaign(tenant, 3);
    const states = await Promise.all(sendIds.map(statusOf));
    expect(states.sort()).toEqual(["pending", "pending", "skipped"]);
  });
});

describe("progress", () => {
  test("folded deltas equal the rows, whatever happened", async () => {
    tenant = await ledger.makeTenant({ minGapMs: 0.001 });
    const { campaignId, sendIds } = await ledger.startCampaign(tenant, 30, 100);
    await ledger.reserve(tenant, sendIds);
    await Promise.all(
      sendIds.map(async (sendId, index) => {
        const attemptId = randomUUID();
        await ledger.call("claim_send", sendId, attemptId);
        if (index % 3 === 0) return settle(attemptId, { kind: "failed", code: "x", reason: "x" });
        await settle(attemptId, { kind: "sent", providerMessageId: sendId });
        if (index % 2 === 0) await status(sendId, "delivered", attemptId);
      }),
    );
    await ledger.foldAll();
    const { rows } = await ledger.pool.query(
      "select * from public.campaign_progress where campaign_id = $1",
      [campaignId],
    );
    expect(rows[0]).toMatchObject({ total: 30, waiting: 0, failed: 10, delivered: 10, sent: 10 });
  });
});

test("a send that was put off says how often when it is claimed again", async () => {
  const { sendId, attemptId } = await oneClaimed();
  await settle(attemptId, { kind: "later", notBefore: new Date().toISOString(), reason: "meta.131056" });
  await ledger.reserve(tenant, [sendId]);
  expect(await ledger.call("claim_send", sendId, randomUUID())).toMatchObject({ send: { attempt: 1 } });
});

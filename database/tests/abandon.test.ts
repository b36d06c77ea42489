import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Ledger, openLedger, type Tenant } from "./ledger-fixture.ts";

let ledger: Ledger;
let tenant: Tenant;
beforeAll(async () => {
  ledger = await openLedger();
  tenant = await ledger.makeTenant({ minGapMs: 1 });
});
afterAll(() => ledger.close());

let people = 0;
async function queued(): Promise<{ id: string; campaignId: string }> {
  const { sendIds, campaignId } = await ledger.startCampaign(tenant, 1, people++);
  await ledger.reserve(tenant, sendIds);
  return { id: sendIds[0] ?? "", campaignId };
}
const claim = (id: string, attemptId: string) => ledger.call("claim_send", id, attemptId);
const abandon = (id: string, attemptId: string) => ledger.call<boolean>("abandon_send", id, attemptId);
const usage = async () => {
  const { rows } = await ledger.pool.query(
    "select sum(used)::int as used from public.sender_usage where sender_id = $1",
    [tenant.senderId],
  );
  return rows[0].used;
};

describe("a claim whose answer was lost", () => {
  test("keeps its slot and its budget, and another attempt sends it once", async () => {
    const { id } = await queued();
    const [first, second] = [randomUUID(), randomUUID()];
    await claim(id, first);
    const before = await usage();
    expect(await abandon(id, first)).toBe(true);
    expect(await ledger.row(id)).toMatchObject({ status: "queued", lease_until: null });
    expect(await claim(id, second)).toMatchObject({ kind: "granted" });
    expect(await usage()).toBe(before);
    // The worker that gave up speaks once more: its word changes nothing any more.
    await ledger.call("settle_send", first, JSON.stringify({ kind: "failed", code: "x", reason: "x" }));
    expect(await ledger.row(id)).toMatchObject({ status: "sending", attempt_id: second });
  });

  test("is given back even after its lease has run out and its campaign has ended", async () => {
    const { id, campaignId } = await queued();
    const attemptId = randomUUID();
    await claim(id, attemptId);
    await ledger.pool.query("update public.sends set lease_until = now() - interval '1 s' where id = $1", [
      id,
    ]);
    await ledger.call("sweep_sends");
    expect(await ledger.row(id)).toMatchObject({ status: "unconfirmed" });
    await ledger.pool.query(
      "update public.campaigns set status = 'finished', finished_at = now() where id = $1",
      [campaignId],
    );
    expect(await abandon(id, attemptId)).toBe(true);
    expect(await ledger.row(id)).toMatchObject({ status: "pending", reason: "claim-abandoned" });
    const { rows } = await ledger.pool.query("select status from public.campaigns where id = $1", [
      campaignId,
    ]);
    expect(rows[0].status).toBe("running");
  });

  test("in a campaign that was cancelled meanwhile is cancelled with it", async () => {
    const { id, campaignId } = await queued();
    const attemptId = randomUUID();
    await claim(id, attemptId);
    await ledger.call("cancel_campaign", tenant.clientId, campaignId, "teste");
    expect(await abandon(id, attemptId)).toBe(true);
    expect(await ledger.row(id)).toMatchObject({ status: "cancelled" });
  });

  test("that is still on its way when it is given up does nothing when it arrives", async () => {
    const { id } = await queued();
    const attemptId = randomUUID();
    const gate = await ledger.pool.connect();
    await gate.query("begin");
    await gate.query("select pg_advisory_xact_lock(4201)"); // holds every claim back
    const late = claim(id, attemptId).catch((error: { code?: string }) => error.code);
    const givenUp = abandon(id, attemptId);
    await gate.query("commit");
    gate.release();
    const outcome = [await late, await givenUp];
    // Whichever was first, nobody owns the send afterwards, and it is not stuck.
    expect(outcome).toSatisfy(
      ([claimed, given]) =>
        (claimed === "NV409" && given === false) || (claimed?.kind === "granted" && given === true),
    );
    expect(await ledger.row(id)).toMatchObject({ status: "queued" });
  });

  test("that arrives after it was given up fails, and another attempt sends", async () => {
    const { id } = await queued();
    const attemptId = randomUUID();
    expect(await abandon(id, attemptId)).toBe(false);
    await expect(claim(id, attemptId)).rejects.toMatchObject({ code: "NV409" });
    expect(await ledger.row(id)).toMatchObject({ status: "queued", attempt_id: null });
    expect(await claim(id, randomUUID())).toMatchObject({ kind: "granted" });
  });

  test("of a send that the provider has given an id is left alone, although its fate is open", async () => {
    const { id } = await queued();
    const owner = randomUUID();
    await claim(id, owner);
    const outcome = { kind: "unconfirmed", providerMessageId: randomUUID(), code: "x", reason: "x" };
    await ledger.call("settle_send", owner, JSON.stringify(outcome));
    expect(await abandon(id, owner)).toBe(false);
    expect(await ledger.row(id)).toMatchObject({ status: "unconfirmed" });
  });

  test("of a send that somebody else has, or that went out, is left alone", async () => {
    const { id } = await queued();
    const owner = randomUUID();
    await claim(id, owner);
    expect(await abandon(id, randomUUID())).toBe(false);
    expect(await ledger.row(id)).toMatchObject({ status: "sending", attempt_id: owner });
    await ledger.call(
      "settle_send",
      owner,
      JSON.stringify({ kind: "sent", providerMessageId: randomUUID() }),
    );
    expect(await abandon(id, owner)).toBe(false);
    expect(await ledger.row(id)).toMatchObject({ status: "sent" });
    expect(await abandon(randomUUID(), randomUUID())).toBe(false);
  });
});

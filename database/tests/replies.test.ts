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

const usage = async () => {
  const sql = "select coalesce(sum(used), 0)::int as used from public.sender_usage where sender_id = $1";
  return (await ledger.pool.query(sql, [tenant.senderId])).rows[0].used;
};

/** A reply, as conversations write them: it needs no slot. */
async function reply({ lane = "reply", after = null as string | null, ageSeconds = 30 } = {}) {
  const { rows } = await ledger.pool.query(
    `insert into public.sends (client_id, sender_id, dedupe_key, lane, to_value, content, after_send_id, created_at, updated_at)
     values ($1, $2, $3, $4, '5511988887777', '{"kind": "text", "body": "oi"}', $5, now() - make_interval(secs => $6), now() - make_interval(secs => $6)) returning id`,
    [tenant.clientId, tenant.senderId, randomUUID(), lane, after, ageSeconds],
  );
  return rows[0].id as string;
}
const republished = async (...ids: string[]) => {
  const { republish } = await ledger.call<{ republish: string[] }>("sweep_sends");
  return ids.map((id) => republish.includes(id));
};

describe("a reply", () => {
  test("is published again by the sweep when its wake-up was lost, and not before", async () => {
    const [lost, fresh] = [await reply(), await reply({ ageSeconds: 5 })];
    expect(await republished(lost, fresh)).toEqual([true, false]);
    expect(await ledger.call("claim_send", lost, randomUUID())).toMatchObject({ kind: "granted" });
  });

  test("that could not go now is left alone: a thousand such must not hide one that could", async () => {
    const open = await reply();
    const next = await reply({ after: open });
    expect(await republished(open, next)).toEqual([true, false]);
    const human = await reply({ lane: "human" });
    await ledger.call("pause_sending", "client", "pause", "teste", "manual", tenant.clientId);
    expect(await republished(open, human)).toEqual([false, true]); // a pause never stops a person's reply
    await ledger.call("set_sender_status", tenant.senderId, "disconnected", "401");
    expect(await republished(open, human)).toEqual([false, false]);
  });

  test("uses up budget where the profile counts replies, and gives it back if it did not go out", async () => {
    tenant = await ledger.makeTenant({ minGapMs: 0.001, repliesCount: true });
    const [first, second] = [await reply(), await reply()];
    const attempts = [randomUUID(), randomUUID()];
    await ledger.call("claim_send", first, attempts[0]);
    await ledger.call("claim_send", second, attempts[1]);
    expect(await usage()).toBe(2);
    const outcome = { kind: "later", notBefore: new Date().toISOString(), reason: "x" };
    await ledger.call("settle_send", attempts[1], JSON.stringify(outcome));
    expect(await usage()).toBe(1);
  });

  test("leaves the budget to campaigns where the profile does not count replies", async () => {
    await ledger.call("claim_send", await reply(), randomUUID());
    expect(await usage()).toBe(0);
  });
});

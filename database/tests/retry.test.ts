import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Ledger, openLedger, type Tenant } from "./ledger-fixture.ts";

let ledger: Ledger;
let tenant: Tenant;
let ana: string;
let first = 0;
beforeAll(async () => {
  ledger = await openLedger();
});
beforeEach(async () => {
  tenant = await ledger.makeTenant({ minGapMs: 0.001, pairGapMs: 0 });
  ana = randomUUID();
  await ledger.pool.query("insert into public.members values ($1, $2, 'operator')", [tenant.clientId, ana]);
});
afterAll(() => ledger.close());

const throttled = "meta.130429";
type Life = { sendId: string; campaignId: string; attemptId: string; wamid: string };
type Word = "sent" | "delivered" | "read" | "failed";

async function start(people = 1) {
  first += 1_000;
  return ledger.startCampaign(tenant, people, first);
}

async function claim(sendId: string): Promise<string> {
  const attemptId = randomUUID();
  await ledger.reserve(tenant, [sendId]);
  expect(await ledger.call("claim_send", sendId, attemptId)).toMatchObject({ kind: "granted" });
  return attemptId;
}

const settle = (attemptId: string, outcome: object) =>
  ledger.call("settle_send", attemptId, JSON.stringify(outcome));
const hear = (wamid: string, status: Word, trackId?: string) =>
  ledger.ingest(tenant.phoneNumberId, {
    statuses: [
      {
        ...{ externalId: wamid, trackId, status, at: new Date().toISOString() },
        ...(status === "failed" && { errorCode: throttled, errorTitle: "throttled" }),
      },
    ],
  });
const retry = (campaignId: string, waitMs = 0) =>
  ledger.call<{ retried: number; left: number }>(
    "retry_failed",
    ana,
    tenant.clientId,
    campaignId,
    JSON.stringify([{ code: throttled, waitMs }]),
  );

/** A send that the provider took, reported as failed, and that a person gave a new life. */
async function retried(): Promise<Life> {
  const { campaignId, sendIds } = await start();
  const [sendId = ""] = sendIds;
  const attemptId = await claim(sendId);
  const wamid = `wamid.${attemptId}`;
  await settle(attemptId, { kind: "sent", providerMessageId: wamid });
  await hear(wamid, "failed", attemptId);
  expect(await retry(campaignId)).toEqual({ retried: 1, left: 0 });
  return { sendId, campaignId, attemptId, wamid };
}

/** How far the new life has come when the late word arrives. */
const stages = ["waiting", "with a slot", "being sent", "sent"] as const;
async function bring({ sendId }: Life, stage: (typeof stages)[number]) {
  if (stage === "waiting") return undefined;
  if (stage === "with a slot") return void (await ledger.reserve(tenant, [sendId]));
  const attemptId = await claim(sendId);
  const wamid = `wamid.${attemptId}`;
  if (stage === "sent") await settle(attemptId, { kind: "sent", providerMessageId: wamid });
  return { attemptId, wamid };
}

describe.each([
  ["a provider that gives our id back", true],
  ["a provider that knows only its own id", false],
])("a late word about the life before, from %s,", (_name, echoes) => {
  const late = (life: Life, word: Word) => hear(life.wamid, word, echoes ? life.attemptId : undefined);

  test.each(stages.flatMap((stage) => (["failed", "sent"] as const).map((word) => [word, stage] as const)))(
    "%s, does not touch the new one that is %s",
    async (word, stage) => {
      const life = await retried();
      await bring(life, stage);
      const before = await ledger.row(life.sendId);
      for (const _twice of [1, 2]) await late(life, word);
      const { updated_at: _, ...after } = await ledger.row(life.sendId);
      expect(after).toEqual({ ...before, updated_at: undefined });
    },
  );

  test.each(stages)(
    "that it did arrive, counts while the new one is %s: nobody gets it twice",
    async (stage) => {
      const life = await retried();
      await bring(life, stage);
      await late(life, "delivered");
      await late(life, "failed");
      expect((await ledger.row(life.sendId)).status).toBe("delivered");
      await late(life, "read");
      expect((await ledger.row(life.sendId)).status).toBe("read");
      expect(await ledger.call("claim_send", life.sendId, randomUUID())).toMatchObject({ kind: "taken" });
      expect(await retry(life.campaignId)).toMatchObject({ retried: 0 });
    },
  );

  test("leaves the new one its own words, in any order", async () => {
    const life = await retried();
    const now = await bring(life, "being sent");
    await late(life, "failed");
    await hear(now?.wamid ?? "", "delivered", echoes ? now?.attemptId : undefined); // before its answer is settled
    await late(life, "sent");
    await settle(now?.attemptId ?? "", { kind: "sent", providerMessageId: now?.wamid });
    await late(life, "failed");
    expect(await ledger.row(life.sendId)).toMatchObject({
      status: "delivered",
      provider_message_id: now?.wamid,
      attempt_id: now?.attemptId,
    });
  });

  test("does not hide that the new one failed too, which may be retried in its turn", async () => {
    const life = await retried();
    const now = await bring(life, "sent");
    await hear(now?.wamid ?? "", "failed", echoes ? now?.attemptId : undefined);
    expect(await ledger.row(life.sendId)).toMatchObject({ status: "failed", code: throttled });
    expect(await retry(life.campaignId)).toEqual({ retried: 1, left: 0 });
    await late(life, "failed");
    await hear(now?.wamid ?? "", "failed", echoes ? now?.attemptId : undefined);
    expect((await ledger.row(life.sendId)).status).toBe("pending");
  });
});

test("a worker of the life before that speaks late, or again, changes nothing", async () => {
  const { campaignId, sendIds } = await start();
  const [sendId = ""] = sendIds;
  const attemptId = await claim(sendId);
  await hear(`wamid.${attemptId}`, "failed", attemptId); // the provider was faster than the answer
  expect((await ledger.row(sendId)).status).toBe("failed");
  expect(await retry(campaignId)).toMatchObject({ retried: 1 });
  const before = await ledger.row(sendId);
  await settle(attemptId, { kind: "sent", providerMessageId: `wamid.${attemptId}` });
  await settle(attemptId, { kind: "failed", code: "x", reason: "x" });
  const after = await ledger.row(sendId);
  expect([after.status, after.attempt_id]).toEqual([before.status, null]);
  await hear(`wamid.${attemptId}`, "failed");
  expect((await ledger.row(sendId)).status).toBe("pending");
});

describe("only what is known not to have arrived is sent again:", () => {
  const outcomes = {
    "refused by the provider": [{ kind: "failed", code: throttled, reason: "x" }, 1],
    "nobody knows": [{ kind: "unconfirmed", code: throttled, reason: "x" }, 0],
    sent: [{ kind: "sent", providerMessageId: "wamid" }, 0],
  } as const;
  test.each(Object.entries(outcomes))("%s", async (_name, [outcome, expected]) => {
    const { campaignId, sendIds } = await start();
    const given = "providerMessageId" in outcome ? { ...outcome, providerMessageId: randomUUID() } : outcome;
    await settle(await claim(sendIds[0] ?? ""), given);
    expect((await retry(campaignId)).retried).toBe(expected);
  });

  test("what a person decided is a belief", async () => {
    const { campaignId, sendIds } = await start();
    await settle(await claim(sendIds[0] ?? ""), { kind: "unconfirmed", code: throttled, reason: "x" });
    await ledger.call("decide_unconfirmed_send", ana, tenant.clientId, sendIds[0], "failed");
    expect(await retry(campaignId)).toEqual({ retried: 0, left: 1 });
  });

  test("nobody who has opted out since, and nobody who was erased", async () => {
    const { campaignId, sendIds } = await start(3);
    for (const id of sendIds) await settle(await claim(id), { kind: "failed", code: throttled, reason: "x" });
    const [refusing, erased, other] = await Promise.all(sendIds.map((id) => ledger.row(id)));
    await ledger.call("record_opt_out", tenant.clientId, "phone", refusing.to_value, "teste");
    await ledger.pool.query("update public.contacts set erased_at = now() where id = $1", [
      erased.contact_id,
    ]);
    expect(await retry(campaignId)).toEqual({ retried: 1, left: 2 });
    expect((await ledger.row(other.id)).status).toBe("pending");
  });

  test("only the codes that were named", async () => {
    const { campaignId, sendIds } = await start();
    await settle(await claim(sendIds[0] ?? ""), { kind: "failed", code: "meta.131026", reason: "x" });
    expect(await retry(campaignId)).toEqual({ retried: 0, left: 0 });
  });
});

test("an ended campaign runs again, waits as long as the provider asked, and is announced again", async () => {
  const { campaignId, sendIds } = await start();
  await settle(await claim(sendIds[0] ?? ""), { kind: "failed", code: throttled, reason: "x" });
  const finish = () => ledger.call<{ campaignId: string }[]>("finish_campaigns");
  expect((await finish()).map((one) => one.campaignId)).toContain(campaignId);
  await ledger.call("confirm_announcement", campaignId);
  await retry(campaignId, 3_600_000);
  const { not_before, left_at } = await ledger.row(sendIds[0] ?? "");
  expect(left_at).toBeNull();
  expect(not_before.getTime()).toBeGreaterThan(Date.now() + 3_500_000);
  expect(await finish()).toEqual([]);
  await ledger.foldAll();
  const counts = await ledger.pool.query(
    "select c.status, p.waiting, p.failed from public.campaigns c join public.campaign_progress p on p.campaign_id = c.id where c.id = $1",
    [campaignId],
  );
  expect(counts.rows).toEqual([{ status: "running", waiting: 1, failed: 0 }]);
  await ledger.pool.query("update public.sends set not_before = now() where id = $1", [sendIds[0]]);
  await settle(await claim(sendIds[0] ?? ""), { kind: "failed", code: "meta.131026", reason: "x" });
  expect((await finish()).map((one) => one.campaignId)).toContain(campaignId);
});

test("a long list is retried in several calls, none of which takes too long", async () => {
  const { campaignId, sendIds } = await start(5);
  for (const id of sendIds) await settle(await claim(id), { kind: "failed", code: throttled, reason: "x" });
  const codes = JSON.stringify([{ code: throttled, waitMs: 0 }]);
  const some = () => ledger.call("retry_failed", ana, tenant.clientId, campaignId, codes, 3);
  expect([await some(), await some(), await some()]).toEqual([
    { retried: 3, left: 2 },
    { retried: 2, left: 0 },
    { retried: 0, left: 0 },
  ]);
});

test("a cancelled campaign is not woken", async () => {
  const { campaignId, sendIds } = await start(2);
  await settle(await claim(sendIds[0] ?? ""), { kind: "failed", code: throttled, reason: "x" });
  await ledger.call("cancel_campaign", tenant.clientId, campaignId, "teste");
  await expect(retry(campaignId)).rejects.toMatchObject({ code: "NV409", hint: "campaign.not-retryable" });
});

test("two people who retry at once give one new life", async () => {
  const { campaignId, sendIds } = await start(20);
  for (const id of sendIds) await settle(await claim(id), { kind: "failed", code: throttled, reason: "x" });
  const done = await Promise.all([retry(campaignId), retry(campaignId), retry(campaignId)]);
  expect(done.reduce((sum, { retried: own }) => sum + own, 0)).toBe(20);
});

test("a failure that is not delivered leaves the frequency cap alone", async () => {
  const { sendId } = await retried();
  const { contact_id } = await ledger.row(sendId);
  const { rows } = await ledger.pool.query("select app.count_campaign_messages($1, 1, now())::int as n", [
    contact_id,
  ]);
  expect(rows[0].n).toBe(0);
});

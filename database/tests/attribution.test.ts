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
  tenant = await ledger.makeTenant();
});

let people = 0;
const hour = 3_600_000;
const before = (ms: number) => new Date(Date.now() - ms).toISOString();

/** A campaign to one new or known person whose send is claimed, and settled unless told otherwise. */
async function send({ person = people++, isSettled = true, ageMs = 0, outcome = "sent" } = {}) {
  const { campaignId, sendIds } = await ledger.startCampaign(tenant, 1, person);
  const [sendId = ""] = sendIds;
  // A pair may be written to again only after a while; these tests are about what comes back.
  await ledger.pool.query("update public.send_attempts set started_at = started_at - interval '10 seconds'");
  await ledger.pool.query("update public.sender_states set next_send_at = '-infinity'");
  await ledger.reserve(tenant, sendIds);
  const attemptId = randomUUID();
  expect(await ledger.call("claim_send", sendId, attemptId)).toMatchObject({ kind: "granted" });
  const wamid = `wamid.${sendId}`;
  const settle = () =>
    ledger.call(
      "settle_send",
      attemptId,
      JSON.stringify({
        kind: outcome,
        code: "x",
        reason: "x",
        ...(outcome === "sent" && { providerMessageId: wamid }),
      }),
    );
  if (isSettled) await settle();
  if (ageMs > 0)
    await ledger.pool.query("update public.send_attempts set started_at = $2 where id = $1", [
      attemptId,
      before(ageMs),
    ]);
  return { campaignId, sendId, wamid, settle, person, phone: `5511${900000000 + person}` };
}
type Sent = Awaited<ReturnType<typeof send>>;

const reply = ({ phone }: Pick<Sent, "phone">, differs: object = {}, group: object = {}) =>
  ledger.ingest(tenant.phoneNumberId, {
    replies: [{ externalId: `wamid.in.${randomUUID()}`, kind: "phone", value: phone, ...differs }],
    ...group,
  });
const repliedAt = async ({ sendId }: Sent) => (await ledger.row(sendId)).replied_at as Date | null;
const answered = async (sent: Sent) => (await repliedAt(sent)) !== null;
const reconcile = (since: string | null = null) => ledger.call<number>("reconcile_touches", since);
async function counts({ campaignId }: Sent) {
  await ledger.call("fold_campaign_progress", campaignId);
  const { rows } = await ledger.pool.query("select * from public.campaign_metrics where campaign_id = $1", [
    campaignId,
  ]);
  return rows[0];
}

describe("a reply answers", () => {
  test("the send that it quotes, however old and whatever came after it", async () => {
    const old = await send({ ageMs: 20 * 24 * hour });
    const later = await send({ person: old.person });
    await reply(old, { contextId: old.wamid });
    expect([await answered(old), await answered(later)]).toEqual([true, false]);
  });

  test("without a quote, the last campaign send before it: a late webhook does not answer what came after", async () => {
    const first = await send({ ageMs: 2 * hour });
    const second = await send({ person: first.person });
    await reply(first, { at: before(hour) });
    expect([await answered(first), await answered(second)]).toEqual([true, false]);
    await reply(first);
    expect(await answered(second)).toBe(true);
  });

  test("nothing that is more than seven days old", async () => {
    const stale = await send({ ageMs: 7 * 24 * hour + 60_000 });
    await reply(stale);
    expect(await answered(stale)).toBe(false);
  });

  test("nothing that did not go out", async () => {
    const failed = await send({ outcome: "failed" });
    await reply(failed);
    expect(await answered(failed)).toBe(false);
  });

  test("nothing of another number", async () => {
    const sent = await send();
    const mine = tenant;
    tenant = await ledger.makeTenant();
    await reply(sent, { contextId: sent.wamid });
    await reply(sent);
    tenant = mine;
    expect(await answered(sent)).toBe(false);
  });

  test("a send of which nobody knows yet whether it went out", async () => {
    const open = await send({ isSettled: false });
    await reply(open);
    expect(await answered(open)).toBe(true);
    await open.settle();
    expect(await ledger.row(open.sendId)).toMatchObject({ status: "sent", replied_at: expect.any(Date) });
  });
});

describe("a reaction", () => {
  test("answers the send that it is on, and no other", async () => {
    const sent = await send();
    await reply(sent, { isReaction: true, contextId: "wamid.somebody-elses" });
    expect(await answered(sent)).toBe(false);
    await reply(sent, { isReaction: true, contextId: sent.wamid });
    expect(await answered(sent)).toBe(true);
  });

  test("that comes before its send is settled is attributed when it is known, by whoever looks first", async () => {
    const open = await send({ isSettled: false });
    await reply(open, { isReaction: true, contextId: open.wamid });
    await open.settle();
    expect(await answered(open)).toBe(false);
    expect(await reconcile()).toBe(0); // not due yet
    expect(await reconcile(before(hour))).toBe(1);
    expect(await answered(open)).toBe(true);
    expect(await reconcile(before(hour))).toBe(0);
  });
});

describe("the first reply", () => {
  test("stands: a later one, or an older one that comes later, moves and counts nothing", async () => {
    const sent = await send({ ageMs: hour });
    await reply(sent, { at: before(60_000) });
    const at = await repliedAt(sent);
    await reply(sent);
    await reply(sent, { at: before(120_000) });
    expect(await repliedAt(sent)).toEqual(at);
    expect(await counts(sent)).toMatchObject({ total: 1, sent: 1, replied: 1 });
  });

  test("of two in one body is the earlier one", async () => {
    const sent = await send({ ageMs: hour });
    const [later, earlier] = [before(1_000), before(5_000)];
    const person = { kind: "phone", value: sent.phone };
    await ledger.ingest(tenant.phoneNumberId, {
      replies: [
        { externalId: "wamid.b", ...person, at: later },
        { externalId: "wamid.a", ...person, at: earlier },
      ],
    });
    expect((await repliedAt(sent))?.toISOString()).toBe(earlier);
  });

  test("told twice in different bodies is one", async () => {
    const sent = await send();
    for (const _ of [1, 2]) await reply(sent, { externalId: "wamid.same" });
    const { rows } = await ledger.pool.query(
      "select send_id from public.reply_touches where client_id = $1",
      [tenant.clientId],
    );
    expect(rows).toEqual([{ send_id: sent.sendId }]);
    expect((await counts(sent)).replied).toBe(1);
  });

  test("by a clock that is ahead is not from the future", async () => {
    const sent = await send();
    await reply(sent, { at: before(-hour) });
    expect((await repliedAt(sent))?.getTime()).toBeLessThanOrEqual(Date.now() + 60_000);
  });
});

test("a campaign's figures tell replies beside the statuses, and who asked to be left alone", async () => {
  const sent = await send();
  await ledger.ingest(tenant.phoneNumberId, {
    optOuts: [{ kind: "phone", value: sent.phone }],
    replies: [{ externalId: "wamid.sair", kind: "phone", value: sent.phone }],
  });
  const { total, waiting, delivered, read, failed, skipped, cancelled, unconfirmed, ...figures } =
    await counts(sent);
  expect(figures).toMatchObject({ sent: 1, replied: 1, opt_outs: 1 });
  expect(waiting + figures.sent + delivered + read + failed + skipped + cancelled + unconfirmed).toBe(total);
  const { rows } = await ledger.pool.query("select replied_at from public.campaign_sends where id = $1", [
    sent.sendId,
  ]);
  expect(rows[0].replied_at).toBeInstanceOf(Date);
});

test("a reply waits for no claim in progress, and holds none back", async () => {
  const sent = await send();
  const claiming = await ledger.pool.connect();
  try {
    await claiming.query("begin");
    await claiming.query("select pg_advisory_xact_lock_shared(4201)");
    await reply(sent);
    expect(await answered(sent)).toBe(true);
  } finally {
    await claiming.query("rollback");
    claiming.release();
  }
});

test("beside statuses nothing is waited for: a busy send is attributed by the next sweep", async () => {
  const [busy, other] = [await send(), await send()];
  const holder = await ledger.pool.connect();
  try {
    await holder.query("begin");
    await holder.query("select 1 from public.sends where id = $1 for update", [busy.sendId]);
    await reply(busy, {}, { statuses: [{ externalId: other.wamid, status: "delivered" }] });
    expect((await ledger.row(other.sendId)).status).toBe("delivered");
  } finally {
    await holder.query("rollback");
    holder.release();
  }
  expect(await answered(busy)).toBe(false);
  await ledger.call("sweep_sends");
  expect(await answered(busy)).toBe(true);
});

test("while the flag is off nothing is kept or looked for", async () => {
  const sent = await send();
  const flag = (enabled: boolean) =>
    ledger.pool.query(
      "insert into public.feature_flags (key, value) values ('campaign_attribution', $1) on conflict (key) do update set value = excluded.value",
      [{ enabled }],
    );
  await flag(false);
  try {
    await reply(sent);
    const { rows } = await ledger.pool.query("select 1 from public.reply_touches where client_id = $1", [
      tenant.clientId,
    ]);
    expect([rows, await answered(sent), await reconcile(before(hour))]).toEqual([[], false, 0]);
  } finally {
    await flag(true);
  }
  await reply(sent);
  expect(await answered(sent)).toBe(true);
});

test("who is nobody's contact and quotes nothing leaves no trace", async () => {
  await reply({ phone: "5511955554444" });
  const { rows } = await ledger.pool.query("select 1 from public.reply_touches where client_id = $1", [
    tenant.clientId,
  ]);
  expect(rows).toEqual([]);
});

test("replies are none of the many that are stored together", async () => {
  const group = { sender: tenant.phoneNumberId, replies: [{ externalId: "x", contextId: "y" }] };
  const delivery = { endpointId: null, clientId: null, bodyHash: randomUUID(), body: "{}", groups: [group] };
  await expect(ledger.call("ingest_webhooks", "meta", JSON.stringify([delivery]))).rejects.toMatchObject({
    code: "NV400",
  });
});

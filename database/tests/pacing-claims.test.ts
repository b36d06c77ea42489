import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type Ledger, official, openLedger, type Tenant } from "./ledger-fixture.ts";
import { openServicePool, type ServicePool } from "./service-pool.ts";

let ledger: Ledger;
let services: ServicePool;
beforeAll(async () => {
  ledger = await openLedger();
  services = openServicePool(ledger.url, 12);
});
afterAll(async () => {
  await services.close();
  await ledger.close();
});

const noon = Date.parse("2030-03-04T12:00:00Z");
beforeEach(() => ledger.freezeClock(new Date(noon)));

type Answer = { kind: string; status?: string; reason?: string; until?: string };
const claim = (id = "") => services.call<Answer>("claim_send", id, randomUUID());
const change = ({ senderId }: Tenant, sql: string) =>
  ledger.pool.query(`update public.sender_profiles set ${sql} where sender_id = $1`, [senderId]);
async function budget({ senderId }: Tenant): Promise<number> {
  const { rows } = await ledger.pool.query(
    "select coalesce(sum(used), 0)::int as used from public.sender_usage where sender_id = $1",
    [senderId],
  );
  return rows[0].used;
}
type Read = {
  senderId: string;
  planVersion: number;
  state: { ageDays: number };
  pending: Record<string, unknown>[];
};
/** What the planner is given for this sender, whoever else has something due. */
async function read({ senderId }: Tenant): Promise<Read | null> {
  const others = await ledger.pool.query("select id from public.client_providers where id <> $1", [senderId]);
  return services.call<Read | null>(
    "read_sender_plan",
    others.rows.map(({ id }) => id),
    120,
  );
}
async function reply(tenant: Tenant, contactId: string = randomUUID()): Promise<string> {
  const { rows } = await ledger.pool.query(
    `insert into public.sends (client_id, sender_id, contact_id, dedupe_key, lane, to_value, content)
     values ($1, $2, $3, gen_random_uuid()::text, 'reply', '5511900000000', '{"kind":"text","body":"Oi"}') returning id`,
    [tenant.clientId, tenant.senderId, contactId],
  );
  return rows[0].id;
}

test("a claim comes up to a second early, but not in the minute before its slot: hours and budgets begin on the minute", async () => {
  const tenant = await ledger.makeTenant();
  const { sendIds } = await ledger.startCampaign(tenant, 2);
  await ledger.reserve(tenant, sendIds.slice(0, 1), noon);
  await ledger.reserve(tenant, sendIds.slice(1), noon + 600);
  await ledger.moveClock(-1);
  expect(await claim(sendIds[0])).toMatchObject({ kind: "wait", reason: "slot" });
  await ledger.moveClock(1);
  expect(await claim(sendIds[0])).toMatchObject({ kind: "granted" });
  expect(await claim(sendIds[1])).toMatchObject({ kind: "granted" });
});

test("in the very moment in which the hours end nothing is claimed", async () => {
  const tenant = await ledger.makeTenant();
  const { sendIds } = await ledger.startCampaign(tenant, 1);
  const plan = await read(tenant);
  const slots = [{ id: sendIds[0], slot_at: noon - 1_000, not_after: noon }];
  await services.call(
    "reserve_slots",
    tenant.senderId,
    plan?.planVersion,
    JSON.stringify(slots),
    "[]",
    null,
    null,
  );
  expect(await claim(sendIds[0])).toEqual({ kind: "refused", status: "pending", reason: "window" });
  expect(await budget(tenant)).toBe(0);
});

test("of sends to one contact that are claimed at the same moment one goes: the others keep the pair gap", async () => {
  const tenant = await ledger.makeTenant({ minGapMs: 0.01, pairGapMs: 6_000 });
  for (let round = 0; round < 4; round++) {
    const first = await ledger.startCampaign(tenant, 3, round * 3);
    const second = await ledger.startCampaign(tenant, 3, round * 3);
    const sendIds = [...first.sendIds, ...second.sendIds];
    await ledger.reserve(tenant, sendIds, noon);
    const kinds = (await Promise.all(sendIds.map(claim))).map(({ kind, reason }) => reason ?? kind);
    expect(kinds.sort()).toEqual([...Array(3).fill("granted"), ...Array(3).fill("pair-gap")]);
  }
});

test("a contact gets no more campaigns than the frequency cap, also from two senders at the same moment; replies do not count", async () => {
  const frequencyCap = { max: 1, days: 7 };
  const one = await ledger.makeTenant({ frequencyCap, pairGapMs: 0 });
  const other = { ...one, senderId: randomUUID() };
  const profile = { kind: "official", minGapMs: 12.5, gapJitterMs: 0, pairGapMs: 0, frequencyCap, replyHeadroom: 0, repliesCount: false }; // biome-ignore format: one line
  await services.call(
    "save_sender",
    other.senderId,
    one.clientId,
    "meta",
    "2",
    "Outro",
    null,
    "sealed",
    profile,
  );
  const first = await ledger.startCampaign(one, 4, 100);
  const second = await ledger.startCampaign(other, 4, 100);
  const { rows } = await ledger.pool.query("select contact_id from public.sends where id = $1", [
    first.sendIds[0],
  ]);
  expect(await claim(await reply(one, rows[0].contact_id))).toMatchObject({ kind: "granted" });
  expect((await read(one))?.pending).toHaveLength(4);
  expect((await read(one))?.pending.map(({ contactRecent }) => contactRecent)).toEqual([0, 0, 0, 0]);
  await ledger.reserve(one, first.sendIds, noon);
  await ledger.reserve(other, second.sendIds, noon);
  const kinds = (await Promise.all([...first.sendIds, ...second.sendIds].map(claim))).map(
    ({ kind, reason }) => reason ?? kind,
  );
  expect(kinds.sort()).toEqual([...Array(4).fill("frequency-cap"), ...Array(4).fill("granted")]);
});

test("a reply that counts and took the last place keeps a slot that was planned before it from being one too many", async () => {
  const tenant = await ledger.makeTenant({ maxPerHour: 2, repliesCount: true, replyHeadroom: 0 });
  const { sendIds } = await ledger.startCampaign(tenant, 2, 200);
  await ledger.reserve(tenant, sendIds, noon);
  expect(await claim(await reply(tenant))).toMatchObject({ kind: "granted" });
  expect(await claim(sendIds[0])).toMatchObject({ kind: "refused", reason: "replies-took-its-place" });
  expect(await claim(sendIds[1])).toMatchObject({ kind: "granted" });
  expect(await budget(tenant)).toBe(2);
});

test("so does one that took the last place of the day at a young number's stage", async () => {
  const warmUp = [{ untilAgeDays: 5, maxPerDay: 1 }];
  const tenant = await ledger.makeTenant({ maxPerDay: 100, warmUp, repliesCount: true, replyHeadroom: 0 });
  const { sendIds } = await ledger.startCampaign(tenant, 1, 230);
  await ledger.pool.query("update public.client_providers set activated_at = app.now() where id = $1", [
    tenant.senderId,
  ]);
  await ledger.reserve(tenant, sendIds, noon);
  expect(await claim(await reply(tenant))).toMatchObject({ kind: "granted" });
  expect(await claim(sendIds[0])).toMatchObject({ kind: "refused", reason: "replies-took-its-place" });
});

test("so does one by another number of the portfolio, whose tier they share", async () => {
  const shared = { tierPerDay: 1, portfolioId: "p1", repliesCount: true, replyHeadroom: 0 };
  const tenant = await ledger.makeTenant(shared);
  const other = { ...tenant, senderId: randomUUID(), phoneNumberId: randomUUID() };
  const { senderId, clientId, phoneNumberId } = other;
  const profile = { ...official, ...shared };
  await ledger.call(
    "save_sender",
    senderId,
    clientId,
    "meta",
    phoneNumberId,
    "Outro",
    null,
    "sealed",
    profile,
  );
  const { sendIds } = await ledger.startCampaign(tenant, 1, 240);
  await ledger.reserve(tenant, sendIds, noon);
  expect(await claim(await reply(other))).toMatchObject({ kind: "granted" });
  expect(await claim(sendIds[0])).toMatchObject({ kind: "refused", reason: "replies-took-its-place" });
});

test("a campaign yields to a reply that waits for the gap, and no longer than ten seconds to one that does not come back", async () => {
  const tenant = await ledger.makeTenant({ minGapMs: 5_000 });
  const { sendIds } = await ledger.startCampaign(tenant, 2, 250);
  await ledger.reserve(tenant, sendIds, noon);
  expect(await claim(sendIds[0])).toMatchObject({ kind: "granted" });
  const waiting = await reply(tenant);
  expect(await claim(waiting)).toMatchObject({ kind: "wait", reason: "gap" });
  await ledger.moveClock(5_000);
  expect(await claim(sendIds[1])).toMatchObject({ kind: "wait", reason: "gap" });
  await ledger.moveClock(10_000);
  expect(await claim(sendIds[1])).toMatchObject({ kind: "granted" });
  await ledger.moveClock(5_000);
  expect(await claim(waiting)).toMatchObject({ kind: "granted" });
});

test("replies that wait come back one gap apart, and one that comes anew goes behind them", async () => {
  const tenant = await ledger.makeTenant({ minGapMs: 5_000 });
  const [first, second, third] = [await reply(tenant), await reply(tenant), await reply(tenant)];
  expect(await claim(await reply(tenant))).toMatchObject({ kind: "granted" });
  const seconds = async (id: string) => (Date.parse((await claim(id)).until ?? "") - noon) / 1_000;
  expect([await seconds(first), await seconds(second)]).toEqual([5, 10]);
  await ledger.moveClock(5_000);
  expect(await seconds(third)).toBe(15);
  expect(await claim(first)).toMatchObject({ kind: "granted" });
  await ledger.moveClock(5_000);
  expect(await claim(second)).toMatchObject({ kind: "granted" });
});

test("a reply waits no longer than two seconds for one that does not come back to its place", async () => {
  const tenant = await ledger.makeTenant({ minGapMs: 5_000 });
  const [lost, next] = [await reply(tenant), await reply(tenant)];
  expect(await claim(await reply(tenant))).toMatchObject({ kind: "granted" });
  expect(await claim(lost)).toMatchObject({ kind: "wait", reason: "gap" });
  await ledger.moveClock(5_000 + 2_001);
  expect(await claim(next)).toMatchObject({ kind: "granted" });
  // It keeps to the front all the same.
  expect(await claim(lost)).toMatchObject({ kind: "wait", reason: "gap" });
  await ledger.moveClock(5_000);
  expect(await claim(lost)).toMatchObject({ kind: "granted" });
});

test("a slot is moved by a minute at most: who has to wait longer is planned anew, and its budget is free", async () => {
  const tenant = await ledger.makeTenant({ minGapMs: 90_000 });
  const { sendIds } = await ledger.startCampaign(tenant, 2, 300);
  await ledger.reserve(tenant, sendIds, noon);
  expect(await claim(sendIds[0])).toMatchObject({ kind: "granted" });
  expect(await claim(sendIds[1])).toMatchObject({ kind: "refused", status: "pending", reason: "gap" });
  expect(await budget(tenant)).toBe(1);
  expect((await ledger.row(sendIds[1] ?? "")).not_before).toEqual(new Date(noon + 90_000));
});

test("a changed profile holds at once: slots of the old one are given back, and its gap is forgotten", async () => {
  const tenant = await ledger.makeTenant({ minGapMs: 600_000 });
  const { sendIds } = await ledger.startCampaign(tenant, 3, 400);
  await ledger.reserve(tenant, sendIds.slice(0, 2), noon);
  expect(await claim(sendIds[0])).toMatchObject({ kind: "granted" });
  await change(tenant, "min_gap_ms = min_gap_ms"); // nothing changed
  expect(await ledger.row(sendIds[1] ?? "")).toMatchObject({ status: "queued" });
  await change(tenant, "min_gap_ms = 5000");
  expect(await ledger.row(sendIds[1] ?? "")).toMatchObject({ status: "pending", reason: "profile-changed" });
  expect(await budget(tenant)).toBe(1);
  await ledger.moveClock(5_000);
  await ledger.reserve(tenant, sendIds.slice(1, 2), noon + 5_000);
  expect(await claim(sendIds[1])).toMatchObject({ kind: "granted" });
  await change(tenant, "min_gap_ms = 20000");
  await ledger.moveClock(19_999);
  await ledger.reserve(tenant, sendIds.slice(2), noon + 24_999);
  expect(await claim(sendIds[2])).toMatchObject({ kind: "wait", reason: "gap" });
});

test("a blocked sender is looked at again after five minutes: a cancel may have freed its places", async () => {
  const tenant = await ledger.makeTenant({ maxPerHour: 1 });
  await ledger.startCampaign(tenant, 1, 500);
  const plan = await read(tenant);
  const blocked = { reason: { code: "hourly-cap" }, until: noon + 3_600_000 };
  await services.call("reserve_slots", tenant.senderId, plan?.planVersion, "[]", "[]", null, blocked);
  await ledger.moveClock(299_000);
  expect(await read(tenant)).toBeNull();
  await ledger.moveClock(2_000);
  expect(await read(tenant)).not.toBeNull();
});

test("a number's age is told in fractions of a day: a stage of warm-up does not last a day longer", async () => {
  const tenant = await ledger.makeTenant();
  await ledger.startCampaign(tenant, 1, 600);
  await ledger.pool.query(
    "update public.client_providers set activated_at = app.now() - interval '60 hours' where id = $1",
    [tenant.senderId],
  );
  expect((await read(tenant))?.state.ageDays).toBe(2.5);
});

test("a throttled attempt did not reach its contact: the pair gap does not count from it", async () => {
  const tenant = await ledger.makeTenant({ pairGapMs: 600_000 });
  const { sendIds } = await ledger.startCampaign(tenant, 1, 700);
  await ledger.reserve(tenant, sendIds, noon);
  const attemptId = randomUUID();
  await services.call("claim_send", sendIds[0], attemptId);
  await services.call(
    "settle_send",
    attemptId,
    JSON.stringify({ kind: "later", waitMs: 1, reason: "throttled" }),
  );
  await ledger.moveClock(1_000);
  expect((await read(tenant))?.pending).toMatchObject([{ id: sendIds[0], contactLastAt: null }]);
});

import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Ledger, openLedger, type Tenant } from "./ledger-fixture.ts";

let ledger: Ledger;
beforeAll(async () => {
  ledger = await openLedger();
});
afterAll(() => ledger.close());

const noon = new Date("2026-03-02T12:00:30Z");
const minuteOf = (at: Date) => Math.floor(at.getTime() / 60_000);
const claim = (id = "") =>
  ledger.call<{ kind: string; until?: string; reason?: string }>("claim_send", id, randomUUID());
async function usage({ senderId }: Tenant): Promise<Record<string, number>> {
  const { rows } = await ledger.pool.query(
    "select minute, used from public.sender_usage where sender_id = $1 and used > 0 order by minute",
    [senderId],
  );
  return Object.fromEntries(rows.map(({ minute, used }) => [minute, used]));
}

test("a claim in a later minute than its slot is counted in the minute in which it went", async () => {
  await ledger.freezeClock(noon);
  const tenant = await ledger.makeTenant({ pairGapMs: 0 });
  const { sendIds } = await ledger.startCampaign(tenant, 2);
  await ledger.reserve(tenant, sendIds, noon.getTime());
  await claim(sendIds[0]);
  await ledger.moveClock(45_000);
  await claim(sendIds[1]);
  expect(await usage(tenant)).toEqual({ [minuteOf(noon)]: 1, [minuteOf(noon) + 1]: 1 });
});

test("a slot that is moved by the gap takes its budget along", async () => {
  const at = new Date("2026-03-02T12:00:58Z");
  await ledger.freezeClock(at);
  const tenant = await ledger.makeTenant({ minGapMs: 5_000 });
  const { sendIds } = await ledger.startCampaign(tenant, 2, 10);
  await ledger.reserve(tenant, sendIds, at.getTime());
  await claim(sendIds[0]);
  expect(await claim(sendIds[1])).toMatchObject({ kind: "wait", reason: "gap" });
  expect(await usage(tenant)).toEqual({ [minuteOf(at)]: 1, [minuteOf(at) + 1]: 1 });
});

test("those that wait for one gap are told to come back one gap apart", async () => {
  await ledger.freezeClock(noon);
  const tenant = await ledger.makeTenant({ minGapMs: 5_000 });
  const { sendIds } = await ledger.startCampaign(tenant, 5, 20);
  await ledger.reserve(tenant, sendIds, noon.getTime());
  await claim(sendIds[0]);
  const waits = [];
  for (const id of sendIds.slice(1)) waits.push(await claim(id));
  const seconds = waits.map(({ until = "" }) => (Date.parse(until) - noon.getTime()) / 1_000);
  expect(seconds).toEqual([5, 10, 15, 20]);
  // And each of them may go when it does come back.
  for (const id of sendIds.slice(1)) {
    await ledger.moveClock(5_000);
    expect(await claim(id)).toMatchObject({ kind: "granted" });
  }
});

test("a contact gets nothing from a campaign within the pair gap of what it just got", async () => {
  await ledger.freezeClock(noon);
  const tenant = await ledger.makeTenant({ minGapMs: 1 });
  const first = await ledger.startCampaign(tenant, 1, 30);
  const second = await ledger.startCampaign(tenant, 1, 30);
  await ledger.reserve(tenant, [...first.sendIds, ...second.sendIds], noon.getTime());
  expect(await claim(first.sendIds[0])).toMatchObject({ kind: "granted" });
  expect(await claim(second.sendIds[0])).toMatchObject({
    kind: "wait",
    reason: "pair-gap",
    until: expect.stringContaining("12:00:36"),
  });
  await ledger.moveClock(6_000);
  expect(await claim(second.sendIds[0])).toMatchObject({ kind: "granted" });
});

test("a conversation may burst to 45 messages, then as many go as the pair gap gives back", async () => {
  await ledger.freezeClock(noon);
  const tenant = await ledger.makeTenant({ minGapMs: 1 });
  const contactId = randomUUID();
  const replies = await Promise.all(
    Array.from({ length: 46 }, async () => {
      const { rows } = await ledger.pool.query(
        `insert into public.sends (client_id, sender_id, contact_id, dedupe_key, lane, to_value, content)
         values ($1, $2, $3, gen_random_uuid()::text, 'reply', '5511900000000', '{"kind":"text","body":"Oi"}') returning id`,
        [tenant.clientId, tenant.senderId, contactId],
      );
      return rows[0].id as string;
    }),
  );
  const kinds: string[] = [];
  for (const id of replies) kinds.push((await claim(id)).kind);
  expect(kinds).toEqual([...Array.from({ length: 45 }, () => "granted"), "wait"]);
  await ledger.moveClock(45 * 6_000);
  expect(await claim(replies[45])).toMatchObject({ kind: "granted" });
});

test("numbers of one portfolio share the tier: what one used is seen by the others, and voids their plans", async () => {
  await ledger.freezeClock(noon);
  const portfolioId = randomUUID();
  const one = await ledger.makeTenant({ tierPerDay: 250, portfolioId });
  const other = { ...one, senderId: randomUUID(), phoneNumberId: randomUUID() };
  const { rows } = await ledger.pool.query(
    "select public.save_sender($1, $2, 'meta', $3, 'Outro', null, 'sealed', $4) as id",
    [
      other.senderId,
      one.clientId,
      other.phoneNumberId,
      JSON.stringify({
        kind: "official",
        minGapMs: 12.5,
        gapJitterMs: 0,
        tierPerDay: 250,
        pairGapMs: 0,
        replyHeadroom: 0,
        repliesCount: false,
        portfolioId,
      }),
    ],
  );
  expect(rows[0].id).toBe(other.senderId);
  const { sendIds } = await ledger.startCampaign(one, 3, 40);
  await ledger.startCampaign(other, 3, 50);
  const plan = await ledger.call<{ senderId: string; planVersion: number }>(
    "read_sender_plan",
    [one.senderId],
    120,
  );
  expect(plan.senderId).toBe(other.senderId);
  await ledger.reserve(one, sendIds, noon.getTime());
  const stale = await ledger.call("reserve_slots", other.senderId, plan.planVersion, "[]", "[]", null, null);
  expect(stale).toMatchObject({ won: false });
  const again = await ledger.call("read_sender_plan", [one.senderId], 120);
  expect(again).toMatchObject({ state: { usage: [], tierUsage: [{ minute: minuteOf(noon), used: 3 }] } });
});

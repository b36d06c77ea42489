import { randomUUID } from "node:crypto";
import { seededRandom } from "@nova/pacing";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Ledger, openLedger, type Tenant } from "./ledger-fixture.ts";

let ledger: Ledger;
beforeAll(async () => {
  ledger = await openLedger();
});
afterAll(() => ledger.close());

const lives = [
  "claimed",
  "sent",
  "failed",
  "unconfirmed",
  "later",
  "retried",
  "cancelled",
  "doubtful",
] as const;
/** `deleted` is what a provider may come to say. */
const words = ["sent", "delivered", "read", "failed", "deleted"] as const;
type Life = (typeof lives)[number];
/** Where a send is when its words come, and in which body each is said, with our id or without. */
type Case = { life: Life; heard: { word: (typeof words)[number]; minute: number; tracked: boolean }[] };
type Said = { about: number; word: string; minute: number; tracked: boolean };
type World = {
  tenant: Tenant;
  campaignId: string;
  sends: { id: string; attemptId: string; wamid: string }[];
};

function inventCases(random: () => number, count: number): Case[] {
  const pick = <T>(items: readonly T[]) => items[Math.floor(random() * items.length)] as T;
  return Array.from({ length: count }, () => ({
    life: random() < 0.5 ? "sent" : pick(lives),
    heard: Array.from({ length: 1 + Math.floor(random() * 4) }, () => ({
      word: pick(words),
      minute: Math.floor(random() * 60),
      tracked: random() < 0.7,
    })),
  }));
}

/** Bodies of one to five words in an order of their own, some said twice in the same body. */
function inventBodies(random: () => number, cases: Case[]): Said[][] {
  const all = cases
    .flatMap(({ heard }, about) => heard.map((one) => ({ about, ...one })))
    .map((one) => ({ one, at: random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ one }) => one);
  const bodies: Said[][] = [];
  while (all.length > 0) {
    const body = all.splice(0, 1 + Math.floor(random() * 5));
    bodies.push(random() < 0.2 ? [...body, ...body.slice(0, 1)] : body);
  }
  return bodies;
}

async function openWorld(cases: Case[], firstNumber: number): Promise<World> {
  const tenant = await ledger.makeTenant({ minGapMs: 0.001, pairGapMs: 0 });
  const ana = randomUUID();
  await ledger.pool.query("insert into public.members values ($1, $2, 'operator')", [tenant.clientId, ana]);
  const { campaignId, sendIds } = await ledger.startCampaign(tenant, cases.length, firstNumber);
  await ledger.reserve(tenant, sendIds);
  const sends = sendIds.map((id, index) => ({
    id,
    attemptId: randomUUID(),
    wamid: `wamid.${firstNumber}.${index}`,
  }));
  for (const [index, { id, attemptId, wamid }] of sends.entries()) {
    const settle = (outcome: object) => ledger.call("settle_send", attemptId, JSON.stringify(outcome));
    const life = cases[index]?.life;
    await ledger.call("claim_send", id, attemptId);
    if (life === "sent" || life === "cancelled" || life === "doubtful")
      await settle({ kind: "sent", providerMessageId: wamid });
    if (life === "failed") await settle({ kind: "failed", code: "meta.131026", reason: "undeliverable" });
    if (life === "unconfirmed") await settle({ kind: "unconfirmed", code: "timeout", reason: "timeout" });
    if (life === "later") {
      const notBefore = new Date(Date.now() + 60_000).toISOString();
      await settle({ kind: "later", code: "x", reason: "x", notBefore });
    }
    if (life === "retried")
      await settle({ kind: "failed", code: "meta.130429", reason: "throttled", providerMessageId: wamid });
    if (life === "cancelled")
      await ledger.pool.query("update public.sends set status = 'cancelled' where id = $1", [id]);
    if (life === "doubtful")
      await ledger.pool.query("update public.send_attempts set outcome = 'unconfirmed' where id = $1", [
        attemptId,
      ]);
  }
  const policy = JSON.stringify([{ code: "meta.130429", waitMs: 0 }]);
  await ledger.call("retry_failed", ana, tenant.clientId, campaignId, policy);
  return { tenant, campaignId, sends };
}

const noon = Date.UTC(2026, 10, 20, 12);
function deliveryOf({ tenant, sends }: World, said: Said[]) {
  const statuses = said.map(({ about, word, minute, tracked }) => ({
    externalId: sends[about]?.wamid,
    ...(tracked && { trackId: sends[about]?.attemptId }),
    status: word,
    at: new Date(noon + minute * 60_000).toISOString(),
    ...(word === "failed" && about % 2 === 0 && { errorCode: "meta.131049", errorTitle: "not now" }),
  }));
  const body = randomUUID();
  const groups = [{ sender: tenant.phoneNumberId, statuses, optOuts: [], optIns: [], templateStatuses: [] }];
  return { endpointId: null, clientId: null, bodyHash: body, body, groups, problem: null };
}

type Done = { eventId: string; status: string; applied: number; clientId: string };

/** What is said of a body, and what is kept of it. */
async function endOf({ eventId, status, applied, clientId }: Done) {
  const { rows } = await ledger.pool.query(
    "select e.status, e.reason, e.client_id = $2 as is_theirs from public.webhook_events e where e.id = $1",
    [eventId, clientId],
  );
  return { status, applied, kept: rows };
}

/** Everything that the words may have changed, without the ids that differ between two worlds. */
async function stateOf({ campaignId }: World) {
  await ledger.call("fold_campaign_progress", campaignId);
  const { rows: sends } = await ledger.pool.query(
    `select s.position, s.status, s.reason, s.code, s.lease_until is null as free, split_part(s.provider_message_id, '.', 3) as message,
       case when s.status in ('sent', 'delivered', 'read') then least(s.sent_at, '2026-11-21') end as sent_at, s.delivered_at, s.read_at,
       (select json_agg(json_build_array(a.outcome, a.settled_at is null) order by a.started_at) from public.send_attempts a where a.send_id = s.id) as attempts
     from public.sends s where s.campaign_id = $1 order by s.position`,
    [campaignId],
  );
  const { rows: progress } = await ledger.pool.query(
    "select total, waiting, sent, delivered, read, failed, unconfirmed, cancelled from public.campaign_progress where campaign_id = $1",
    [campaignId],
  );
  const { rows: parked } = await ledger.pool.query(
    `select split_part(k.provider_message_id, '.', 3) as message, k.status from public.parked_statuses k
     where k.sender_id = (select c.sender_id from public.campaigns c where c.id = $1) order by 1, 2`,
    [campaignId],
  );
  return { sends, progress, parked };
}

describe("statuses that are applied many at once", () => {
  test.each([1, 2, 3, 4, 5])(
    "leave every send as if each had come alone, whatever its life (seed %i)",
    { timeout: 60_000 },
    async (seed) => {
      const random = seededRandom(seed);
      const cases = inventCases(random, 60);
      const bodies = inventBodies(random, cases);
      const together = await openWorld(cases, seed * 10_000);
      const alone = await openWorld(cases, seed * 10_000 + 5_000);

      const apart: unknown[] = [];
      for (const said of bodies) {
        const { body, groups } = deliveryOf(alone, said);
        const one = await ledger.call<Done>(
          "ingest_webhook", "meta", null, null, body, body, JSON.stringify(groups)); // biome-ignore format: one call
        apart.push(await endOf(one));
      }
      const many: unknown[] = [];
      for (let from = 0; from < bodies.length; ) {
        const size = 1 + Math.floor(random() * 40);
        const deliveries = bodies.slice(from, from + size).map((said) => deliveryOf(together, said));
        const done = await ledger.call<Done[]>(
          "ingest_webhooks", "meta", JSON.stringify(deliveries)); // biome-ignore format: one call
        for (const one of done) many.push(await endOf(one));
        from += size;
      }
      expect(many).toEqual(apart);
      expect(await stateOf(together)).toEqual(await stateOf(alone));
    },
  );
});

import { setTimeout as sleep } from "node:timers/promises";
import { campaignPlan } from "@nova/queue";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { auditCampaign } from "../src/demo/audit-campaign.ts";
import { demoContacts } from "../src/demo/demo-contacts.ts";
import { readAccepted, readLedger } from "../src/demo/read-records.ts";
import { type CampaignRun, runCampaign } from "../src/demo/run-campaign.ts";
import { demoPhoneNumberId } from "../src/stack/seed-demo-tenant.ts";
import { type HostileStack, openHostileStack } from "./hostile-support.ts";
import { addFault } from "./stack-harness.ts";

let stack: HostileStack;
beforeAll(async () => {
  stack = await openHostileStack();
}, 120_000);
afterAll(() => stack?.end());
beforeEach(() => addFault(stack, { kind: "latency", ms: 150, jitterMs: 200 })); // so that many are in flight

type Live = { campaignId: string; run: Promise<CampaignRun>; startedAt: Date };

let people = 0;
/** Starts a campaign to people of its own and leaves it running. */
async function start(recipients: number): Promise<Live> {
  const { settings, database, publisher, explainWaiting } = stack;
  const startedAt = new Date();
  people += recipients;
  const { promise, resolve } = Promise.withResolvers<string>();
  const run = runCampaign(
    {
      clientId: settings.clientId,
      senderId: settings.metaSenderId,
      name: "Teste",
      template: { kind: "text", name: `texto ${Math.random()}`, body: "Olá {{name}}" },
      contacts: demoContacts(people).slice(-recipients),
    },
    { database, publisher, explainWaiting, output: { write: () => {} }, onStart: resolve },
  );
  return { run, startedAt, campaignId: await promise };
}

const acceptedSince = ({ startedAt }: Live) =>
  readAccepted(stack.addresses.sandbox, demoPhoneNumberId, startedAt);
const attemptsOf = async ({ campaignId }: Live): Promise<Set<string>> =>
  new Set((await readLedger(stack.databaseUrl, campaignId)).flatMap(({ attemptIds }) => attemptIds));
async function audit(live: Live, recipients: number) {
  const [ledger, accepted] = await Promise.all([
    readLedger(stack.databaseUrl, live.campaignId),
    acceptedSince(live),
  ]);
  return auditCampaign(recipients, ledger, accepted);
}
async function acceptedMany(live: Live, count: number): Promise<void> {
  while ((await acceptedSince(live)).length < count) await sleep(50);
}
/** What the panel, the summary and the progress row count; each adds up by itself. */
async function counts({ campaignId }: Live) {
  const { rows } = await stack.pool.query(
    "select total, waiting, sent + delivered + read as reached, skipped, cancelled, failed + unconfirmed as other from public.campaign_progress where campaign_id = $1",
    [campaignId],
  );
  return rows[0];
}
/** Until everything of a campaign has ended and been told. */
async function ended({ campaignId }: Live): Promise<void> {
  for (;;) {
    const summary = await stack.database.campaigns.summarize(campaignId);
    if (summary && !summary.open && !summary.byStatus.sent && !summary.byStatus.sending) return;
    await sleep(250);
  }
}
const insertEvent = (live: Live, action: string) =>
  stack.pool.query(
    `insert into public.pause_events (scope, client_id, campaign_id, action, reason, source)
     values ('campaign', $1, $2, $3, 'teste', 'manual')`,
    [stack.settings.clientId, live.campaignId, action],
  );

async function resume(live: Live): Promise<void> {
  await insertEvent(live, "resume");
  await stack.publisher.publish(campaignPlan, { campaignId: live.campaignId }); // or wait for the next tick
}

test("one row pauses a campaign under way: only what was in flight still arrives, and after the resume everybody gets it once", {
  timeout: 120_000,
}, async () => {
  const live = await start(600);
  await acceptedMany(live, 150);
  await insertEvent(live, "pause");
  const inFlight = await attemptsOf(live);

  const { waiting, summary } = await live.run; // it ends when a person must act
  expect(waiting).toMatchObject({ text: "a campanha está pausada", isLong: true, until: null });
  expect(summary.paused).toBe(`campaign:${live.campaignId}`);
  const page = await fetch(`${stack.addresses.panel}/campaigns/${live.campaignId}`);
  expect(await page.text()).toContain("a campanha está pausada");
  const accepted = await acceptedSince(live);
  expect(accepted.filter(({ trackId }) => !inFlight.has(trackId))).toEqual([]);
  expect(accepted.length).toBeLessThan(600);

  // A planner that is woken while it is paused finds nothing to plan.
  const still = await counts(live);
  await stack.publisher.publish(campaignPlan, { campaignId: live.campaignId });
  await sleep(1_500);
  expect(await counts(live)).toEqual(still);
  expect(still).toMatchObject({ total: 600, waiting: 600 - accepted.length, reached: accepted.length });
  expect((await acceptedSince(live)).length).toBe(accepted.length);

  await resume(live);
  await ended(live);
  expect(await audit(live, 600)).toMatchObject({
    delivered: 600,
    duplicated: 0,
    lost: 0,
    failed: 0,
    unconfirmed: 0,
    disagreeing: [],
  });
});

test("who opts out while a campaign runs is passed over, and gets one confirmation", {
  timeout: 120_000,
}, async () => {
  const live = await start(300);
  await acceptedMany(live, 40);
  await insertEvent(live, "pause"); // until they have been heard: the machine may be slow
  const { rows } = await stack.pool.query(
    "select id, to_value as phone from public.sends where campaign_id = $1 and status = 'queued' order by position desc limit 1",
    [live.campaignId],
  );
  const [{ id, phone }] = rows;
  for (const text of ["SAIR", "Sair", "PARAR"]) {
    const response = await fetch(`${stack.addresses.sandbox}/_sandbox/inbound`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ provider: "meta", sender: demoPhoneNumberId, from: phone, text }),
    });
    expect(response.ok).toBe(true);
  }
  const told = async () => (await acceptedSince(live)).filter(({ recipient }) => recipient === phone);
  while ((await told()).length === 0) await sleep(50);
  await resume(live);
  await Promise.all([ended(live), live.run]);

  const of = await stack.pool.query("select status, reason from public.sends where id = $1", [id]);
  expect(of.rows).toEqual([{ status: "skipped", reason: "opted-out" }]);
  const attempts = await attemptsOf(live);
  expect((await told()).map(({ trackId }) => attempts.has(trackId))).toEqual([false]);
  expect(await audit(live, 300)).toMatchObject({ delivered: 299, skipped: 1, duplicated: 0, lost: 0 });
});

test("a campaign cancelled under way reaches who was in flight and nobody else, and every recipient is counted", {
  timeout: 120_000,
}, async () => {
  const live = await start(300);
  await acceptedMany(live, 80);
  const spared = await stack.database.campaigns.cancel(stack.settings.clientId, live.campaignId, "teste");
  const inFlight = await attemptsOf(live);
  await live.run;
  const accepted = await acceptedSince(live);
  expect(accepted.filter(({ trackId }) => !inFlight.has(trackId))).toEqual([]);
  expect(accepted.length).toBe(300 - spared);
  expect(await audit(live, 300)).toMatchObject({
    delivered: 300 - spared,
    skipped: spared,
    duplicated: 0,
    lost: 0,
    open: 0,
  });
  await stack.pool.query("select public.fold_campaign_progress($1)", [live.campaignId]);
  const { waiting, reached, cancelled } = await counts(live);
  expect({ waiting, reached, cancelled }).toEqual({ waiting: 0, reached: 300 - spared, cancelled: spared });
});

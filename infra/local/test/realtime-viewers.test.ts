import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { type Ledger, openLedger, type Tenant } from "../../../database/tests/ledger-fixture.ts";
import { type Gateway, startGateway } from "../src/gateway/index.ts";
import { keys } from "./gateway-contract/target.ts";
import { type LossyRealtime, startLossyRealtime } from "./lossy-realtime.ts";
import { openViewer, type Viewer } from "./progress-viewers.ts";

const viewersEach = 20;
const recipients = 200;
const stepMs = 40;
const patience = { timeout: 60_000 };

let ledger: Ledger;
let gateway: Gateway;
let lossy: LossyRealtime;
let tenant: Tenant;
let campaignId: string;
let near: Viewer[] = [];
let far: Viewer[] = [];
/** When each revision was told, by the database's clock, which only this test moves. */
const toldAt = new Map<number, number>();

beforeAll(async () => {
  ledger = await openLedger();
  gateway = await startGateway({ databaseUrl: ledger.url, port: 0, keys });
  lossy = await startLossyRealtime(gateway.url);
  await runWatched();
}, 300_000);
afterAll(async () => {
  await Promise.all([...near, ...far].map((viewer) => viewer.close()));
  await lossy?.close();
  await gateway?.close();
  await ledger?.close();
});

/** A campaign of which an outcome becomes known every 40 ms, and the dispatcher makes rounds as it pleases, up to its last. */
async function runWatched(): Promise<void> {
  const startAt = Date.parse("2026-03-10T15:00:00Z");
  let now = startAt;
  await ledger.freezeClock(new Date(now));
  tenant = await ledger.makeTenant({ pairGapMs: 0, minGapMs: 1 });
  const started = await ledger.startCampaign(tenant, recipients);
  campaignId = started.campaignId;
  const open = (realtimeUrl: string) =>
    Promise.all(
      Array.from({ length: viewersEach }, async () => {
        const userId = randomUUID();
        await ledger.pool.query("insert into public.members values ($1, $2, 'operator')", [
          tenant.clientId,
          userId,
        ]);
        return openViewer({ userId, campaignId, realtimeUrl, gatewayUrl: gateway.url });
      }),
    );
  near = await open(gateway.url);
  far = await open(lossy.url);
  await vi.waitUntil(() => [...near, ...far].every((viewer) => viewer.joined() > 0), patience);

  await ledger.reserve(tenant, started.sendIds, now);
  for (const [index, sendId] of started.sendIds.entries()) {
    now += stepMs;
    await ledger.freezeClock(new Date(now));
    const attemptId = randomUUID();
    await noting(() => ledger.call("claim_send", sendId, attemptId));
    const providerMessageId = `wamid.${sendId}`;
    await noting(() =>
      ledger.call("settle_send", attemptId, JSON.stringify({ kind: "sent", providerMessageId })),
    );
    const status = { externalId: providerMessageId, trackId: attemptId, status: "delivered" };
    const at = new Date(now).toISOString();
    await noting(() => ledger.ingest(tenant.phoneNumberId, { statuses: [{ ...status, at }] }));
    if (index % 3 === 0) await noting(round);
  }
  lossy.deafen();
  now += 2_000; // as long as the worker lets the last of a campaign rest before it wakes the dispatcher
  await ledger.freezeClock(new Date(now));
  await noting(round);
}

const round = () => ledger.call("fold_campaign_progress", null);

async function noting(step: () => Promise<unknown>): Promise<void> {
  await step();
  const { rows } = await ledger.pool.query(
    "select revision::int, broadcast_at from public.campaign_progress where campaign_id = $1",
    [campaignId],
  );
  const [{ revision, broadcast_at: at }] = rows;
  if (revision > 0) toldAt.set(revision, at.getTime());
}

const final = { total: recipients, waiting: 0, sent: 0, delivered: recipients };
const fewerThan3ASecond = (times: number[]) =>
  times.every((at, index) => index < 2 || at - (times[index - 2] ?? 0) >= 1_000);

test("20 viewers of one campaign are told at most twice in any second, and of every change, in order", async () => {
  const revisions = [...toldAt.keys()].sort((a, b) => a - b);
  const times = revisions.map((revision) => toldAt.get(revision) ?? 0);
  expect(fewerThan3ASecond(times)).toBe(true);
  // It moves: more than once a second.
  expect(times.length).toBeGreaterThan((recipients * stepMs) / 1_000);
  for (const viewer of near) await expect.poll(() => viewer.told, patience).toEqual(revisions);
});

test("all of them end at the final numbers", async () => {
  for (const viewer of near) await expect.poll(() => viewer.last(), patience).toMatchObject(final);
});

test("where events are dropped, doubled and come late, the numbers never go back", () => {
  expect(lossy.lost()).toBeGreaterThan(viewersEach * 3);
  const outOfOrder = far.filter(({ told }) => told.some((one, index) => one <= (told[index - 1] ?? 0)));
  expect(outOfOrder.length).toBeGreaterThan(viewersEach / 2); // what the line was to do to them
  for (const { shown } of far) {
    const revisions = shown.map(({ revision }) => revision);
    expect(revisions).toEqual(revisions.toSorted((a, b) => a - b));
  }
});

test("the last update is not lost though nobody behind a bad line was told of it: it is read every 15 seconds", async () => {
  const waiting = far.slice(0, viewersEach / 2);
  expect(waiting.filter((viewer) => viewer.last()?.waiting === 0 && viewer.last()?.sent === 0)).toEqual([]);
  for (const viewer of waiting) viewer.tick();
  for (const viewer of waiting) await expect.poll(() => viewer.last(), patience).toMatchObject(final);
});

test("nor by whoever lost the connection meanwhile: the row is read when it is joined again", async () => {
  const away = far.slice(viewersEach / 2);
  const joinedBefore = away.map((viewer) => viewer.joined());
  expect(away.filter((viewer) => viewer.last()?.sent === 0 && viewer.last()?.waiting === 0)).toEqual([]);
  lossy.cut();
  for (const [index, viewer] of away.entries()) {
    await expect.poll(() => viewer.joined(), patience).toBeGreaterThan(joinedBefore[index] ?? 0);
    await expect.poll(() => viewer.last(), patience).toMatchObject(final);
  }
});

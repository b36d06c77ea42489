import { randomUUID } from "node:crypto";
import type pg from "pg";
import { expect } from "vitest";
import type { NovaDatabase } from "../src/index.ts";
import { clientId, planCampaign, sender } from "./planned-campaign.ts";

async function makeOwner(pool: pg.Pool): Promise<string> {
  const ana = randomUUID();
  await pool.query("insert into public.members values ($1, $2, 'owner')", [clientId, ana]);
  return ana;
}

async function makeDraft(nova: NovaDatabase, ana: string, phones: string[]) {
  const template = { name: `t${randomUUID()}`, kind: "text", body: "Olá" } as const;
  const list = { senderId: sender.id, name: "x", listName: randomUUID(), seed: 1 };
  const { listId } = await nova.campaigns.create({ clientId, template, ...list });
  const rows = phones.map((phone) => ({ phone, name: "Bia" }));
  await nova.campaigns.importContacts(clientId, listId, rows);
  const message = { kind: "text", text: "Olá {{name}}" } as const;
  const written = { message, components: [], needed: ["name"] };
  const draft = { id: randomUUID(), name: "Rascunho", senderId: sender.id, listId, ...written };
  return nova.platformCampaigns.create(ana, clientId, draft);
}

/** Writes a campaign, looks at it from all sides, runs it and its failures again. */
export async function tryPlatformCampaigns(nova: NovaDatabase, pool: pg.Pool): Promise<void> {
  const ana = await makeOwner(pool);
  const { platformCampaigns: campaigns, platformRecipients: recipients, platformAudience: audience } = nova;
  const made = await makeDraft(nova, ana, ["5511900000031"]);
  expect(made).toMatchObject({ status: "draft", progress: null, paused: null });
  const { id, listId, senderId } = made;
  expect((await campaigns.list(ana, clientId, { status: "draft", limit: 10 })).items).toContainEqual(made);
  expect((await campaigns.change(ana, clientId, id, { name: "Outra" })).name).toBe("Outra");
  expect(
    await audience.read(ana, clientId, { listId: listId ?? "", senderId, needed: ["name"] }),
  ).toMatchObject({ total: 1, included: 1, excluded: [], columns: ["name"], byDdd: { "11": 1 } });
  expect(await audience.readOfCampaign(ana, clientId, id)).toMatchObject({ excluded: [] });
  expect(await audience.readOutlook(ana, clientId, id)).toMatchObject({ status: "draft", waiting: {} });
  const test = { id: randomUUID(), phone: "5511900000032" };
  expect(await audience.sendTest(ana, clientId, id, test)).toBe(test.id);
  const { rows } = await pool.query<{ id: string }>(
    "select template_id as id from public.campaigns where id = $1",
    [id],
  );
  expect(await audience.readTemplate(ana, clientId, rows[0]?.id ?? "")).toMatchObject({
    body: "Olá {{name}}",
  });
  const at = new Date(Date.now() + 60_000).toISOString();
  expect((await campaigns.schedule(ana, clientId, id, at)).status).toBe("scheduled");
  expect((await campaigns.unschedule(ana, clientId, id)).status).toBe("draft");
  expect((await campaigns.begin(ana, clientId, id)).progress).toMatchObject({ total: 1, waiting: 1 });
  expect((await campaigns.switchPause(ana, clientId, id, "pause", "teste")).paused).toBe("campaign");
  expect(await campaigns.read(ana, clientId, id)).toMatchObject({
    waiting: { reason: "campaign-paused", until: null },
    perMinute: 0,
  });
  expect(await campaigns.readMetrics(ana, clientId, id)).toMatchObject({
    optOuts: 0,
    progress: { total: 1 },
  });
  await pool.query(
    `update public.campaigns set variants = '{"sharePercent": 20, "metric": "replied", "decideAfterMinutes": 60, "minimumEach": 1,
       "items": [{"key": "B", "message": {"kind": "text", "text": "Oi"}}]}' where id = $1`,
    [id],
  );
  expect(await campaigns.decideVariant(ana, clientId, id, "B")).toMatchObject({
    variants: { winner: "B", decision: { by: "person", counts: [] } },
  });
  expect((await campaigns.stop(ana, clientId, id, "teste")).status).toBe("cancelled");
  const other = await makeDraft(nova, ana, ["5511900000033"]);
  expect(await campaigns.remove(ana, clientId, other.id)).toBeNull();

  const planned = await planCampaign(nova, ["5511900000034", "5511900000035"]);
  const [failed = "", doubtful = ""] = planned.plan.pending.map(({ id: sendId }) => sendId);
  const attempts = [randomUUID(), randomUUID()] as const;
  await nova.sends.claim(failed, attempts[0]);
  await nova.sends.settle(attempts[0], { kind: "failed", code: "meta.130429", reason: "meta.130429" });
  await nova.sends.claim(doubtful, attempts[1]);
  await nova.sends.settle(attempts[1], { kind: "unconfirmed", code: "whatsapp.timeout", reason: "?" });
  expect(await recipients.explain(ana, clientId, failed)).toMatchObject({
    status: "failed",
    code: "meta.130429",
  });
  expect(await recipients.decide(ana, clientId, doubtful, "failed")).toMatchObject({ status: "failed" });
  const { campaignId } = planned;
  expect(await recipients.groupFailures(ana, clientId, campaignId)).toMatchObject({
    provider: "meta",
    items: [
      { code: "meta.130429", count: 1, undelivered: 1 },
      { code: "whatsapp.timeout", count: 1, undelivered: 0 },
    ],
  });
  const codes = [{ code: "meta.130429", waitMs: 0 }];
  expect(await recipients.retryFailed(ana, clientId, campaignId, codes)).toEqual({ retried: 1, left: 0 });
  const page = await recipients.list(ana, clientId, campaignId, {
    statuses: ["pending"],
    explain: true,
    limit: 10,
  });
  expect(page).toMatchObject({ items: [{ sendId: failed, reason: "retried", waiting: {} }], next: null });
  expect(await recipients.beginExport(ana, clientId, campaignId, {})).toBeNull();
}

/** Has one campaign started by its schedule, and one refused. */
export async function trySchedules(nova: NovaDatabase, pool: pg.Pool): Promise<void> {
  const ana = await makeOwner(pool);
  const due = await makeDraft(nova, ana, ["5511900000036"]);
  const empty = await makeDraft(nova, ana, []);
  await pool.query(
    "update public.campaigns set status = 'scheduled', starts_at = now() - interval '1 minute' where id = any ($1)",
    [[due.id, empty.id]],
  );
  const [one, two] = [await nova.schedules.startDue(), await nova.schedules.startDue()];
  expect([one.started, two.started]).toContain(due.id);
  expect([one.hasMore, two.hasMore]).toEqual([true, false]);
  expect([...one.refused, ...two.refused]).toEqual([
    { campaignId: empty.id, clientId, name: "Rascunho", reason: "campaign.empty-list" },
  ]);
  expect(await nova.schedules.confirmRefusal(empty.id)).toBeNull();
  await nova.campaigns.cancel(clientId, due.id, "teste");
}

import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { NovaDatabase } from "../src/index.ts";
import { tryPlatformCampaigns, trySchedules } from "./campaign-calls.ts";
import { tryPlatformContacts, tryPlatformImports } from "./contact-calls.ts";
import { tryConversations } from "./conversation-calls.ts";
import { clientId, planCampaign, profile, sender } from "./planned-campaign.ts";
import { tryPlatform, tryPlatformRecords, tryPlatformSenders } from "./platform-calls.ts";
import { methodsOf, openRealDatabase, watched } from "./real-database.ts";
import { tryPlatformTemplates } from "./template-calls.ts";

let real: Awaited<ReturnType<typeof openRealDatabase>>;
let nova: NovaDatabase;
const used = new Set<string>();

beforeAll(async () => {
  real = await openRealDatabase();
  nova = watched(real.nova, used);
  await nova.senders.saveClient(clientId, "loja-um", "Loja Um");
  await nova.senders.save(sender);
});
afterAll(() => real.close());

describe("a campaign", () => {
  test("goes from its draft to the word that it has ended, each step answered in the shape that the code expects", async () => {
    const { campaignId, imported, started, plan, reserved } = await planCampaign(nova, [
      "5511900000001",
      "5511900000002",
    ]);
    expect(imported).toEqual({ rows: 2, newContacts: 2, added: 2 });
    expect(started).toEqual({ total: 2, waiting: 2, skipped: 0 });
    const { kind: _, ...limits } = profile;
    expect(plan).toMatchObject({
      clientId,
      profile: limits,
      pending: [{ ddd: "11", lane: "campaign" }, {}],
    });
    expect(reserved).toMatchObject({
      won: true,
      reserved: expect.arrayContaining(plan.pending.map(({ id }) => id)),
    });

    const [first, second] = plan.pending.map(({ id }) => id);
    const attemptId = randomUUID();
    const claim = await nova.sends.claim(first ?? "", attemptId);
    expect(claim).toMatchObject({
      kind: "granted",
      send: {
        id: first,
        clientId,
        campaignId,
        toKind: "phone",
        variables: { cidade: "São Paulo" },
        content: { body: "Olá {{name}}" },
        seed: 7,
      },
      sender: { id: sender.id, provider: "meta", credentials: "sealed" },
      legacy: null,
    });
    expect(
      await nova.sends.findOpenAttempts("meta", sender.externalId, ["5511900000001", "5511900000002"]),
    ).toMatchObject([{ attemptId }]);
    expect(await nova.sends.explain(clientId, second ?? "")).toMatchObject({
      status: "queued",
      reason: "slot",
      until: expect.any(Date),
    });

    const delivered = {
      externalId: "wamid.1",
      trackId: attemptId,
      status: "delivered" as const,
      at: new Date().toISOString(),
    };
    const delivery = {
      provider: "meta",
      endpointId: null,
      clientId: null,
      bodyHash: randomUUID(),
      body: "{}",
      groups: [
        { sender: sender.externalId, statuses: [delivered], optOuts: [], optIns: [], templateStatuses: [] },
      ],
    };
    expect(await nova.webhooks.ingest(delivery)).toMatchObject({
      duplicate: false,
      status: "applied",
      applied: 1,
    });
    expect(await nova.webhooks.ingest(delivery)).toMatchObject({ duplicate: true });
    const [again, another] = await nova.webhooks.ingestMany("meta", [
      delivery,
      { ...delivery, bodyHash: randomUUID() },
    ]);
    expect(again).toMatchObject({ duplicate: true });
    expect(another).toMatchObject({ duplicate: false, status: "applied" });
    const settled = await nova.sends.settle(attemptId, { kind: "sent", providerMessageId: "wamid.1" });
    expect(settled).toMatchObject({ status: "delivered", repeated: true, lastOfCampaign: false });

    const [lostAnswer, later] = [randomUUID(), randomUUID()];
    await nova.sends.claim(second ?? "", lostAnswer);
    expect(await nova.sends.abandon(second ?? "", lostAnswer)).toBe(true);
    await nova.sends.claim(second ?? "", later);
    const putOff = await nova.sends.settle(later, { kind: "later", waitMs: 60_000, reason: "meta.130429" });
    expect(putOff).toMatchObject({ status: "pending", notBefore: expect.any(Date) });
    expect(await nova.sends.explain(clientId, second ?? "")).toMatchObject({
      reason: "meta.130429",
      until: putOff.notBefore,
    });
    expect(await nova.campaigns.summarize(campaignId)).toMatchObject({
      campaignId,
      total: 2,
      byStatus: { delivered: 1, pending: 1 },
      open: true,
      startedAt: expect.any(Date),
      finishedAt: null,
    });
    expect(await nova.campaigns.cancel(clientId, campaignId, "teste")).toBe(1);
    expect(await nova.campaigns.foldProgress(campaignId)).toBeGreaterThanOrEqual(0);
    await expect(nova.campaigns.start(clientId, campaignId, "ana")).rejects.toMatchObject({
      code: "database.nv409",
      retry: "never",
    });
    expect(await nova.campaigns.summarize(randomUUID())).toBeNull();
  });

  test("that has ended is told of with its counts, until that is confirmed", async () => {
    const { campaignId, plan } = await planCampaign(nova, ["5511900000003"]);
    const attemptId = randomUUID();
    await nova.sends.claim(plan.pending[0]?.id ?? "", attemptId);
    await nova.sends.settle(attemptId, { kind: "failed", code: "meta.131026", reason: "Undeliverable" });
    const told = await nova.campaigns.finish();
    expect(told).toMatchObject([
      {
        campaignId,
        clientId,
        counts: { failed: 1 },
        startedAt: expect.any(Date),
        finishedAt: expect.any(Date),
      },
    ]);
    expect(await nova.campaigns.confirmAnnouncement(campaignId)).toBeNull();
    expect(await nova.campaigns.finish()).toEqual([]);
  });
});

describe("everything else", () => {
  test("senders: status, pause, resume, and what there is to plan when nothing is", async () => {
    expect(await nova.senders.setStatus(sender.id, "disconnected", "401")).toBe(true);
    expect(await nova.senders.setStatus(sender.id, "active", "connected")).toBe(true);
    const pause = {
      scope: "sender",
      clientId,
      senderId: sender.id,
      reason: "teste",
      source: "manual",
    } as const;
    expect(await nova.senders.pause({ ...pause, action: "pause", actor: "ana" })).toBeGreaterThan(0);
    expect(await nova.senders.pause({ ...pause, action: "resume" })).toBeGreaterThan(1);
    expect(await nova.senders.readPlan([sender.id], 120)).toBeNull();
  });

  test("webhooks: an endpoint is found with its secret, an unknown one is null, an opt-out is new once", async () => {
    const id = randomUUID();
    expect(await nova.webhooks.saveEndpoint(id, clientId, "evolution", "sealed")).toBe(id);
    expect(await nova.webhooks.findEndpoint(id)).toEqual({
      id,
      clientId,
      provider: "evolution",
      secret: "sealed",
    });
    expect(await nova.webhooks.findEndpoint(randomUUID())).toBeNull();
    await nova.senders.saveClient(randomUUID(), "loja-dois", "Loja Dois");
    const other = nova.webhooks.saveEndpoint(id, randomUUID(), "evolution", "stolen");
    await expect(other).rejects.toMatchObject({ retry: "never" });
    const phone = { kind: "phone", value: "5511900000009" } as const;
    expect(await nova.webhooks.recordOptOut(clientId, phone, "teste")).toBe(true);
    expect(await nova.webhooks.recordOptOut(clientId, phone, "teste")).toBe(false);
  });

  test("breaker: what became of a campaign's sends is read; each pause, stop and warning is one caller's", async () => {
    const recipients = ["5511900000021"];
    const { campaignId, plan } = await planCampaign(nova, recipients);
    const attemptId = randomUUID();
    await nova.sends.claim(plan.pending[0]?.id ?? "", attemptId);
    await nova.sends.settle(attemptId, { kind: "failed", code: "meta.131026", reason: "meta.131026" });
    const signals = await nova.breaker.readSignals(campaignId);
    expect(signals).toMatchObject([{ senderId: sender.id, kind: "official", limits: null }]);
    expect(signals[0]?.campaigns.find((one) => one.campaignId === campaignId)).toMatchObject({
      paused: false,
      outcomes: ["meta.131026"],
    });
    expect(await nova.breaker.warnCampaign(campaignId)).toBe(true);
    expect(await nova.breaker.warnCampaign(campaignId)).toBe(false);
    const trip = {
      scope: "campaign",
      id: campaignId,
      reason: "1 de 1",
      seenAt: signals[0]?.seenAt ?? "",
    } as const;
    expect(await nova.breaker.trip(trip)).toBe(true);
    expect(await nova.breaker.trip(trip)).toBe(false);
    const stop = {
      senderId: sender.id,
      status: "quarantined",
      reason: "meta.190",
      wholeAccount: true,
    } as const;
    expect([await nova.breaker.stopSender(stop), await nova.breaker.stopSender(stop)]).toEqual([1, 0]);
    await nova.senders.setStatus(sender.id, "active", "token novo");
  });

  test("operations: markers, migrations, limits, runs and dead letters", async () => {
    const marks = { environment: "test", projectRef: "local" };
    expect(await nova.operations.initializeDatabase("test", "local")).toEqual(marks);
    expect(await nova.operations.checkHealth()).toMatchObject({
      ...marks,
      missingTables: [],
      missingViews: [],
    });
    expect((await nova.operations.listMigrations()).map(({ version }) => version)).toContain(1);
    expect(await nova.operations.readRateLimits()).toMatchObject([
      { senderId: sender.id, lastHour: expect.any(Number), maxPerHour: null },
    ]);
    expect(await nova.operations.beginJobRun("report", "2026-03-02")).toBe(true);
    expect(await nova.operations.beginJobRun("report", "2026-03-02")).toBe(false);
    expect(await nova.operations.finishJobRun("report", "2026-03-02", "done")).toBeNull();
    expect(await nova.operations.reconcileTouches()).toBe(0);
    expect(await nova.operations.reconcileTouches(new Date(0))).toBe(0);
    const letter = { topic: "whatsapp-send", messageId: "1", reason: "unreadable", body: "{}" };
    expect(await nova.operations.recordDeadLetter(letter)).toBe(true);
    expect(await nova.operations.recordDeadLetter(letter)).toBe(false);
  });

  test("schedules: what is due starts once, what cannot start is told until that is confirmed", () =>
    trySchedules(nova, real.pool));

  test("the sweep, with nothing to sweep", async () => {
    expect(await nova.sends.sweep()).toEqual({ unconfirmed: 0, missed: 0, republish: [], undecided: [] });
  });
});

test("conversations: turns that fail, are superseded and answer, and a person who steps in", () =>
  tryConversations(nova, real.pool));

describe("on behalf of a person", () => {
  test("tenants and their people, by the role that the person has", () => tryPlatform(nova, real.pool));
  test("senders and pauses", () => tryPlatformSenders(nova, real.pool));
  test("contacts and lists", () => tryPlatformContacts(nova, real.pool));
  test("templates: texts of one's own, and the list of an account", () =>
    tryPlatformTemplates(nova, real.pool));
  test("imports, from their beginning to each of their ends", () => tryPlatformImports(nova, real.pool));
  test("campaigns, their recipients and audience", () => tryPlatformCampaigns(nova, real.pool));
  test("dead letters, flags and the audit", () => tryPlatformRecords(nova, real.pool));
});

test("no method went untried, and no SQL function is without one but those that people's services will call", async () => {
  expect(methodsOf(real.nova).filter((method) => !used.has(method))).toEqual([]);
  const { rows } = await real.pool.query(
    "select p.proname as name from pg_proc p where p.pronamespace = 'public'::regnamespace order by 1",
  );
  expect(rows.map(({ name }) => name).filter((name) => !real.called.has(name))).toEqual([
    "decide_send",
    "resume_campaign",
  ]);
});

import { randomUUID } from "node:crypto";
import { AppError } from "@nova/error-handler";
import type { CampaignSummary } from "@nova/supabase-client";
import { expect, test } from "vitest";
import type { Explanation } from "../src/demo/describe-waiting.ts";
import { createExplainWaiting } from "../src/demo/explain-waiting.ts";
import { runCampaign } from "../src/demo/run-campaign.ts";

type Counts = Record<string, number>;

/** A ledger whose counts are the next of `states` each time it is asked; the last of them stays. */
function setUp(states: Counts[], explanation: Explanation | null, changes: Partial<CampaignSummary> = {}) {
  const ids = { campaignId: randomUUID(), listId: randomUUID(), templateId: randomUUID() };
  const done: string[] = [];
  let turn = 0;
  const summarize = async (): Promise<CampaignSummary> => {
    const byStatus = states[Math.min(turn++, states.length - 1)] ?? {};
    const open = ["pending", "queued", "sending"].some((status) => (byStatus[status] ?? 0) > 0);
    return {
      ...{
        campaignId: ids.campaignId,
        name: "Teste",
        status: "running",
        startedAt: new Date(),
        finishedAt: null,
      },
      ...{ total: 2, byStatus, open, blockedReason: null, blockedUntil: null, paused: null, failures: {} },
      ...{ attemptsPerSend: 1, ...changes },
    };
  };
  const campaigns = {
    create: async () => ids,
    importContacts: async () => ({ rows: 0, newContacts: 0, added: 0 }),
    start: async () => ({ total: 2, waiting: 2, skipped: 0 }),
    cancel: async () => 0,
    summarize,
    finish: async () => [],
    confirmAnnouncement: async () => null,
    foldProgress: async () => 0,
  };
  const run = (patienceMs = 6_000, start = campaigns.start) =>
    runCampaign(
      {
        ...{ clientId: randomUUID(), senderId: randomUUID(), name: "Teste" },
        template: { name: "t", kind: "text", body: "Olá" },
        contacts: [{ phone: "5511987654321" }],
      },
      {
        database: { campaigns: { ...campaigns, start } },
        publisher: { publish: async () => "1" },
        explainWaiting: async () => explanation,
        output: { write: () => {} },
        onStart: (id) => done.push(id),
        patienceMs,
      },
    );
  return { run, done, ids };
}
const later = (minutes: number) => new Date(Date.now() + minutes * 60_000);

test("a campaign whose recipients are all reached ends at once, with nothing to wait for", async () => {
  const { run, done, ids } = setUp([{ pending: 2 }, { sent: 2 }, { delivered: 2 }], null);
  const { waiting, seconds } = await run();
  expect(waiting).toBeNull();
  expect(seconds).toBeLessThan(2);
  expect(done).toEqual([ids.campaignId]);
});

test.each<[string, Explanation]>([
  ["a pause, which has no end", { reason: "sender-paused", until: null }],
  ["a window that opens in the morning", { reason: "window", until: later(600) }],
])("it leaves within seconds because of %s", async (_, explanation) => {
  const { seconds, waiting } = await setUp([{ pending: 2 }], explanation).run(60_000);
  expect(seconds).toBeLessThan(4);
  expect(waiting).toMatchObject({ isLong: true, until: explanation.until });
});

test("what may still go out is waited for, and only patience ends that", async () => {
  const { seconds, waiting } = await setUp([{ pending: 2 }], { reason: "next-plan", until: later(1) }).run();
  expect(seconds).toBeGreaterThan(5.5);
  expect(waiting).toMatchObject({ isLong: false });
});

test("what is on its way is given time to be confirmed before the rest is left waiting", async () => {
  const { seconds } = await setUp([{ pending: 1, sent: 1 }], { reason: "tier", until: null }).run(4_000);
  expect(seconds).toBeGreaterThan(3.5);
});

test("a sender that takes no campaign is named in words, and the database's word is kept", async () => {
  const refused = new AppError("database.nv409", "start_campaign: sender is not active", {
    retry: "never",
    context: { hint: "connect the sender first" },
  });
  const start = async () => {
    throw refused;
  };
  await expect(setUp([{}], null).run(1_000, start)).rejects.toMatchObject({
    code: "campaign.refused",
    message: expect.stringMatching(
      /remetente no painel[\s\S]*sender is not active; connect the sender first/,
    ),
  });
});

test("the first of those who wait is asked about: whoever has a slot before whoever has none", async () => {
  const asked: Record<string, string>[] = [];
  const id = randomUUID();
  const explain = createExplainWaiting({
    rows: {
      list: async (_table, filters, row) => {
        asked.push(filters);
        return [row.parse({ id })];
      },
    },
    sends: { explain: async () => ({ status: "pending", reason: "campaign-paused" }) },
  });
  expect(await explain("client", "campaign")).toEqual({ reason: "campaign-paused", until: null });
  expect(asked[0]).toMatchObject({
    campaign_id: "eq.campaign",
    order: expect.stringMatching(/^status\.desc,slot_at/),
  });
});

test("one that was sent meanwhile waits for nothing", async () => {
  const sent = createExplainWaiting({
    rows: { list: async (_table, _filters, row) => [row.parse({ id: randomUUID() })] },
    sends: { explain: async () => ({ status: "sent" }) },
  });
  expect(await sent("client", "campaign")).toBeNull();
});

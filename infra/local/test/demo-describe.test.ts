import type { CampaignSummary } from "@nova/supabase-client";
import { expect, test } from "vitest";
import { describeCampaign, isAllDone } from "../src/demo/describe-campaign.ts";
import { describeWaiting } from "../src/demo/describe-waiting.ts";
import { explainBySummary } from "../src/demo/explain-waiting.ts";

const now = new Date("2026-03-02T15:00:00Z"); // 12:00 in São Paulo
const inMs = (ms: number) => new Date(now.getTime() + ms);
const summary = (changes: Partial<CampaignSummary> = {}): CampaignSummary => ({
  ...{ campaignId: crypto.randomUUID(), name: "Teste", status: "running", startedAt: now, finishedAt: null },
  ...{
    total: 3,
    byStatus: { delivered: 3 },
    open: false,
    blockedReason: null,
    blockedUntil: null,
    paused: null,
  },
  ...{ failures: {}, attemptsPerSend: 1, ...changes },
});

test.each<[string, Parameters<typeof describeWaiting>[0], string, boolean]>([
  ["a paused sender", { reason: "sender-paused", until: null }, "o remetente está pausado", true],
  ["a stopped sender", { reason: "sender-quarantined", until: null }, "espera alguém reativá-lo", true],
  [
    "a closed window",
    { reason: "window", until: new Date("2026-03-03T11:00:00Z") },
    "abre em 03/03 às 08:00:00",
    true,
  ],
  [
    "a full hour",
    { reason: { code: "hourly-cap", used: 20, max: 20 }, until: inMs(40 * 60_000) },
    "limite por hora 20/20, próximo às 12:40:00",
    true,
  ],
  ["a slot that is near", { reason: "slot", until: inMs(30_000) }, "horário reservado às 12:00:30", false],
  [
    "the next round",
    { reason: "next-plan", until: inMs(60_000) },
    "próxima rodada de planejamento às 12:01:00",
    false,
  ],
  [
    "the provider's own refusal",
    { reason: "meta.131049", until: inMs(86_400_000) },
    "A Meta limitou mensagens de marketing para este contato; só depois de 24 horas (meta.131049). Nova tentativa às 12:00:00 (03/03)",
    true,
  ],
  ["a reason that nobody knows", { reason: "greve", until: null }, "greve", true],
  ["no reason", { reason: null, until: null }, "sem motivo registrado", true],
])("%s is said in words, with how long it takes", (_, explanation, words, isLong) => {
  const waiting = describeWaiting(explanation, now);
  expect(waiting.text).toContain(words);
  expect(waiting.isLong).toBe(isLong);
});

test("a reason named like a property of every object stays a word", () => {
  expect(describeWaiting({ reason: "constructor", until: null }, now).text).toBe("constructor");
});

test("it is said in English too", () => {
  expect(describeWaiting({ reason: "campaign-paused", until: null }, now, "en").text).toBe(
    "the campaign is paused",
  );
});

test("a finished campaign says its counts, and why recipients failed", () => {
  const byStatus = { delivered: 1, read: 1, failed: 1 };
  const text = describeCampaign(summary({ byStatus, failures: { "meta.131026": 1 } }), 2, null);
  expect(text).toContain("3 destinatários: 2 entregues");
  expect(text).toContain("1 × meta.131026: Não entregável");
  expect(text).not.toContain("Esperando");
});

test("an open one says what it waits for, and whether it goes on by itself", () => {
  const open = summary({ open: true, byStatus: { pending: 3 } });
  const paused = describeWaiting({ reason: "campaign-paused", until: null }, now);
  const capped = describeWaiting({ reason: "hourly-cap", until: inMs(3_600_000) }, now);
  expect(describeCampaign(open, 2, paused)).toMatch(
    /Esperando: a campanha está pausada\. Só continua quando alguém/,
  );
  expect(describeCampaign(open, 2, capped)).toMatch(/Esperando: limite por hora.* Continua sozinha/);
});

test.each<[string, Partial<CampaignSummary>, string | null, boolean]>([
  ["everyone reached", {}, null, true],
  [
    "the rest waits for a reason that takes long",
    { open: true, byStatus: { delivered: 1, pending: 2 } },
    "sender-paused",
    true,
  ],
  ["the rest should have gone out by now", { open: true, byStatus: { pending: 1 } }, null, false],
  ["one failed", { byStatus: { delivered: 2, failed: 1 } }, null, false],
  ["one may or may not have gone out", { byStatus: { delivered: 2, unconfirmed: 1 } }, null, false],
  ["one had opted out", { byStatus: { delivered: 2, skipped: 1 } }, null, true],
])("all is done or not: %s", (_, changes, reason, done) => {
  const waiting = reason === null ? null : describeWaiting({ reason, until: null }, now);
  expect(isAllDone(summary(changes), waiting)).toBe(done);
});

test("the summary alone tells of pauses and of the sender's block, and of nothing that is over", () => {
  expect(explainBySummary(summary({ paused: "sender:x" }), now)).toEqual({
    reason: "sender-paused",
    until: null,
  });
  const block = { blockedReason: { code: "tier" }, blockedUntil: inMs(1) };
  expect(explainBySummary(summary(block), now)).toEqual({ reason: { code: "tier" }, until: inMs(1) });
  expect(explainBySummary(summary({ ...block, blockedUntil: inMs(-1) }), now)).toBeNull();
});

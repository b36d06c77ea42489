import { randomUUID } from "node:crypto";
import type { NewSender, NovaDatabase } from "../src/index.ts";

export const clientId = randomUUID();
export const profile: NewSender["profile"] = {
  kind: "official",
  minGapMs: 12.5,
  gapJitterMs: 0,
  maxPerHour: null,
  maxPerDay: 1_000,
  warmUp: [{ untilAgeDays: 7, maxPerDay: 500 }],
  tierPerDay: null,
  window: { from: "00:00", until: "24:00", days: [0, 1, 2, 3, 4, 5, 6] },
  pairGapMs: 0,
  frequencyCap: { max: 10, days: 1.5 },
  replyHeadroom: 0.2,
  repliesCount: false,
};
export const sender: NewSender = {
  id: randomUUID(),
  clientId,
  provider: "meta",
  externalId: "1055512345",
  name: "Número",
  apiUrl: null,
  credentials: "sealed",
  profile,
};

/** A running campaign to these people, with a slot each; what the planner saw on the way. */
export async function planCampaign(nova: NovaDatabase, phones: string[]) {
  const template = { name: `t-${randomUUID()}`, kind: "text" as const, body: "Olá {{name}}" };
  const created = await nova.campaigns.create({
    clientId,
    senderId: sender.id,
    name: "Campanha",
    template,
    listName: randomUUID(),
    seed: 7,
  });
  const rows = phones.map((phone, index) => ({
    phone,
    name: `Pessoa ${index}`,
    variables: { cidade: "São Paulo" },
  }));
  const imported = await nova.campaigns.importContacts(clientId, created.listId, rows);
  const started = await nova.campaigns.start(clientId, created.campaignId, "ana");
  const plan = await nova.senders.readPlan([], 120);
  if (!plan) throw new Error("nothing to plan");
  const slots = plan.pending.map(({ id }) => ({ id, slotAt: Date.now(), notAfter: Date.now() + 60_000 }));
  const reserved = await nova.senders.reserve({
    senderId: plan.senderId,
    planVersion: plan.planVersion,
    slots,
    deferrals: [],
    nextSlotAt: Date.now() + 25,
    blocked: null,
  });
  return { ...created, imported, started, plan, reserved };
}

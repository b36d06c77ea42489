import { randomUUID } from "node:crypto";
import { profiles } from "@nova/pacing";
import type { Api } from "./open-api.ts";

type Client = Awaited<ReturnType<Api["makeClient"]>>;
export type Made = { senderId: string; listId: string; campaignId: string };
type Asked = {
  people?: { phone: string; name?: string; variables?: Record<string, string> }[];
  text?: string;
  provider?: "meta" | "evolution";
  profile?: object;
};
const open = { ...profiles.official, window: null, ramp: null, pairGapMs: 0 };
let last = 900_000_000;

/** Phones that nobody has yet, of São Paulo. */
export const newPhones = (count: number) => Array.from({ length: count }, () => `5511${++last}`);

/** A draft to some people, from an official number that may send at any time. */
export async function makeCampaign(
  { nova }: Api,
  { clientId }: Client,
  { people, text = "Olá {{name}}", provider = "meta", profile }: Asked = {},
): Promise<Made> {
  const senderId = randomUUID();
  const kind = provider === "meta" ? "official" : "qr";
  await nova.senders.save({
    ...{ id: senderId, clientId, provider, externalId: senderId, name: "Número" },
    ...{ apiUrl: null, credentials: null },
    profile: { kind, ...open, ...profile },
  });
  const { campaignId, listId } = await nova.campaigns.create({
    ...{ clientId, senderId, name: "Campanha", seed: 7, listName: randomUUID() },
    template: { name: `t${randomUUID()}`, kind: "text", body: text },
  });
  const rows = people ?? newPhones(3).map((phone, index) => ({ phone, name: `Pessoa ${index}` }));
  await nova.campaigns.importContacts(clientId, listId, rows);
  return { senderId, listId, campaignId };
}

/** Gives the sends of a running campaign slots that are due; their ids in the list's order. */
export async function reserveAll({ pool, nova }: Api, { senderId, campaignId }: Made): Promise<string[]> {
  const { rows } = await pool.query(
    "select id from public.sends where campaign_id = $1 and status = 'pending' and not_before <= now() order by position",
    [campaignId],
  );
  const state = await pool.query("select plan_version from public.sender_states where sender_id = $1", [
    senderId,
  ]);
  await nova.senders.reserve({
    ...{ senderId, planVersion: Number(state.rows[0].plan_version), deferrals: [] },
    ...{ nextSlotAt: null, blocked: null },
    slots: rows.map(({ id }) => ({ id, slotAt: Date.now(), notAfter: null })),
  });
  return rows.map(({ id }) => id);
}

/** Starts the campaign and has each send end so. */
export async function runTo(
  api: Api,
  client: Client,
  made: Made,
  endOf: (index: number) => Parameters<Api["nova"]["sends"]["settle"]>[1],
): Promise<{ sendIds: string[]; attemptIds: string[] }> {
  await api.nova.campaigns.start(client.clientId, made.campaignId, "teste");
  const sendIds = await reserveAll(api, made);
  const attemptIds: string[] = [];
  for (const [index, sendId] of sendIds.entries()) {
    const attemptId = randomUUID();
    attemptIds.push(attemptId);
    await api.nova.sends.claim(sendId, attemptId);
    await api.nova.sends.settle(attemptId, endOf(index));
  }
  return { sendIds, attemptIds };
}

import { createHash, randomUUID } from "node:crypto";
import type pg from "pg";
import * as z from "zod";
import { type Cost, measureCall } from "./measure-calls.ts";

export const steps = ["start", "plan", "reserve", "claim", "settle", "status"] as const;
export type Step = (typeof steps)[number];
/** Numbers to take turns. */
export const senders = 6;
export type Ledger = { rows: number; client: pg.Client; clientId: string };

const planSchema = z.object({
  senderId: z.uuid(),
  planVersion: z.int(),
  pending: z.array(z.object({ id: z.uuid() })),
});

/**
 * A fresh campaign on a ledger that has its rows: started, planned and reserved as a whole, then `sends` of it claimed,
 * settled and told delivered, one by one. Each round has another number, or its contacts would be within the pair gap.
 */
export async function measureRound(
  { client, clientId }: Ledger,
  { round, sends }: { round: number; sends: number },
): Promise<Record<Step, Cost[]>> {
  const costs: Record<Step, Cost[]> = { start: [], plan: [], reserve: [], claim: [], settle: [], status: [] };
  const measure = async (step: Step, call: string, values: unknown[]) =>
    void costs[step].push(await measureCall(client, call, values));

  await client.query("update public.campaigns set status = 'finished' where status = 'running'");
  await client.query(
    "update public.sender_states set next_slot_at = null, next_send_at = '-infinity', wake_at = '-infinity'",
  );
  const { rows: drafts } = await client.query<{ id: string; sender: string }>(
    `insert into public.campaigns (client_id, sender_id, template_id, list_id, name)
     select g.client_id, g.sender_id, g.template_id, g.list_id, 'flat' from public.campaigns g
     where g.client_id = $1 and g.name like 'bench%' order by g.created_at offset $2 limit 1
     returning id, (select p.external_id from public.client_providers p where p.id = sender_id) as sender`,
    [clientId, round % senders],
  );
  const [draft] = drafts;
  if (!draft) throw new Error("there is no campaign to copy");

  await measure("start", "public.start_campaign($1, $2)", [clientId, draft.id]);
  await measure("plan", "public.read_sender_plan('{}', 120)", []);
  const { rows: plans } = await client.query("select public.read_sender_plan('{}', 120) as plan");
  const { senderId, planVersion, pending } = planSchema.parse(plans[0]?.plan);
  const now = Date.now();
  await measure("reserve", "public.reserve_slots($1, $2, $3, '[]', null, null)", [
    senderId,
    planVersion,
    JSON.stringify(pending.map(({ id }, place) => ({ id, slot_at: now + place * 12.5, not_after: null }))),
  ]);

  for (const [place, { id }] of pending.slice(0, sends).entries()) {
    if (place % 50 === 0) await makeDue(client, draft.id);
    const attemptId = randomUUID();
    const externalId = `wamid.${randomUUID()}`;
    await measure("claim", "public.claim_send($1, $2)", [id, attemptId]);
    await measure("settle", "public.settle_send($1, $2)", [
      attemptId,
      { kind: "sent", providerMessageId: externalId },
    ]);
    const status = { externalId, trackId: attemptId, status: "delivered", at: new Date().toISOString() };
    const group = { sender: draft.sender, statuses: [status], optOuts: [], optIns: [], templateStatuses: [] };
    const body = JSON.stringify(group);
    await measure("status", "public.ingest_webhook('meta', null, null, $1, $2, $3)", [
      createHash("sha256").update(body).digest("hex"),
      body,
      JSON.stringify([group]),
    ]);
  }
  const { rows } = await client.query<{ count: number }>(
    "select count(*)::int as count from public.sends where campaign_id = $1 and status = 'delivered'",
    [draft.id],
  );
  if (rows[0]?.count !== Math.min(sends, pending.length))
    throw new Error(`only ${rows[0]?.count} were delivered`);
  return costs;
}

async function makeDue(client: pg.Client, campaignId: string): Promise<void> {
  await client.query("update public.sends set slot_at = now() where campaign_id = $1 and status = 'queued'", [
    campaignId,
  ]);
}

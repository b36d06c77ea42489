import { randomUUID } from "node:crypto";
import { buildEnvelope, whatsappSend } from "@nova/queue";
import type { Seeded } from "../infrastructure/seed-senders.ts";
import type { Database } from "../infrastructure/start-database.ts";
import type { Service } from "../infrastructure/start-service.ts";
import { askAll } from "../load/ask-all.ts";
import { type Run, watchLedger } from "./watch-ledger.ts";

type Ports = {
  database: Database;
  service: Service;
  seeded: Seeded;
  concurrency: number;
  signal: AbortSignal;
};

/** Pushes ids to the worker as Pub/Sub does, so many at a time, and measures until the last outcome is recorded. */
export function createNova({ database, service, seeded, concurrency, signal }: Ports) {
  const { client } = database;
  let round = Math.floor(Math.random() * 1e6); // no dedupe key twice, whoever else has queued in this ledger

  /** Rows that have their slot now, spread over the senders; no contact twice from one sender within the pair gap. */
  async function queueSends(count: number): Promise<string[]> {
    await client.query("update public.sender_states set next_send_at = '-infinity', wake_at = '-infinity'");
    await client.query(
      `insert into public.sends (client_id, campaign_id, sender_id, contact_id, dedupe_key, lane, status, slot_at, to_value, variables, position)
       select $1, s.campaign_id, s.sender_id, m.contact_id, $4::text || ':' || m.position, 'campaign', 'queued', now(), a.value, jsonb_build_object('name', t.name), m.position
       from (select m.*, row_number() over (order by m.position) - 1 as place from public.contact_list_members m where m.client_id = $1) m
       join public.contacts t on t.id = m.contact_id
       join public.contact_aliases a on a.contact_id = m.contact_id and a.kind = 'phone'
       join unnest($2::uuid[], $3::uuid[]) with ordinality s (sender_id, campaign_id, place)
         on s.place - 1 = (m.place + $4::text::int) % cardinality($2::uuid[])
       where m.place < $5`,
      [
        seeded.clientId,
        seeded.senders.map(({ id }) => id),
        seeded.senders.map(({ campaignId }) => campaignId),
        String(round++),
        count,
      ],
    );
    await client.query("vacuum analyze public.sends, public.send_attempts, public.sender_states");
    await client.query("checkpoint");
    const { rows } = await client.query<{ id: string }>(
      "select id from public.sends where status = 'queued' order by position",
    );
    return rows.map(({ id }) => id);
  }

  return async ({ sends, warmUp }: { sends: number; warmUp: number }): Promise<Run> => {
    const requests = (await queueSends(sends)).map((sendId) => ({ path: "/", body: pushOf(sendId) }));
    const watching = watchLedger({
      database,
      workerPid: service.pid,
      gateway: true,
      ledger: {
        table: "public.send_attempts where settled_at is not null",
        open: "select count(*) from public.sends where status in ('queued', 'sending')",
      },
      sends,
      warmUp,
      signal,
    });
    const posting = askAll({ port: service.port, requests, inFlight: concurrency });
    const [run, { statuses }] = await Promise.all([watching, posting]);
    if (statuses.get(204) !== sends) throw new Error(`the worker answered ${JSON.stringify([...statuses])}`);
    return run;
  };
}

/** A push as Pub/Sub makes it. */
function pushOf(sendId: string): string {
  const envelope = buildEnvelope(whatsappSend, { sendId }, {}, { source: "bench" });
  return JSON.stringify({
    message: {
      data: Buffer.from(JSON.stringify(envelope)).toString("base64"),
      messageId: randomUUID(),
      publishTime: new Date().toISOString(),
    },
    subscription: "projects/bench/subscriptions/whatsapp-send-sub",
    deliveryAttempt: 1,
  });
}

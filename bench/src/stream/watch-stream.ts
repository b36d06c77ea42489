import { loadavg } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { cpuMs, rssMb } from "../infrastructure/process-usage.ts";
import type { Scratch } from "../scratch.ts";
import type { Stream } from "./start-stream.ts";

/** One process at one moment. */
export type Sample = { atMs: number; rssMb: number; cpuMs: number };
export type Samples = Record<ServiceName, Sample[]>;
export const services = ["whatsapp-worker", "whatsapp-webhook", "whatsapp-dispatcher"] as const;
export type ServiceName = (typeof services)[number];

const sampleMs = 1_000;
const slotsEvery = 5;
const patienceMs = 120_000;

/** Samples the services once a second until every recipient is told, and keeps the slots as they were planned. */
export async function watchStream({ log, signal }: Scratch, stream: Stream): Promise<Samples> {
  const { stack, client, campaignId, recipients } = stream;
  const samples: Samples = { "whatsapp-worker": [], "whatsapp-webhook": [], "whatsapp-dispatcher": [] };
  let last = { text: "", at: Date.now() };
  for (let second = 0; ; second++) {
    signal.throwIfAborted();
    for (const name of services) {
      const pid = stack.supervisor.pidOf(name);
      if (pid !== undefined) samples[name].push({ atMs: Date.now(), rssMb: rssMb(pid), cpuMs: cpuMs(pid) });
    }
    if (second % slotsEvery === 0) {
      // A claim in another minute than its slot moves the slot: kept here, it can be held against what was meant.
      await client.query(
        `insert into bench.slots select s.id, s.slot_at from public.sends s
         where s.campaign_id = $1 and s.status = 'queued' on conflict do nothing`,
        [campaignId],
      );
      const { rows } = await client.query<{ told: number; out: number }>(
        `select count(*) filter (where status in ('read', 'failed', 'skipped', 'unconfirmed'))::int as told,
           count(*) filter (where left_at is not null)::int as out
         from public.sends where campaign_id = $1`,
        [campaignId],
      );
      const [{ told, out } = { told: 0, out: 0 }] = rows;
      if (told >= recipients) return samples;
      const text = `${out} of ${recipients} sent, ${told} told read`;
      if (second % 30 === 0) log(`${text} (load ${loadavg()[0]?.toFixed(1)})`);
      if (text !== last.text) last = { text, at: Date.now() };
      if (Date.now() - last.at > patienceMs) {
        log(`nothing moves any more: ${text}`);
        return samples;
      }
    }
    await sleep(sampleMs);
  }
}

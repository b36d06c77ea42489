import { setTimeout as sleep } from "node:timers/promises";
import { attempt } from "@nova/error-handler";
import { campaignPlan } from "@nova/queue";
import * as z from "zod";
import { askSandbox, type Stage } from "./stage.ts";

type Options = {
  limitMs: number;
  /** Whether what the cell is about has happened. */
  hasHappened: () => boolean;
  /** Somebody still does something to it: then it is not over. */
  isActing: () => boolean;
  person?: ((stage: Stage) => Promise<unknown>) | undefined;
  /** Nothing will tell how those ended that were sent. */
  statusesLost: boolean;
};
type Look = { open: number; queued: number; announced: boolean };

const webhooksSchema = z.object({
  statusesWaiting: z.int(),
  deliveries: z.object({ waiting: z.int() }),
});
const idleMs = 200;
const nudgeEveryMs = 250;
const patienceMs = 3_000;

/**
 * Resolves when every send has ended and people have been told. Whenever nothing is under way any more, it lets the time
 * pass that leases and slots still have, and wakes the dispatcher as its minute does: so a cell waits for no clock.
 */
export async function awaitEnd(
  stage: Stage,
  { limitMs, hasHappened, isActing, person, statusesLost }: Options,
): Promise<boolean> {
  const until = Date.now() + limitMs;
  let nudgedAt = Date.now();
  let endedAt: number | undefined;
  while (Date.now() < until) {
    await sleep(40);
    if (person) await attempt(() => person(stage));
    const looked = await attempt(() => look(stage, statusesLost));
    if (!looked.ok || stage.stack.interposer.idleMs() < idleMs || !(await isSilent(stage))) continue;
    const { open, queued, announced } = looked.value;
    if (queued > 0) continue;
    const isOver = open === 0 && announced && !isActing();
    if (isOver) endedAt ??= Date.now();
    if (isOver && (hasHappened() || Date.now() - (endedAt ?? 0) > patienceMs)) return true;
    if (Date.now() - nudgedAt < nudgeEveryMs) continue;
    nudgedAt = Date.now();
    if (!isOver) await attempt(() => letTimePass(stage));
    await attempt(() => stage.stack.publisher.publish(campaignPlan, {}));
  }
  return false;
}

/** What the tables say: sends that have not ended, messages of the queue that are to come. Plans for later are not waited for. */
async function look({ stack, senderId, campaignId }: Stage, statusesLost: boolean): Promise<Look> {
  const { rows } = await stack.pool.query<Look>(
    `select (select count(*)::int from public.sends where sender_id = $1 and status = any ($3)) as open,
            (select count(*)::int from broker.deliveries)
              + (select count(*)::int from broker.tasks where done_at is null and request ->> 'url' like '%whatsapp-send%' and due_at < now() + interval '3 seconds') as queued,
            (select announced_at is not null from public.campaigns where id = $2) as announced`,
    [senderId, campaignId, ["pending", "queued", "sending", ...(statusesLost ? [] : ["sent"])]],
  );
  return rows[0] ?? { open: 1, queued: 1, announced: false };
}

async function isSilent({ stack }: Stage): Promise<boolean> {
  await stack.instances.settled();
  const asked = await attempt(async () =>
    webhooksSchema.parse(await askSandbox(stack, "GET", "/_sandbox/webhooks")),
  );
  return asked.ok && asked.value.statusesWaiting + asked.value.deliveries.waiting === 0;
}

/**
 * Thirty seconds of lease, sixty of a missed slot, a minute until people are told without the provider's word. The rows
 * are aged rather than the clock moved: services and queue keep their own clocks.
 */
async function letTimePass({ stack, senderId, campaignId }: Stage): Promise<void> {
  const client = await stack.pool.connect();
  try {
    await client.query("begin");
    // Without the trigger that would make every row look as if it had just been touched.
    await client.query("set local session_replication_role = replica");
    await client.query(
      `update public.sends set
         lease_until = case when status = 'sending' then lease_until - interval '31 seconds' else lease_until end,
         slot_at = case when status = 'queued' then slot_at - interval '62 seconds' else slot_at end,
         not_before = case when status = 'pending' then least(not_before, now() - interval '21 seconds') else not_before end,
         updated_at = updated_at - interval '21 seconds'
       where sender_id = $1 and (status in ('sending', 'pending') or status = 'queued' and slot_at < now() - interval '1 second')`,
      [senderId],
    );
    await client.query(
      `update public.campaigns set finished_at = finished_at - interval '61 seconds', announce_lease_until = '-infinity'
       where id = $1 and announced_at is null and finished_at is not null`,
      [campaignId],
    );
    await client.query("commit");
  } finally {
    client.release(true);
  }
}

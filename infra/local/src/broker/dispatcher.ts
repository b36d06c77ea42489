import { setTimeout as pause } from "node:timers/promises";
import { createLeadership, noticeChannel } from "./leadership.ts";
import { createPushQueue, type PushPorts, type PushQueue } from "./push-queue.ts";
import type { SubscriptionConfig } from "./subscription-config.ts";
import { createTaskQueue, type TaskQueue } from "./task-queue.ts";

/** Delivers everything that is due, while this broker is the one to do so. */
export type Dispatcher = {
  start(): Promise<void>;
  /** Messages of this topic were stored. */
  published(topic: string): void;
  /** A subscription came, changed or went. */
  subscriptionsChanged(): Promise<void>;
  taskCreated(): void;
  state(subscription: string): { inFlight: number; window: number };
  leads(): boolean;
  /** Drops what is past its retention. */
  sweep(): Promise<void>;
  stop(): Promise<void>;
};

type Ports = Omit<PushPorts, "deadLettered"> & { databaseUrl: string; ownOrigins: () => string[] };

const sweepMs = 60_000;
const lossGraceMs = 1_000;

/** One queue per subscription and one for tasks, all run by whoever leads. */
export function createDispatcher(ports: Ports): Dispatcher {
  const { store, log } = ports;
  const queues = new Map<string, { topic: string; queue: PushQueue }>();
  let tasks: TaskQueue | undefined;
  let sweeper: NodeJS.Timeout | undefined;

  const leadership = createLeadership({
    databaseUrl: ports.databaseUrl,
    log,
    onNotice: () => void reload().catch((error) => log(`cannot read subscriptions: ${String(error)}`)),
    onGain: async () => {
      tasks = createTaskQueue({ ...ports, published });
      sweeper = setInterval(
        () => void sweep().catch((error) => log(`cannot sweep: ${String(error)}`)),
        sweepMs,
      );
      await reload();
    },
    onLoss: async (resigned) => {
      clearInterval(sweeper);
      const ending = [...queues.values()].map(({ queue }) => queue.stop());
      queues.clear();
      ending.push(tasks?.stop() ?? Promise.resolve());
      tasks = undefined;
      // A slow worker must not keep us from standing again; what it still has may come twice.
      await Promise.race([Promise.all(ending), ...(resigned ? [] : [pause(lossGraceMs)])]);
    },
  });

  async function reload(): Promise<void> {
    const { rows } = await store.durable.query<Row>("select name, topic, config from broker.subscriptions");
    if (!tasks) return;
    const wanted = new Set(rows.map((row) => row.name));
    for (const [name, { queue }] of queues) if (!wanted.has(name) && queues.delete(name)) void queue.stop();
    for (const { name, topic, config } of rows) {
      const known = queues.get(name);
      const queue = known?.queue ?? createPushQueue(name, config, { ...ports, deadLettered: published });
      queues.set(name, { topic, queue });
      queue.configure(config);
    }
    tasks.wake();
  }

  function published(topic: string): void {
    if (!leadership.leads) notice();
    for (const entry of queues.values()) if (entry.topic === topic) entry.queue.wake();
  }

  function notice(): void {
    store.relaxed
      .query(`notify ${noticeChannel}`)
      .catch((error) => log(`cannot tell the other broker: ${error}`));
  }

  /** Undelivered messages end after their retention, names of finished tasks after an hour, as at Google. */
  async function sweep(): Promise<void> {
    await store.relaxed.query(`
      delete from broker.deliveries d using broker.subscriptions s
      where s.name = d.subscription
      and d.published_at < now() - (coalesce(s.config->>'messageRetentionDuration', '604800s'))::interval`);
    await store.relaxed.query(
      "delete from broker.deliveries d where not exists (select from broker.subscriptions s where s.name = d.subscription)",
    );
    await store.relaxed.query("delete from broker.tasks where done_at < now() - interval '1 hour'");
  }

  return {
    start: leadership.first,
    published,
    subscriptionsChanged: async () => (leadership.leads ? reload() : notice()),
    taskCreated: () => (leadership.leads ? tasks?.wake() : notice()),
    state: (subscription) => {
      const queue = queues.get(subscription)?.queue;
      return { inFlight: queue?.inFlight() ?? 0, window: queue?.window() ?? 0 };
    },
    leads: () => leadership.leads,
    sweep,
    stop: leadership.resign,
  };
}

type Row = { name: string; topic: string; config: SubscriptionConfig };

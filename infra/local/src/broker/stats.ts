import type { Dispatcher } from "./dispatcher.ts";
import type { Store } from "./store.ts";

/** What waits, where, for how long. */
export type BrokerStats = {
  leads: boolean;
  subscriptions: {
    name: string;
    topic: string;
    backlog: number;
    oldestAgeSeconds: number;
    inFlight: number;
    window: number;
    deadLettered: number;
  }[];
  tasks: { pending: number; overdueSeconds: number };
};

/** Counts what is stored, and adds what the dispatcher has in hand. */
export async function readStats({ relaxed }: Store, dispatcher: Dispatcher): Promise<BrokerStats> {
  const subscriptions = await relaxed.query<Row>(`
    select s.name, s.topic, s.dead_lettered::float8 as dead_lettered, coalesce(d.backlog, 0)::float8 as backlog,
      coalesce(extract(epoch from now() - d.oldest), 0)::float8 as age
    from broker.subscriptions s
    left join (
      select subscription, count(*) as backlog, min(published_at) as oldest from broker.deliveries group by subscription
    ) d on d.subscription = s.name
    order by s.name`);
  const tasks = await relaxed.query<{ pending: number; overdue: number }>(`
    select count(*)::float8 as pending, greatest(0, coalesce(extract(epoch from now() - min(due_at)), 0))::float8 as overdue
    from broker.tasks where done_at is null`);
  return {
    leads: dispatcher.leads(),
    subscriptions: subscriptions.rows.map(({ name, topic, backlog, age, dead_lettered }) => ({
      name,
      topic,
      backlog,
      oldestAgeSeconds: age,
      ...dispatcher.state(name),
      deadLettered: dead_lettered,
    })),
    tasks: { pending: tasks.rows[0]?.pending ?? 0, overdueSeconds: tasks.rows[0]?.overdue ?? 0 },
  };
}

type Row = { name: string; topic: string; dead_lettered: number; backlog: number; age: number };

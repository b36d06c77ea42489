import type { Store } from "./store.ts";

/** How a delivery ended: taken, to be repeated after a while, or given up. */
export type Ending =
  | { kind: "ack"; messageId: string }
  | { kind: "nack"; messageId: string; afterSeconds: number }
  | { kind: "dead"; messageId: string; afterSeconds: number; topic: string };

/** Writes endings of one subscription. All at once costs one commit instead of hundreds. */
export async function settle(
  { durable, relaxed }: Store,
  subscription: string,
  endings: Ending[],
): Promise<void> {
  const acks = endings.flatMap((ending) => (ending.kind === "ack" ? [ending.messageId] : []));
  const nacks = endings.flatMap((ending) => (ending.kind === "nack" ? [ending] : []));
  const deads = endings.flatMap((ending) => (ending.kind === "dead" ? [ending] : []));

  if (acks.length > 0)
    await relaxed.query({ name: "broker-ack", text: deleteDelivered, values: [subscription, acks] });
  for (const topic of new Set(deads.map((dead) => dead.topic))) {
    const given = deads.filter((dead) => dead.topic === topic);
    const values = [subscription, given.map((dead) => dead.messageId), topic, ...attributesOf(subscription)];
    const { rows } = await durable.query<{ id: string }>({ name: "broker-dead", text: giveUp, values });
    const gone = new Set(rows.map((row) => row.id));
    // Without its dead letter topic a message is kept and tried on: it must not be lost to a missing topic.
    for (const dead of given) if (!gone.has(dead.messageId)) nacks.push({ ...dead, kind: "nack" });
  }
  if (nacks.length > 0) {
    const values = [
      subscription,
      nacks.map((nack) => nack.messageId),
      nacks.map((nack) => nack.afterSeconds),
    ];
    await relaxed.query({ name: "broker-nack", text: postpone, values });
  }
}

function attributesOf(subscription: string): [string, string] {
  const [, project = "", , name = ""] = subscription.split("/");
  return [project, name];
}

const deleteDelivered =
  "delete from broker.deliveries where subscription = $1 and message_id = any($2::bigint[])";

const postpone = `
update broker.deliveries d
set failures = d.failures + 1, due_at = clock_timestamp() + make_interval(secs => n.after_seconds)
from unnest($2::bigint[], $3::float8[]) as n (message_id, after_seconds)
where d.subscription = $1 and d.message_id = n.message_id`;

// The message leaves its subscription and enters the dead letter topic's in one statement: never in both, never in neither.
const giveUp = `
with gone as (
  delete from broker.deliveries
  where subscription = $1 and message_id = any($2::bigint[])
  and exists (select from broker.topics where name = $3)
  returning message_id, data, attributes, published_at, failures
), counted as (
  update broker.subscriptions set dead_lettered = dead_lettered + (select count(*) from gone) where name = $1
), stored as (
  insert into broker.deliveries (subscription, message_id, data, attributes)
  select s.name, nextval('broker.message_ids'), g.data, g.attributes || jsonb_build_object(
    'CloudPubSubDeadLetterSourceDeliveryCount', (g.failures + 1)::text,
    'CloudPubSubDeadLetterSourceSubscription', $5::text,
    'CloudPubSubDeadLetterSourceSubscriptionProject', $4::text,
    'CloudPubSubDeadLetterSourceTopicPublishTime', to_char(g.published_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
  )
  from gone g cross join broker.subscriptions s where s.topic = $3
)
select message_id::text as id from gone`;

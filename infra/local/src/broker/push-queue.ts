import type { CallOutcome } from "./http-call.ts";
import { createPush, type DeliveryPorts } from "./push-delivery.ts";
import type { Delivery } from "./push-envelope.ts";
import { type Ending, settle } from "./settlement.ts";
import type { Store } from "./store.ts";
import { backoffSeconds, type SubscriptionConfig } from "./subscription-config.ts";
import { createWindow } from "./window.ts";

export type PushPorts = DeliveryPorts & {
  store: Store;
  maxInFlight: number;
  /** Dead letters have come to this topic. */
  deadLettered: (topic: string) => void;
  log: (line: string) => void;
};

/** Delivers one subscription's messages for as long as it is the broker's turn to. */
export type PushQueue = {
  /** There may be something to deliver. */
  wake(): void;
  configure(config: SubscriptionConfig): void;
  inFlight(): number;
  window(): number;
  /** Starts nothing more; returns when what is under way has ended and is written. */
  stop(): Promise<void>;
};

const acks = new Set([102, 200, 201, 202, 204]);
const gatherMs = 3;
const maxReadyBytes = 32_000_000;
const maxTimerMs = 30_000;

/**
 * One dispatcher holds the messages it has in hand in memory, so a delivery costs no lease to write: what was in
 * hand when it died is simply still in the table.
 */
export function createPushQueue(name: string, initial: SubscriptionConfig, ports: PushPorts): PushQueue {
  const { store, faults, maxInFlight, deadLettered, log } = ports;
  const push = createPush(name, ports);
  const window = createWindow({ max: maxInFlight });
  const ready: Delivery[] = [];
  const held = new Set<string>();
  let config = initial;
  let endings: Ending[] = [];
  let inFlight = 0;
  let stopped = false;
  let refilling = false;
  let again = false;
  let writing: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;

  function wake(): void {
    if (stopped) return;
    while (ready.length > 0 && inFlight < window.size) {
      const index = faults().shuffle ? Math.floor(Math.random() * ready.length) : 0;
      for (const delivery of ready.splice(index, 1)) void deliver(delivery);
    }
    if (ready.length < window.size && readyBytes() < maxReadyBytes) void refill();
  }

  function readyBytes(): number {
    return ready.reduce((bytes, delivery) => bytes + delivery.data.length, 0);
  }

  async function refill(): Promise<void> {
    if (refilling) {
      again = true;
      return;
    }
    refilling = true;
    try {
      const limit = Math.max(20, window.size * 2);
      const values = [name, [...held], limit, maxReadyBytes];
      const { rows } = await store.relaxed.query<Row>({ name: "broker-due", text: due, values });
      if (stopped) return;
      for (const { message_id, published_at, ...row } of rows) {
        held.add(message_id);
        ready.push({ ...row, messageId: message_id, publishedAt: published_at });
      }
      if (rows.length < limit) await sleepUntilDue();
      if (rows.length > 0) setImmediate(wake);
    } catch (error) {
      log(`${name}: cannot read messages: ${String(error)}`);
      wakeIn(500);
    } finally {
      refilling = false;
      if (again) setImmediate(wake);
      again = false;
    }
  }

  async function sleepUntilDue(): Promise<void> {
    const { rows } = await store.relaxed.query<{ ms: number }>({
      name: "broker-next",
      text: nextDue,
      values: [name, [...held]],
    });
    if (rows[0]) wakeIn(rows[0].ms);
  }

  function wakeIn(ms: number): void {
    clearTimeout(timer);
    if (!stopped) timer = setTimeout(wake, Math.min(maxTimerMs, Math.max(1, Math.ceil(ms))));
  }

  async function deliver(delivery: Delivery): Promise<void> {
    inFlight += 1;
    const outcome = await push(delivery, config).catch(
      (error): CallOutcome => ({ status: undefined, reason: String(error) }),
    );
    inFlight -= 1;
    if (stopped && outcome.status === undefined) return; // cut off by our own end: it comes again, uncounted
    if (outcome.status !== undefined && acks.has(outcome.status)) {
      window.grow();
      endings.push({ kind: "ack", messageId: delivery.messageId });
    } else {
      window.shrink();
      endings.push(failed(delivery));
      log(`${name}: message ${delivery.messageId} not taken: ${outcome.status ?? outcome.reason}`);
    }
    writing ??= write();
    wake();
  }

  function failed({ messageId, failures }: Delivery): Ending {
    const afterSeconds = backoffSeconds(config, failures + 1);
    const policy = config.deadLetterPolicy;
    if (!policy || failures + 1 < policy.maxDeliveryAttempts)
      return { kind: "nack", messageId, afterSeconds };
    return { kind: "dead", messageId, afterSeconds, topic: policy.deadLetterTopic };
  }

  async function write(): Promise<void> {
    await pause(gatherMs);
    while (endings.length > 0) {
      const batch = endings;
      endings = [];
      try {
        await settle(store, name, batch);
        for (const { messageId } of batch) held.delete(messageId);
        for (const ending of batch) if (ending.kind === "dead") deadLettered(ending.topic);
      } catch (error) {
        log(`${name}: cannot record deliveries: ${String(error)}`);
        if (stopped) break; // they will come again, which is allowed; waiting for ever is not
        endings = [...batch, ...endings];
        await pause(500);
      }
    }
    writing = undefined;
    wake();
  }

  async function stop(): Promise<void> {
    stopped = true;
    clearTimeout(timer);
    while (inFlight > 0 || writing) await pause(5);
  }

  return {
    wake,
    configure: (next) => {
      config = next;
      wake();
    },
    inFlight: () => inFlight,
    window: () => window.size,
    stop,
  };
}

type Row = {
  message_id: string;
  data: string;
  attributes: Record<string, string>;
  published_at: Date;
  failures: number;
};

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

// now(), not clock_timestamp(): only a stable function lets the index end the scan.
const due = `
select message_id::text, data, attributes, published_at, failures
from (
  select d.*, sum(octet_length(d.data)) over (order by d.due_at, d.message_id) - octet_length(d.data) as bytes_before
  from (
    select * from broker.deliveries
    where subscription = $1 and due_at <= now() and message_id <> all($2::bigint[])
    order by due_at, message_id limit $3
  ) d
) ahead
where bytes_before < $4
order by due_at, message_id`;

const nextDue = `
select extract(epoch from due_at - clock_timestamp())::float8 * 1000 as ms
from broker.deliveries
where subscription = $1 and message_id <> all($2::bigint[])
order by due_at limit 1`;

import type { HttpCall } from "./http-call.ts";
import { parsePublish, publishMessages } from "./publish.ts";
import type { SigningKey } from "./signing-key.ts";
import { inTransaction, type Store } from "./store.ts";
import type { TaskRequest } from "./task-request.ts";

type Ports = {
  store: Store;
  call: HttpCall;
  key: SigningKey;
  /** Where this broker can be called: a task that publishes there is applied in the database. */
  ownOrigins: () => string[];
  published: (topic: string) => void;
  log: (line: string) => void;
};

/** Runs tasks when they are due. */
export type TaskQueue = { wake(): void; stop(): Promise<void> };

const maxInFlight = 50;
const maxAttempts = 100;
const maxTimerMs = 30_000;

/** Cloud Tasks with a queue's default settings: 100 attempts, 0.1 s doubling up to an hour. */
export function createTaskQueue({ store, call, key, ownOrigins, published, log }: Ports): TaskQueue {
  const held = new Set<string>();
  let stopped = false;
  let looking = false;
  let again = false;
  let timer: NodeJS.Timeout | undefined;

  function wake(): void {
    if (stopped) return;
    if (looking) again = true;
    else void look();
  }

  function wakeIn(ms: number): void {
    clearTimeout(timer);
    if (!stopped) timer = setTimeout(wake, Math.min(maxTimerMs, Math.max(1, Math.ceil(ms))));
  }

  async function look(): Promise<void> {
    looking = true;
    try {
      const free = maxInFlight - held.size;
      const { rows } = await store.relaxed.query<Row>({
        name: "broker-tasks-due",
        text: due,
        values: [[...held], free],
      });
      if (stopped) return;
      for (const row of rows) {
        held.add(row.name);
        void execute(row);
      }
      const next = await store.relaxed.query<{ ms: number }>({
        name: "broker-tasks-next",
        text: nextDue,
        values: [[...held]],
      });
      if (next.rows[0] && held.size < maxInFlight) wakeIn(next.rows[0].ms);
    } catch (error) {
      log(`cannot read tasks: ${String(error)}`);
      wakeIn(500);
    } finally {
      looking = false;
      if (again) setImmediate(wake);
      again = false;
    }
  }

  async function execute(row: Row): Promise<void> {
    try {
      const topic = ownTopic(row.request);
      if (topic) await publishHere(row, topic);
      else if (await callOut(row)) await store.relaxed.query(finish, [row.name]);
      else await postpone(row);
    } catch (error) {
      log(`task ${row.name} failed: ${String(error)}`);
      await postpone(row).catch(() => wakeIn(500));
    } finally {
      held.delete(row.name);
      wake();
    }
  }

  /** Publishing and finishing are one transaction: such a task runs exactly once. */
  async function publishHere(row: Row, topic: string): Promise<void> {
    const messages = parsePublish(JSON.parse(Buffer.from(row.request.body, "base64").toString("utf8")));
    await inTransaction(store.durable, async (client) => {
      const { rowCount } = await client.query(finish, [row.name]);
      if (rowCount) await publishMessages(client, topic, messages);
    });
    published(topic);
  }

  function ownTopic({ url, httpMethod }: TaskRequest): string | undefined {
    const { origin, pathname } = new URL(url);
    const topic = /^\/v1\/(projects\/[^/]+\/topics\/[^/:]+):publish$/.exec(decodeURIComponent(pathname))?.[1];
    return httpMethod === "POST" && ownOrigins().includes(origin) ? topic : undefined;
  }

  async function callOut(row: Row): Promise<boolean> {
    const { url, httpMethod, headers, body, oidcToken } = row.request;
    const [, , , , , queue = "", , id = ""] = row.name.split("/");
    const claims = oidcToken && { email: oidcToken.serviceAccountEmail, audience: oidcToken.audience ?? url };
    const outcome = await call({
      method: httpMethod,
      url,
      headers: {
        "content-type": "application/octet-stream",
        ...Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value])),
        "user-agent": "Google-Cloud-Tasks",
        "x-cloudtasks-queuename": queue,
        "x-cloudtasks-taskname": id,
        "x-cloudtasks-taskretrycount": String(row.attempts),
        "x-cloudtasks-taskexecutioncount": String(row.attempts),
        "x-cloudtasks-tasketa": String(row.scheduled_at.getTime() / 1000),
        ...(claims && { authorization: `Bearer ${await key.token(claims)}` }),
      },
      body: Buffer.from(body, "base64"),
      timeoutMs: row.deadline_seconds * 1000,
    });
    if (outcome.status === undefined) log(`task ${row.name}: ${outcome.reason}`);
    return outcome.status !== undefined && outcome.status >= 200 && outcome.status < 300;
  }

  async function postpone({ name, attempts }: Row): Promise<void> {
    if (stopped) return;
    if (attempts + 1 >= maxAttempts) {
      log(`task ${name} given up after ${maxAttempts} attempts`);
      await store.relaxed.query(finish, [name]);
      return;
    }
    await store.relaxed.query(delay, [name, Math.min(3_600, 0.1 * 2 ** attempts)]);
  }

  return {
    wake,
    stop: async () => {
      stopped = true;
      clearTimeout(timer);
      while (held.size > 0) await new Promise((resolve) => setTimeout(resolve, 5));
    },
  };
}

type Row = {
  name: string;
  request: TaskRequest;
  deadline_seconds: number;
  attempts: number;
  scheduled_at: Date;
};

const due = `
select name, request, deadline_seconds, attempts, scheduled_at from broker.tasks
where done_at is null and due_at <= now() and name <> all($1::text[])
order by due_at limit $2`;

const nextDue = `
select extract(epoch from due_at - clock_timestamp())::float8 * 1000 as ms from broker.tasks
where done_at is null and name <> all($1::text[])
order by due_at limit 1`;

// A name stays taken for an hour; a task without one leaves nothing behind.
const finish = `
with unnamed as (delete from broker.tasks where name = $1 and not named and done_at is null returning name),
named as (update broker.tasks set done_at = now() where name = $1 and named and done_at is null returning name)
select from unnamed union all select from named`;

const delay = `
update broker.tasks set attempts = attempts + 1, due_at = clock_timestamp() + make_interval(secs => $2::float8)
where name = $1`;

import pg from "pg";

/** Two small pools on one database: what was promised is committed to disk, what can be done again is not waited for. */
export type Store = {
  /** Publishes, subscriptions, dead letters: durable when answered. */
  durable: pg.Pool;
  /** Reads, acks, nacks: lost in a crash of Postgres, they only make a message come again. */
  relaxed: pg.Pool;
  close(): Promise<void>;
};

// One transaction under a lock, so that two brokers may start together.
const tables = `
select pg_advisory_xact_lock(72665001);
create schema if not exists broker;
create table if not exists broker.topics (
  name       text        primary key,
  created_at timestamptz not null default now()
);
create table if not exists broker.subscriptions (
  name          text        primary key,
  topic         text        not null,
  config        jsonb       not null,
  dead_lettered bigint      not null default 0,
  created_at    timestamptz not null default now()
);
create index if not exists subscriptions_by_topic on broker.subscriptions (topic);
create table if not exists broker.deliveries (
  subscription text        not null,
  message_id   bigint      not null,
  data         text        not null,
  attributes   jsonb       not null,
  published_at timestamptz not null default now(),
  failures     integer     not null default 0,
  due_at       timestamptz not null default now(),
  primary key (subscription, message_id)
) with (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 2000);
create index if not exists deliveries_by_due on broker.deliveries (subscription, due_at, message_id);
create table if not exists broker.tasks (
  name             text        primary key,
  named            boolean     not null,
  request          jsonb       not null,
  deadline_seconds integer     not null,
  attempts         integer     not null default 0,
  scheduled_at     timestamptz not null,
  due_at           timestamptz not null,
  created_at       timestamptz not null default now(),
  done_at          timestamptz
);
create index if not exists tasks_by_due on broker.tasks (due_at) where done_at is null;
do $$
begin
  -- Ids go on from the clock: a consumer may remember ids that a dropped schema has forgotten.
  if to_regclass('broker.message_ids') is null then
    execute format('create sequence broker.message_ids start %s', (extract(epoch from clock_timestamp()) * 1e6)::bigint);
  end if;
end
$$;`;

/** Connects, and makes the schema `broker` if it is not there. */
export async function openStore(databaseUrl: string, log: (line: string) => void): Promise<Store> {
  const open = (max: number, synchronous: "on" | "off") => {
    const pool = new pg.Pool({
      connectionString: databaseUrl,
      max,
      options: `-c synchronous_commit=${synchronous} -c application_name=nova-broker`,
      connectionTimeoutMillis: 5_000,
      query_timeout: 30_000,
    });
    pool.on("error", (error) => log(`idle database connection lost: ${error.message}`));
    return pool;
  };
  const store = { durable: open(4, "on"), relaxed: open(4, "off") };
  const close = async () => void (await Promise.all([store.durable.end(), store.relaxed.end()]));
  try {
    await store.durable.query(tables);
  } catch (error) {
    await close();
    throw error;
  }
  return { ...store, close };
}

/** Runs work in one durable transaction. */
export async function inTransaction<T>(
  pool: pg.Pool,
  work: (client: pg.PoolClient) => Promise<T>,
): Promise<T> {
  const client = await pool.connect();
  try {
    await client.query("begin");
    const result = await work(client);
    await client.query("commit");
    client.release();
    return result;
  } catch (error) {
    // Not given back to the pool: its transaction may still be open.
    client.release(true);
    throw error;
  }
}

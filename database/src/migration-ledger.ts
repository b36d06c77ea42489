import type pg from "pg";

export type LedgerEntry = { name: string; checksum: string; appliedAt: Date };
export type Ledger = { migrations: Map<number, LedgerEntry>; repeatables: Map<string, LedgerEntry> };

const lockKey = 7_202_611_104; // any constant: it only has to be the same in every migrator

/** Runs work as the only migrator of this database; others wait for it. */
export async function withMigrationLock<T>(client: pg.Client, work: () => Promise<T>): Promise<T> {
  await client.query("select pg_advisory_lock($1)", [lockKey]);
  try {
    return await work();
  } finally {
    await client.query("select pg_advisory_unlock($1)", [lockKey]).catch(() => {}); // a dead connection has let go already
  }
}

/** Makes the tables that say what was applied. No browser role can read them. */
export async function ensureLedger(client: pg.Client): Promise<void> {
  await client.query(`
    create schema if not exists app;
    create table if not exists app.schema_migrations (
      version    integer     primary key,
      name       text        not null,
      checksum   text        not null,
      applied_at timestamptz not null default now()
    );
    create table if not exists app.schema_repeatables (
      name       text        primary key,
      checksum   text        not null,
      applied_at timestamptz not null default now()
    );
    alter table app.schema_migrations enable row level security;
    alter table app.schema_repeatables enable row level security;
  `);
}

/** What was applied so far; empty if the database was never migrated. */
export async function readLedger(client: pg.Client): Promise<Ledger> {
  const { rows } = await client.query("select to_regclass('app.schema_repeatables') is not null as found");
  if (!rows[0]?.found) return { migrations: new Map(), repeatables: new Map() };
  const entry = `name, checksum, applied_at as "appliedAt"`;
  const migrations = await client.query(
    `select version, ${entry} from app.schema_migrations order by version`,
  );
  const repeatables = await client.query(
    `select ${entry} from app.schema_repeatables order by applied_at, name`,
  );
  return {
    migrations: new Map(migrations.rows.map((row) => [row.version, row])),
    repeatables: new Map(repeatables.rows.map((row) => [row.name, row])),
  };
}

import { setTimeout as sleep } from "node:timers/promises";
import { cpuMs } from "../infrastructure/process-usage.ts";
import type { Database } from "../infrastructure/start-database.ts";

/** `…Ms` is CPU time per send. */
export type Run = {
  perSecond: number;
  workerMs: number;
  gatewayMs: number;
  postgresMs: number;
  transactions: number;
};
type Watched = {
  database: Database;
  workerPid: number;
  /** Whether the gateway is in the path. */
  gateway: boolean;
  /** The table with a `settled_at` per send, and how many of this run are still to be settled. */
  ledger: { table: string; open: string };
  sends: number;
  warmUp: number;
  signal: AbortSignal;
};

const pollMs = 50;
const patienceMs = 60_000;

/** Waits until the ledger says that all have gone, and says how fast the ones after the first `warmUp` were. */
export async function watchLedger(watched: Watched): Promise<Run> {
  const { database, workerPid, gateway, ledger, sends, warmUp, signal } = watched;
  const { client, pids } = database;

  async function reach(count: number) {
    let last = { settled: -1, at: Date.now() };
    for (;;) {
      signal.throwIfAborted();
      const { rows } = await client.query<{ settled: number; transactions: number }>(
        `select $1 - (${ledger.open})::int settled, (select sum(xact_commit)::float8 from pg_stat_database) transactions`,
        [sends],
      );
      const [{ settled, transactions } = { settled: 0, transactions: 0 }] = rows;
      if (settled >= count) return { settled, transactions, ...usage() };
      if (settled > last.settled) last = { settled, at: Date.now() };
      if (Date.now() - last.at > patienceMs) throw new Error(`only ${settled} of ${count} sends have gone`);
      await sleep(pollMs);
    }
  }
  const usage = () => ({
    worker: cpuMs(workerPid),
    gateway: gateway ? cpuMs(pids.gateway) : 0,
    postgres: cpuMs(pids.postgres, { children: true }),
  });

  const from = await reach(warmUp);
  const until = await reach(sends);
  const { rows } = await client.query<{ seconds: number; counted: number }>(
    `select extract(epoch from max(x.settled_at) - min(x.settled_at))::float8 seconds, count(*)::int - 1 counted
     from (select settled_at from ${ledger.table} order by settled_at desc limit $1) x`,
    [sends - warmUp],
  );
  const [{ seconds, counted } = { seconds: Number.NaN, counted: 0 }] = rows;
  const each = (what: "worker" | "gateway" | "postgres" | "transactions") =>
    (until[what] - from[what]) / Math.max(1, until.settled - from.settled);
  return {
    perSecond: counted / seconds,
    workerMs: each("worker"),
    gatewayMs: each("gateway"),
    postgresMs: each("postgres"),
    transactions: each("transactions"),
  };
}

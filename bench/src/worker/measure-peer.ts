import { randomUUID } from "node:crypto";
import { makeWorkerUtils } from "graphile-worker";
import { PgBoss } from "pg-boss";
import type { Database } from "../infrastructure/start-database.ts";
import { startScript } from "../infrastructure/start-script.ts";
import type { Scratch } from "../scratch.ts";
import { type Run, watchLedger } from "./watch-ledger.ts";

export type PeerName = "pg-boss" | "graphile-worker";
type Job = { id: string; recipient: string };
type Ports = {
  scratch: Scratch;
  database: Database;
  name: PeerName;
  providerUrl: string;
  concurrency: number;
};

/** Has a queue's own worker do as many jobs from a full queue, and measures until the last one's row is updated. */
export function createPeer({ scratch, database, name, providerUrl, concurrency }: Ports) {
  return async ({ sends, warmUp }: { sends: number; warmUp: number }): Promise<Run> => {
    await database.client.query("truncate bench.sends");
    const jobs = Array.from({ length: sends }, (_, index) => ({
      id: randomUUID(),
      recipient: String(5_511_900_000_000 + index),
    }));
    await enqueue[name](database.url, jobs);
    await database.client.query("vacuum analyze bench.sends");
    await database.client.query("checkpoint");
    const { pid } = await startScript(scratch, `worker/${name === "pg-boss" ? "pg-boss-worker" : name}`, {
      DATABASE_URL: database.url,
      PROVIDER_URL: providerUrl,
      CONCURRENCY: String(concurrency),
    });
    try {
      return await watchLedger({
        database,
        workerPid: pid,
        gateway: false,
        ledger: {
          table: "bench.sends",
          open: `select ${sends} - count(settled_at) from bench.sends`,
        },
        sends,
        warmUp,
        signal: scratch.signal,
      });
    } finally {
      await scratch.supervisor.stop(`worker-${name === "pg-boss" ? "pg-boss-worker" : name}`);
    }
  };
}

/** Into an empty queue, before the clock starts. */
const enqueue: Record<PeerName, (databaseUrl: string, jobs: Job[]) => Promise<void>> = {
  "pg-boss": async (connectionString, jobs) => {
    const boss = new PgBoss({ connectionString, supervise: false, schedule: false });
    boss.on("error", () => {});
    await boss.start();
    await boss.createQueue("send");
    await boss.deleteAllJobs("send");
    await boss.insert(
      "send",
      jobs.map((data) => ({ data })),
    );
    await boss.stop({ graceful: false });
  },
  "graphile-worker": async (connectionString, jobs) => {
    const utils = await makeWorkerUtils({ connectionString });
    await utils.migrate();
    await utils.withPgClient((client) => client.query("truncate graphile_worker._private_jobs"));
    await utils.addJobs(jobs.map((payload) => ({ identifier: "send", payload })));
    await utils.release();
  },
};

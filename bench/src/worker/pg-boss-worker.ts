import { PgBoss } from "pg-boss";
import { concurrency, connections, databaseUrl, job, send } from "./peer-job.ts";

/*
 * pg-boss as fast as it goes with jobs one by one settled: batches are fetched without a pause while they come back
 * full, and each worker takes its next batch when its last is done.
 */
const batchSize = 8;
const boss = new PgBoss({
  connectionString: databaseUrl,
  max: connections,
  supervise: false,
  schedule: false,
});
boss.on("error", (error) => console.error(error));
await boss.start();
await boss.work(
  "send",
  {
    batchSize,
    localConcurrency: Math.ceil(concurrency / batchSize),
    pollingIntervalSeconds: 0.5,
    burstWhenBatchFull: true,
    perJobResults: true,
  },
  (jobs) =>
    Promise.all(
      jobs.map(async ({ id, data }) => {
        await send(job.parse(data));
        return { id, status: "completed" as const };
      }),
    ),
);
console.log('{"ready":true}');

import { Logger, run } from "graphile-worker";
import { concurrency, connections, databaseUrl, job, send } from "./peer-job.ts";

/*
 * graphile-worker with what its documentation advises for speed: a local queue of one more than it handles at once, and
 * completions that are gathered for a moment.
 */
await run({
  connectionString: databaseUrl,
  concurrency,
  maxPoolSize: connections,
  logger: new Logger(() => () => {}),
  noHandleSignals: true,
  taskList: { send: (payload) => send(job.parse(payload)) },
  preset: { worker: { localQueue: { size: concurrency + 1 }, completeJobBatchDelay: 0, pollInterval: 500 } },
});
console.log('{"ready":true}');

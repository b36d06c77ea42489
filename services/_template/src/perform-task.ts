import { planTask } from "./plan-task.ts";
import type { ExampleTopic } from "./topic.ts";

type Jobs = {
  /** True for the one caller who may do this run now; false while its lease lasts, and for good once it is finished. */
  beginJobRun: (job: string, runKey: string, leaseSeconds: number) => Promise<boolean>;
  finishJobRun: (job: string, runKey: string, outcome: string) => Promise<unknown>;
};
type Ports = {
  job: string;
  jobs: Jobs;
  /** The work itself; says in a word how it ended. */
  work: (task: ExampleTopic) => Promise<string>;
  now: () => Date;
};

/** Shorter than the trigger's `minBackoffSeconds`: a redelivery must not take its own failed run for somebody else's. */
const leaseSeconds = 9;

/** Pub/Sub delivers at least once, so the run's row, not the message, decides who works. */
export function createPerformTask({ job, jobs, work, now }: Ports) {
  return async function performTask(task: ExampleTopic): Promise<void> {
    const plan = planTask(task, now());
    if (plan.kind === "skip") return;
    if (!(await jobs.beginJobRun(job, plan.runKey, leaseSeconds))) return; // done, or being done

    await jobs.finishJobRun(job, plan.runKey, await work(task));
  };
}

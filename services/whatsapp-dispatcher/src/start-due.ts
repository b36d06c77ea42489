import { attempt, type Reporter } from "@nova/error-handler";
import type { RefusedStart, Schedules } from "@nova/supabase-client";

type Ports = { schedules: Pick<Schedules, "startDue">; reporter: Pick<Reporter, "report"> };
export type Started = { started: number; refused: RefusedStart[] };

const mostAtOnce = 20;

/** Starts the campaigns that are due, one after the other; what is left over is for the next tick, and so is a failure. */
export function createStartDue({ schedules, reporter }: Ports) {
  return async function startDue(): Promise<Started> {
    const done: Started = { started: 0, refused: [] };
    for (let asked = 0; asked < mostAtOnce; asked++) {
      const due = await attempt(schedules.startDue);
      if (!due.ok) {
        await reporter.report(due.error);
        break;
      }
      const { started, refused, hasMore } = due.value;
      if (started !== null) done.started++;
      done.refused.push(...refused);
      if (!hasMore) break;
    }
    return done;
  };
}

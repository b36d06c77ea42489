import type { ExampleTopic } from "./topic.ts";

export type TaskPlan =
  | { kind: "do"; runKey: string } // a run key is done once, however often it is asked for
  | { kind: "skip"; reason: string };

const day = new Intl.DateTimeFormat("sv-SE", { timeZone: "America/Sao_Paulo" });
const weekday = new Intl.DateTimeFormat("en-US", { timeZone: "America/Sao_Paulo", weekday: "short" });

/** Decides what a message asks for. Pure: all it needs are its arguments. */
export function planTask(task: ExampleTopic, now: Date): TaskPlan {
  const ids = Object.values(task).filter((id) => id !== undefined);
  const isWeekend = ["Sat", "Sun"].includes(weekday.format(now));
  if (ids.length === 0 && isWeekend) return { kind: "skip", reason: "weekend" };
  return { kind: "do", runKey: [day.format(now), ...ids].join(":") };
}

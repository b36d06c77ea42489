import type { ExampleTopic } from "./topic.ts";

export type TaskPlan =
  | { kind: "do"; runKey: string } // a run key is done once, however often it is asked for
  | { kind: "skip"; reason: string };

const timeZone = "America/Sao_Paulo";

/** Decides what a message asks for. Pure: all it needs are its arguments. */
export function planTask(task: ExampleTopic, now: Date): TaskPlan {
  const ids = Object.values(task).filter((id) => id !== undefined);
  // Formatters are made here, not at start-up: the first one loads 8 ms of calendar data.
  const weekday = new Intl.DateTimeFormat("en-US", { timeZone, weekday: "short" }).format(now);
  const isWeekend = ["Sat", "Sun"].includes(weekday);
  if (ids.length === 0 && isWeekend) return { kind: "skip", reason: "weekend" };
  return {
    kind: "do",
    runKey: [new Intl.DateTimeFormat("sv-SE", { timeZone }).format(now), ...ids].join(":"),
  };
}

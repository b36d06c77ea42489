import type { StatusEffects } from "../faults/fault-engine.ts";
import type { Status } from "../record/entry.ts";

export type ToldStatus = Exclude<Status, "accepted">;
/** One status that is due some time after the send. */
export type PlannedStatus = { status: ToldStatus; afterMs: number; lost: boolean };
export type StatusPlan = { ends: string; events: PlannedStatus[] };

type Wish = { delayMs: number; isRead: boolean; effects: StatusEffects; random: () => number };

/** Decides which statuses a message gets and when. Pure: chance comes in as an argument. */
export function planStatuses({ delayMs, isRead, effects, random }: Wish): StatusPlan {
  const sentMs = delayMs * (0.1 + 0.3 * random());
  const deliveredMs = sentMs + delayMs * (0.3 + 0.6 * random());
  const readMs = deliveredMs + delayMs * (1 + 3 * random());
  const steps: { status: ToldStatus; afterMs: number }[] = [];
  if (effects.failedCode === null) {
    steps.push({ status: "sent", afterMs: sentMs }, { status: "delivered", afterMs: deliveredMs });
    if (isRead) steps.push({ status: "read", afterMs: readMs });
  } else {
    if (effects.failedAfterSent) steps.push({ status: "sent", afterMs: sentMs });
    steps.push({ status: "failed", afterMs: deliveredMs });
  }
  const ends = effects.failedCode === null ? (isRead ? "read" : "delivered") : String(effects.failedCode);
  return { ends, events: disturbedSteps(steps, effects) };
}

function disturbedSteps(
  steps: { status: ToldStatus; afterMs: number }[],
  effects: StatusEffects,
): PlannedStatus[] {
  const times = steps.map((step) => step.afterMs);
  if (effects.reordered) times.reverse();
  return steps.flatMap(({ status }, place) => {
    const isLate = effects.lateMs > 0 && (effects.lateStatuses?.includes(status) ?? true);
    const event: PlannedStatus = {
      status,
      afterMs: effects.early ? 0 : Math.round((times[place] ?? 0) + (isLate ? effects.lateMs : 0)),
      lost: effects.lost?.includes(status) ?? false,
    };
    return Array.from({ length: event.lost ? 1 : 1 + effects.copies }, () => event);
  });
}

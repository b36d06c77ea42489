import { timeZoneOfDdd } from "./time-zone-of-ddd.ts";
import type { PendingSend, SendingWindow } from "./types.ts";
import { isTimeZone, zonedWindow } from "./zoned-window.ts";

const dayMs = 86_400_000;

/** Whether a recipient may be written to at `at`, and until when that stays so. */
export type Hours = (at: number) => { open: boolean; until: number };

const alwaysOpen: Hours = () => ({ open: true, until: Number.POSITIVE_INFINITY });

/** Finds the hours of a recipient; each zone's are worked out once for the whole plan. `from` is the earliest moment asked. */
export function createHoursOf(window: SendingWindow | null, from: number): (send: PendingSend) => Hours {
  if (window === null) return () => alwaysOpen;
  const byZone = remember((timeZone: string) => timelineOf(window, timeZone, from));
  const byDdd = remember((ddd: string | null) => byZone(timeZoneOfDdd(ddd)));
  const isKnown = remember(isTimeZone);
  return ({ timeZone, ddd }) => (timeZone !== null && isKnown(timeZone) ? byZone(timeZone) : byDdd(ddd));
}

function remember<K, V>(find: (key: K) => V): (key: K) => V {
  const found = new Map<K, V>();
  return (key) => {
    const value = found.get(key) ?? find(key);
    found.set(key, value);
    return value;
  };
}

/** Open and closed stretches from `from` on, found only as far as they are asked for. */
function timelineOf(window: SendingWindow, timeZone: string, from: number): Hours {
  const stretches: { open: boolean; until: number }[] = [];
  let reached = from;
  return (at) => {
    while (reached <= at) {
      const { open, opensAt, closesAt } = zonedWindow(reached, window, timeZone);
      const until = open ? (closesAt ?? Number.POSITIVE_INFINITY) : (opensAt ?? reached + dayMs);
      stretches.push({ open, until });
      reached = until;
    }
    return stretches.find(({ until }) => until > at) ?? { open: false, until: at + dayMs };
  };
}

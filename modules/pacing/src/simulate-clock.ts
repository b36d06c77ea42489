import type { SenderProfile } from "./types.ts";
import { zonedWindow } from "./zoned-window.ts";

const minuteMs = 60_000;
const dayMs = 86_400_000;

type Stretch = { from: number; open: boolean; until: number };

/** Whether a zone may be written to at a moment, and until when that stays so; each stretch is worked out once. */
export function createZoneClock({ window }: SenderProfile) {
  const known = new Map<string, Stretch>();
  return (timeZone: string, at: number): Stretch => {
    if (window === null) return { from: at, open: true, until: Number.POSITIVE_INFINITY };
    const last = known.get(timeZone);
    if (last && last.from <= at && at < last.until) return last;
    const { open, opensAt, closesAt } = zonedWindow(at, window, timeZone);
    const until = open ? (closesAt ?? Number.POSITIVE_INFINITY) : (opensAt ?? at + dayMs);
    const stretch = { from: at, open, until };
    known.set(timeZone, stretch);
    return stretch;
  };
}

/** The dispatcher's tick at or after a moment: one at the start of every minute. */
export const tickFrom = (at: number): number => Math.ceil(at / minuteMs) * minuteMs;

/** The tick after a moment. */
export const tickAfter = (at: number): number => Math.floor(at / minuteMs) * minuteMs + minuteMs;

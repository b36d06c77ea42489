import { bothOpen, type ClosedBy } from "./recipient-hours.ts";
import type { SenderProfile, SendingWindow } from "./types.ts";
import { zonedWindow } from "./zoned-window.ts";

const minuteMs = 60_000;
const dayMs = 86_400_000;

type Stretch = { from: number; open: boolean; until: number; closedBy?: ClosedBy };
type ZoneClock = (timeZone: string, at: number) => Stretch;

/** Whether a zone may be written to at a moment, and until when that stays so: by the sender's hours and a campaign's own. */
export function createZoneClock({ window }: Pick<SenderProfile, "window">, own: SendingWindow | null = null) {
  const ofSender = clockOf(window);
  if (own === null) return ofSender;
  const ofCampaign = clockOf(own);
  return remembering((timeZone, at) => ({
    from: at,
    ...bothOpen(
      (moment) => ofSender(timeZone, moment),
      (moment) => ofCampaign(timeZone, moment),
    )(at),
  }));
}

function clockOf(window: SendingWindow | null): ZoneClock {
  if (window === null) return (_, at) => ({ from: at, open: true, until: Number.POSITIVE_INFINITY });
  return remembering((timeZone, at) => {
    const { open, opensAt, closesAt } = zonedWindow(at, window, timeZone);
    const until = open ? (closesAt ?? Number.POSITIVE_INFINITY) : (opensAt ?? at + dayMs);
    return { from: at, open, until };
  });
}

/** Each stretch is worked out once. */
function remembering(find: ZoneClock): ZoneClock {
  const known = new Map<string, Stretch>();
  return (timeZone, at) => {
    const last = known.get(timeZone);
    if (last && last.from <= at && at < last.until) return last;
    const stretch = find(timeZone, at);
    known.set(timeZone, stretch);
    return stretch;
  };
}

/** The dispatcher's tick at or after a moment: one at the start of every minute. */
export const tickFrom = (at: number): number => Math.ceil(at / minuteMs) * minuteMs;

/** The tick after a moment. */
export const tickAfter = (at: number): number => Math.floor(at / minuteMs) * minuteMs + minuteMs;

import { timeZoneOfDdd } from "./time-zone-of-ddd.ts";
import type { CampaignRules, PendingSend, SendingWindow } from "./types.ts";
import { isTimeZone, zonedWindow } from "./zoned-window.ts";

const dayMs = 86_400_000;
/** Two windows that meet at all do so within a week; a clock that is put forward may hide one meeting. */
const mostDays = 15;

/** Whose hours keep a recipient closed longest. */
export type ClosedBy = "window" | "campaign-window";

/** Whether a recipient may be written to at `at`, and until when that stays so. */
export type Hours = (at: number) => { open: boolean; until: number; closedBy?: ClosedBy };

const alwaysOpen: Hours = () => ({ open: true, until: Number.POSITIVE_INFINITY });

/**
 * Finds the hours of a recipient: those of the sender, within those of the send's campaign. Each zone's are worked out once
 * for the whole plan. `from` is the earliest moment asked.
 */
export function createHoursOf(
  window: SendingWindow | null,
  from: number,
  campaigns: Readonly<Record<string, CampaignRules>> = {},
): (send: PendingSend) => Hours {
  const isKnown = remember(isTimeZone);
  const zoneOf = remember(timeZoneOfDdd);
  const ofSender = hoursIn(window, from);
  const ofCampaign = remember((campaignId: string | null) => {
    const own = (campaignId !== null && campaigns[campaignId]?.window) || null;
    const inCampaign = hoursIn(own, from);
    return own === null
      ? ofSender
      : remember((timeZone: string) => bothOpen(ofSender(timeZone), inCampaign(timeZone)));
  });
  return ({ campaignId, timeZone, ddd }) =>
    ofCampaign(campaignId)(timeZone !== null && isKnown(timeZone) ? timeZone : zoneOf(ddd));
}

function hoursIn(window: SendingWindow | null, from: number): (timeZone: string) => Hours {
  if (window === null) return () => alwaysOpen;
  return remember((timeZone: string) => timelineOf(window, timeZone, from));
}

/** Open while both are. Hours that never meet are looked at again after as long as it takes to know that. */
export function bothOpen(sender: Hours, campaign: Hours): Hours {
  return (at) => {
    let closedBy: ClosedBy = "campaign-window";
    let reached = at;
    while (reached <= at + mostDays * dayMs) {
      const [one, other] = [sender(reached), campaign(reached)];
      if (one.open && other.open)
        return reached === at
          ? { open: true, until: Math.min(one.until, other.until) }
          : { open: false, until: reached, closedBy };
      closedBy = other.open || (!one.open && one.until > other.until) ? "window" : "campaign-window";
      reached = Math.max(one.open ? reached : one.until, other.open ? reached : other.until);
    }
    return { open: false, until: at + dayMs, closedBy };
  };
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

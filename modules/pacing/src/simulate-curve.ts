import type { SimulatedSlot } from "./simulate-slots.ts";
import type { SimulatedDay, SimulatedHour } from "./simulate-types.ts";
import { defaultTimeZone, timeZoneOfDdd } from "./time-zone-of-ddd.ts";

const hourMs = 3_600_000;

type Hour = SimulatedHour & { foreign: number; zones: Map<string, number> };

/** Counts a campaign's slots by hour and, from those, by day. */
export function createCurve(ddds: readonly (string | null)[]) {
  const hours = new Map<number, Hour>();
  let total = 0;
  let first: number | null = null;
  let last: number | null = null;

  function add({ at, position }: SimulatedSlot): void {
    const start = Math.floor(at / hourMs) * hourMs;
    const hour = hours.get(start) ?? { at: start, sends: 0, foreign: 0, zones: new Map() };
    hours.set(start, hour);
    const ddd = ddds[position] ?? null;
    const zone = timeZoneOfDdd(ddd);
    hour.sends += 1;
    if (ddd === null) hour.foreign += 1;
    hour.zones.set(zone, (hour.zones.get(zone) ?? 0) + 1);
    total += 1;
    first ??= at;
    last = at;
  }

  function days(): (SimulatedDay & { foreign: number })[] {
    const byDay = new Map<string, SimulatedDay & { foreign: number }>();
    // Made here: the first format of a process wakes ICU, which no start needs.
    const dayAt = new Intl.DateTimeFormat("en-CA", { timeZone: defaultTimeZone, dateStyle: "short" });
    for (const { at, sends, foreign } of hours.values()) {
      const day = dayAt.format(at);
      const sum = byDay.get(day) ?? { day, sends: 0, foreign: 0 };
      byDay.set(day, { day, sends: sum.sends + sends, foreign: sum.foreign + foreign });
    }
    return [...byDay.values()];
  }

  function nightShare(): number {
    let night = 0;
    for (const { at, zones } of hours.values()) {
      for (const [zone, sends] of zones) {
        const hour = Number(hourIn(zone).format(at));
        if (hour >= 21 || hour < 8) night += sends;
      }
    }
    return total === 0 ? 0 : night / total;
  }

  return {
    add,
    days,
    nightShare,
    count: () => total,
    firstAt: () => first,
    lastAt: () => last,
    hours: (): SimulatedHour[] => [...hours.values()].map(({ at, sends }) => ({ at, sends })),
    busiestHour: () => [...hours.values()].reduce((most, { sends }) => Math.max(most, sends), 0),
  };
}

const clocks = new Map<string, Intl.DateTimeFormat>();

function hourIn(timeZone: string): Intl.DateTimeFormat {
  const clock =
    clocks.get(timeZone) ?? new Intl.DateTimeFormat("en-US", { timeZone, hour: "2-digit", hourCycle: "h23" });
  clocks.set(timeZone, clock);
  return clock;
}

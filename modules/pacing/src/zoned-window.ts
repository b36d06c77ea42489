import type { SendingWindow } from "./types.ts";

const minuteMs = 60_000;
const dayMs = 86_400_000;

/**
 * Where a moment stands in a window. `opensAt` is the moment itself when open, else the next opening (null: never);
 * `closesAt` ends the window that is open or comes next (null: never). At `closesAt` it is closed already.
 */
export type ZonedWindow = { open: boolean; closesAt: number | null; opensAt: number | null };

/**
 * Looks a moment up in a window of local hours: open only while local clocks show a time of the window, also when they
 * are put forward or back. Days that follow each other without a gap are one window.
 */
export function zonedWindow(at: number, window: SendingWindow, timeZone: string): ZonedWindow {
  const from = wallMsOf(window.from);
  const until = wallMsOf(window.until);
  const length = until > from ? until - from : until - from + dayMs;
  const opensOn = (wallDay: number): boolean => window.days?.includes(new Date(wallDay).getUTCDay()) ?? true;

  const wall = at + offsetAt(at, timeZone);
  const today = wall - mod(wall, dayMs);
  for (let day = today - dayMs; day <= today + 8 * dayMs; day += dayMs) {
    if (!opensOn(day)) continue;
    let lastDay = day;
    if (length === dayMs) while (opensOn(lastDay + dayMs) && lastDay < day + 7 * dayMs) lastDay += dayMs;
    if (lastDay === day + 7 * dayMs) return { open: true, opensAt: at, closesAt: null };
    const [closesAt] = shownAt(lastDay + from + length, timeZone);
    if (closesAt <= at) continue;
    const [shownFirst, shownLast] = shownAt(day + from, timeZone);
    const opensAt = shownLast < closesAt ? shownLast : shownFirst;
    if (closesAt <= opensAt) continue; // the clock jumped over the whole window
    return { open: opensAt <= at, opensAt: Math.max(opensAt, at), closesAt };
  }
  return { open: false, opensAt: null, closesAt: null };
}

/** Whether Intl knows the zone: one mistyped contact must not stop the plan of everyone else. */
export function isTimeZone(timeZone: string): boolean {
  try {
    formatterOf(timeZone);
    return true;
  } catch {
    return false;
  }
}

function wallMsOf(time: string): number {
  const [, hours, minutes] = /^([01]?\d|2[0-4]):([0-5]\d)(?::00)?$/.exec(time) ?? [];
  const ms = (Number(hours) * 60 + Number(minutes)) * minuteMs;
  if (!(ms <= dayMs)) throw new RangeError(`not a time of day between 00:00 and 24:00: ${time}`);
  return ms;
}

/**
 * The first and the last moment at which local clocks show `wall` (local time read as if it were UTC): two when they are
 * put back over it. Never shown, because they are put forward over it: the moment at which that happens.
 */
function shownAt(wall: number, timeZone: string): [first: number, last: number] {
  const one = wall - offsetAt(wall - dayMs, timeZone);
  const other = wall - offsetAt(wall + dayMs, timeZone);
  const [early, late] = [Math.min(one, other), Math.max(one, other)];
  const shows = (at: number): boolean => at + offsetAt(at, timeZone) === wall;
  if (shows(early)) return [early, shows(late) ? late : early];
  if (shows(late)) return [late, late];
  let [before, after] = [early, late];
  while (after - before > 1_000) {
    const middle = before + Math.floor((after - before) / 2_000) * 1_000;
    if (middle + offsetAt(middle, timeZone) < wall) before = middle;
    else after = middle;
  }
  return [after, after];
}

const knownDays = new Map<string, Map<number, number | null>>();
const mostKnownDays = 4_000;

/** Asking Intl is slow: a day that begins and ends with the same offset has it throughout. */
function offsetAt(at: number, timeZone: string): number {
  const days = knownDays.get(timeZone) ?? new Map<number, number | null>();
  knownDays.set(timeZone, days);
  const day = Math.floor(at / dayMs);
  let offset = days.get(day);
  if (offset === undefined) {
    if (days.size >= mostKnownDays) days.clear();
    const atStart = askOffset(day * dayMs, timeZone);
    offset = atStart === askOffset((day + 1) * dayMs, timeZone) ? atStart : null;
    days.set(day, offset);
  }
  return offset ?? askOffset(at, timeZone);
}

function askOffset(at: number, timeZone: string): number {
  const [month, day, year, hour, minute, second] = formatterOf(timeZone).format(at).split(/\D+/).map(Number);
  const wall = Date.UTC(year ?? 0, (month ?? 1) - 1, day, hour, minute, second);
  return wall - Math.floor(at / 1_000) * 1_000;
}

const formatters = new Map<string, Intl.DateTimeFormat>(); // one costs 50 µs to make and 1 µs to use

function formatterOf(timeZone: string): Intl.DateTimeFormat {
  const known = formatters.get(timeZone);
  if (known) return known;
  const made = new Intl.DateTimeFormat("en-US", {
    timeZone,
    hourCycle: "h23",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  });
  formatters.set(timeZone, made);
  return made;
}

function mod(value: number, by: number): number {
  return ((value % by) + by) % by;
}

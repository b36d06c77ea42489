import type { SendingWindow } from "../src/index.ts";

const weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
const formatters = new Map<string, Intl.DateTimeFormat>();

/** What a clock on a wall of the zone shows, as Intl writes it: the minute of its day, and the day (0 is Sunday). */
export function readClock(at: number, timeZone: string): { day: number; minute: number } {
  const [weekday = "", time = ""] = formatterOf(timeZone).format(at).split(/,? /);
  return { day: weekdays.indexOf(weekday), minute: minuteOf(time) };
}

/** Whether such a clock shows a time of the window. */
export function showsTimeOf(
  { day, minute }: { day: number; minute: number },
  { from, until, days }: SendingWindow,
): boolean {
  const opensOn = (weekday: number): boolean => days?.includes((weekday + 7) % 7) ?? true;
  const [first, last] = [minuteOf(from), minuteOf(until)];
  if (first < last) return opensOn(day) && minute >= first && minute < last;
  return (opensOn(day) && minute >= first) || (opensOn(day - 1) && minute < last);
}

function minuteOf(time: string): number {
  const [hours, minutes] = time.split(":");
  return Number(hours) * 60 + Number(minutes);
}

function formatterOf(timeZone: string): Intl.DateTimeFormat {
  const made =
    formatters.get(timeZone) ??
    new Intl.DateTimeFormat("en-US", {
      timeZone,
      weekday: "short",
      hour: "2-digit",
      minute: "2-digit",
      hourCycle: "h23",
    });
  formatters.set(timeZone, made);
  return made;
}

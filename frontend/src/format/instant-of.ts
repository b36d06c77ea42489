/** The instant of a wall clock's reading ("2026-11-23T09:00") in a time zone, as ISO text; undefined for no reading. */
export function instantOf(reading: string, timeZone: string): string | undefined {
  const asUtc = Date.parse(`${reading}Z`);
  if (Number.isNaN(asUtc)) return undefined;
  // The offset is that of the moment looked for: the first guess may lie on the other side of a change.
  const guess = asUtc - offsetMs(asUtc, timeZone);
  return new Date(asUtc - offsetMs(guess, timeZone)).toISOString();
}

/** What a wall clock in a time zone reads at an instant: "2026-11-23T09:00". */
export function readingOf(instant: string, timeZone: string): string {
  const at = Date.parse(instant);
  return new Date(at + offsetMs(at, timeZone)).toISOString().slice(0, "2026-11-23T09:00".length);
}

function offsetMs(instant: number, timeZone: string): number {
  const parts = new Intl.DateTimeFormat("en-CA", {
    timeZone,
    hourCycle: "h23",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  }).formatToParts(instant);
  const value = (type: string) => Number(parts.find((part) => part.type === type)?.value);
  const wall = Date.UTC(
    value("year"),
    value("month") - 1,
    value("day"),
    value("hour"),
    value("minute"),
    value("second"),
  );
  return wall - Math.floor(instant / 1_000) * 1_000;
}

import { expect, test } from "vitest";
import { type SendingWindow, zonedWindow } from "../src/index.ts";

const hours = (from: string, until: string, days?: number[]): SendingWindow => ({
  from,
  until,
  ...(days && { days }),
});
const day = hours("08:00", "20:00");
const night = hours("22:00", "06:00");
const sp = "America/Sao_Paulo";

// 2026-11-18 is a Wednesday. Times without a zone are São Paulo's, UTC-3.
test.each<[string, SendingWindow, string, string | null, string | null, boolean]>([
  ["open in its middle", day, "2026-11-18T12:00", "2026-11-18T12:00", "2026-11-18T20:00", true],
  ["open at its first moment", day, "2026-11-18T08:00", "2026-11-18T08:00", "2026-11-18T20:00", true],
  ["closed at its last", day, "2026-11-18T20:00", "2026-11-19T08:00", "2026-11-19T20:00", false],
  ["closed before it", day, "2026-11-18T07:59", "2026-11-18T08:00", "2026-11-18T20:00", false],
  [
    "open before midnight when it spans midnight",
    night,
    "2026-11-18T23:00",
    "2026-11-18T23:00",
    "2026-11-19T06:00",
    true,
  ],
  [
    "open after midnight when it spans midnight",
    night,
    "2026-11-18T05:59",
    "2026-11-18T05:59",
    "2026-11-18T06:00",
    true,
  ],
  [
    "closed by day when it spans midnight",
    night,
    "2026-11-18T06:00",
    "2026-11-18T22:00",
    "2026-11-19T06:00",
    false,
  ],
  [
    "closed on other days",
    hours("08:00", "20:00", [5]),
    "2026-11-18T12:00",
    "2026-11-20T08:00",
    "2026-11-20T20:00",
    false,
  ],
  [
    "a week away when its day is just over",
    hours("08:00", "20:00", [3]),
    "2026-11-18T20:00",
    "2026-11-25T08:00",
    "2026-11-25T20:00",
    false,
  ],
  [
    "open past midnight on the morrow of its day",
    hours("22:00", "06:00", [3]),
    "2026-11-19T05:00",
    "2026-11-19T05:00",
    "2026-11-19T06:00",
    true,
  ],
  [
    "closed past midnight on its day",
    hours("22:00", "06:00", [3]),
    "2026-11-18T05:00",
    "2026-11-18T22:00",
    "2026-11-19T06:00",
    false,
  ],
  [
    "never closed from 00:00 to 24:00",
    hours("00:00", "24:00"),
    "2026-11-18T12:00",
    "2026-11-18T12:00",
    null,
    true,
  ],
  [
    "never closed from an hour to itself",
    hours("08:00", "08:00"),
    "2026-11-18T12:00",
    "2026-11-18T12:00",
    null,
    true,
  ],
  [
    "one window over whole days in a row",
    hours("00:00", "24:00", [3, 4]),
    "2026-11-18T12:00",
    "2026-11-18T12:00",
    "2026-11-20T00:00",
    true,
  ],
  [
    "open to midnight",
    hours("08:00", "24:00"),
    "2026-11-18T23:59",
    "2026-11-18T23:59",
    "2026-11-19T00:00",
    true,
  ],
  ["never open without a day", hours("08:00", "20:00", []), "2026-11-18T12:00", null, null, false],
  [
    "read with Postgres's seconds",
    hours("08:00:00", "20:00:00"),
    "2026-11-18T12:00",
    "2026-11-18T12:00",
    "2026-11-18T20:00",
    true,
  ],
])("a window is %s", (_, window, at, opens, closes, open) => {
  expect(zonedWindow(local(at), window, sp)).toEqual({
    open,
    opensAt: opens && local(opens),
    closesAt: closes && local(closes),
  });
});

test.each(["25:00", "8h", "24:30", "08:60", ""])("a time of day like %j is refused", (from) => {
  expect(() => zonedWindow(0, hours(from, "20:00"), sp)).toThrow(RangeError);
});

function local(wall: string): number {
  return Date.parse(`${wall}:00-03:00`);
}

import fc from "fast-check";
import { expect, test } from "vitest";
import { type SendingWindow, zonedWindow } from "../src/index.ts";
import { anyNow } from "./arbitrary.ts";
import { isOpen } from "./rules.ts";
import { minuteMs, profileWith, sendWith } from "./scenario.ts";

const hours = (from: string, until: string, days?: number[]): SendingWindow => ({
  from,
  until,
  ...(days && { days }),
});
const day = hours("08:00", "20:00");
const night = hours("22:00", "06:00");
const sp = "America/Sao_Paulo";

// São Paulo skipped 00:00-01:00 on 2018-11-04; New York skips 02:00-03:00 on 2026-03-08 and repeats 01:00-02:00 on 2026-11-01.
test.each<[string, SendingWindow, string, string, string, string]>([
  [
    "opens when clocks jump over its start",
    hours("00:00", "06:00"),
    sp,
    "2018-11-04T02:00Z",
    "2018-11-04T03:00Z",
    "2018-11-04T08:00Z",
  ],
  [
    "keeps its local hours after clocks went forward",
    day,
    sp,
    "2018-11-04T05:00Z",
    "2018-11-04T10:00Z",
    "2018-11-04T22:00Z",
  ],
  [
    "is an hour shorter on the night that lacks one",
    night,
    "America/New_York",
    "2026-03-08T03:00Z",
    "2026-03-08T03:00Z",
    "2026-03-08T10:00Z",
  ],
  [
    "is an hour longer on the night that has one twice",
    night,
    "America/New_York",
    "2026-11-01T02:00Z",
    "2026-11-01T02:00Z",
    "2026-11-01T11:00Z",
  ],
  [
    "ends the first time that its end is shown",
    hours("20:00", "01:30"),
    "America/New_York",
    "2026-11-01T02:00Z",
    "2026-11-01T02:00Z",
    "2026-11-01T05:30Z",
  ],
  [
    "does not exist on the day that clocks jump over it",
    hours("02:15", "02:45"),
    "America/New_York",
    "2026-03-08T05:00Z",
    "2026-03-09T06:15Z",
    "2026-03-09T06:45Z",
  ],
  [
    "keeps what is left of it on the day that clocks jump over its start",
    hours("02:15", "03:10"),
    "America/New_York",
    "2026-03-08T05:00Z",
    "2026-03-08T07:00Z",
    "2026-03-08T07:10Z",
  ],
  [
    "ends when clocks jump over its end",
    hours("20:00", "02:30"),
    "America/New_York",
    "2026-03-08T02:00Z",
    "2026-03-08T02:00Z",
    "2026-03-08T07:00Z",
  ],
  [
    "opens the last time that its start is shown",
    hours("01:30", "09:00"),
    "America/New_York",
    "2026-11-01T05:40Z",
    "2026-11-01T06:30Z",
    "2026-11-01T14:00Z",
  ],
  [
    "that is shown twice as a whole is kept the first time",
    hours("01:15", "01:45"),
    "America/New_York",
    "2026-11-01T05:00Z",
    "2026-11-01T05:15Z",
    "2026-11-01T05:45Z",
  ],
])("a window %s", (_, window, zone, at, opensAt, closesAt) => {
  expect(zonedWindow(Date.parse(at), window, zone)).toMatchObject({
    opensAt: Date.parse(opensAt),
    closesAt: Date.parse(closesAt),
  });
});

test("a window agrees with a clock that is read minute by minute", () => {
  const time = fc
    .integer({ min: 0, max: 95 })
    .map((quarters) => `${pad(quarters >> 2)}:${pad((quarters & 3) * 15)}`);
  const days = fc.option(fc.uniqueArray(fc.integer({ min: 0, max: 6 })), { nil: undefined });
  const zone = fc.constantFrom(
    sp,
    "America/Rio_Branco",
    "America/Noronha",
    "Asia/Kolkata",
    "Pacific/Kiritimati",
    "UTC",
  );
  fc.assert(
    fc.property(time, time, days, zone, anyNow, (from, until, days, timeZone, at) => {
      const window = hours(from, until, days);
      const openAt = (moment: number): boolean =>
        isOpen(moment, profileWith({ window }), sendWith("", { timeZone }));
      const { open, opensAt, closesAt } = zonedWindow(at, window, timeZone);
      expect(open).toBe(openAt(at));
      if (opensAt !== null) expect([openAt(opensAt), open || !openAt(opensAt - 1)]).toEqual([true, true]);
      if (closesAt !== null) expect([openAt(closesAt - 1), openAt(closesAt)]).toEqual([true, false]);
      const [from_, until_] = [opensAt ?? at, closesAt ?? at + 3_000 * minuteMs];
      for (let moment = at; moment < from_; moment += 45 * minuteMs) expect(openAt(moment)).toBe(false);
      for (let moment = from_; opensAt !== null && moment < until_; moment += 45 * minuteMs)
        expect(openAt(moment)).toBe(true);
    }),
    { numRuns: 60 },
  );
});

function pad(value: number): string {
  return String(value).padStart(2, "0");
}

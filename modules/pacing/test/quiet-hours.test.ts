import { expect, test } from "vitest";
import { ddds, type SendingWindow, timeZoneOfDdd, zonedWindow } from "../src/index.ts";
import { createHoursOf, type Hours } from "../src/recipient-hours.ts";
import { readClock, showsTimeOf } from "./local-clock.ts";
import { dayMs, minuteMs, sendWith } from "./scenario.ts";

// Anatel's plan of area codes by state, and the zone that tzdata has for the state: kept apart from the table under test.
const codesOf: Record<string, [zone: string, codes: string]> = {
  SP: ["America/Sao_Paulo", "11 12 13 14 15 16 17 18 19"],
  RJ: ["America/Sao_Paulo", "21 22 24"],
  ES: ["America/Sao_Paulo", "27 28"],
  MG: ["America/Sao_Paulo", "31 32 33 34 35 37 38"],
  PR: ["America/Sao_Paulo", "41 42 43 44 45 46"],
  SC: ["America/Sao_Paulo", "47 48 49"],
  RS: ["America/Sao_Paulo", "51 53 54 55"],
  "DF GO": ["America/Sao_Paulo", "61 62 64"],
  TO: ["America/Araguaina", "63"],
  MT: ["America/Cuiaba", "65 66"],
  MS: ["America/Campo_Grande", "67"],
  AC: ["America/Rio_Branco", "68"],
  RO: ["America/Porto_Velho", "69"],
  BA: ["America/Bahia", "71 73 74 75 77"],
  "AL SE": ["America/Maceio", "82 79"],
  PE: ["America/Recife", "81 87"],
  "PB RN CE PI MA": ["America/Fortaleza", "83 84 85 88 86 89 98 99"],
  "PA AP": ["America/Belem", "91 94 96"],
  "PA west": ["America/Santarem", "93"],
  AM: ["America/Manaus", "92 97"],
  RR: ["America/Boa_Vista", "95"],
};
const brazil = [...new Set(Object.values(codesOf).map(([zone]) => zone)), "America/Noronha"];
const abroad = [
  "America/New_York",
  "Europe/Lisbon",
  "Pacific/Auckland",
  "Pacific/Apia",
  "Pacific/Kiritimati",
  "Pacific/Pago_Pago",
  "Asia/Kolkata",
  "Asia/Kathmandu",
  "Australia/Lord_Howe",
  "America/St_Johns",
  "Africa/Casablanca",
];
const hours = (from: string, until: string, days?: number[]): SendingWindow => ({
  from,
  until,
  ...(days && { days }),
});
const windows = [
  hours("08:00", "20:00"),
  hours("22:00", "06:00", [5, 6]),
  hours("00:30", "24:00", [1, 2, 3, 4]),
  hours("23:30", "00:30"),
];

test("each of the 67 area codes keeps the clocks of its own state", () => {
  const rows = Object.values(codesOf).flatMap(([zone, codes]) => codes.split(" ").map((ddd) => [ddd, zone]));
  expect(rows).toHaveLength(67);
  expect(rows.map(([ddd]) => ddd).sort()).toEqual([...ddds].sort());
  expect(rows.map(([ddd = ""]) => [ddd, timeZoneOfDdd(ddd)])).toEqual(rows);
});

// Every week has the same hours unless clocks change, so a third of each month stands for it; changes are looked at below.
test.each([
  ["2018, when Brazil had summer time", 2018, brazil],
  ["the current rules", 2026, [...brazil, ...abroad]],
])(
  "every half hour of a year is open just when the recipient's clock shows a time of the window: %s",
  (_, year, zones) => {
    for (const timeZone of zones) {
      for (let month = 0; month < 12; month++)
        assertAgrees(timeZone, Date.UTC(year, month, 1), Date.UTC(year, month, 11), 30);
    }
  },
  60_000,
);

test("every quarter of an hour around every change of clocks from 2005 to 2030, days that were left out included", () => {
  const changes = [...brazil, ...abroad].flatMap((timeZone) =>
    changesOf(timeZone, Date.UTC(2005, 0, 1), Date.UTC(2030, 0, 1)).map((at) => [timeZone, at] as const),
  );
  expect(changes.length).toBeGreaterThan(300);
  expect(changes.filter(([zone]) => zone === "America/Bahia").length).toBeGreaterThanOrEqual(2);
  expect(changes.map(([zone, at]) => `${zone} ${new Date(at).toISOString().slice(0, 10)}`)).toContain(
    "Pacific/Apia 2011-12-31",
  );
  for (const [timeZone, at] of changes) assertAgrees(timeZone, at - 2 * dayMs, at + 2 * dayMs, 15);
}, 60_000);

/** Never open against the clock; closed against it only where a change of clocks shows a time twice. */
function assertAgrees(timeZone: string, from: number, until: number, stepMinutes: number): void {
  const timelines = windows.map((window): [SendingWindow, Hours] => [
    window,
    createHoursOf(window, from)(sendWith("", { timeZone })),
  ]);
  const wrong: string[] = [];
  for (let at = from; at < until; at += stepMinutes * minuteMs) {
    const clock = readClock(at, timeZone);
    for (const [window, hoursAt] of timelines) {
      const { open } = hoursAt(at);
      if (open === showsTimeOf(clock, window) || (!open && isShownTwice(at, timeZone))) continue;
      wrong.push(`${timeZone} ${new Date(at).toISOString()} ${window.from}-${window.until} open: ${open}`);
    }
  }
  expect(wrong).toEqual([]);
  for (const [window] of timelines) {
    const { open } = zonedWindow(from, window, timeZone);
    expect(open).toBe(showsTimeOf(readClock(from, timeZone), window));
  }
}

/** Whether the clock shows the same time at another moment within the next or last two hours. */
function isShownTwice(at: number, timeZone: string): boolean {
  const now = readClock(at, timeZone).minute;
  return [30, 60, 90, 120].some((minutes) =>
    [-minutes, minutes].some((away) => readClock(at + away * minuteMs, timeZone).minute === now),
  );
}

/** The first midnights (UTC) after which the zone is another distance from UTC than the day before. */
function changesOf(timeZone: string, from: number, until: number): number[] {
  const ahead = (at: number): number => {
    const clock = readClock(at, timeZone);
    return (((clock.day - new Date(at).getUTCDay() + 7) % 7) * 1_440 + clock.minute) % 10_080;
  };
  const changes: number[] = [];
  for (let at = from, last = ahead(from); at < until; at += dayMs) {
    const next = ahead(at);
    if (next !== last) changes.push(at);
    last = next;
  }
  return changes;
}

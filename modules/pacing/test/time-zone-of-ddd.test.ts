import { expect, test } from "vitest";
import { ddds, planSlots, timeZoneOfDdd } from "../src/index.ts";
import { idle, profileWith, sendWith } from "./scenario.ts";

// Anatel's 67 codes by their hours behind UTC, kept apart from the table under test.
const behindUtc: Record<number, string> = {
  3: `11 12 13 14 15 16 17 18 19 21 22 24 27 28 31 32 33 34 35 37 38 41 42 43 44 45 46 47 48 49 51 53 54 55 61 62 63 64
      71 73 74 75 77 79 81 82 83 84 85 86 87 88 89 91 93 94 96 98 99`,
  4: "65 66 67 69 92 95 97",
  5: "68",
};
const rows = Object.entries(behindUtc).flatMap(([hours, codes]) =>
  codes.split(/\s+/).map((ddd) => [ddd, Number(hours)] as const),
);

test("all 67 area codes have a zone", () => {
  expect(ddds).toEqual(rows.map(([ddd]) => ddd).sort());
  expect(ddds).toHaveLength(67);
});

test.each(rows)(
  "area code %s is first written to at 08:00 of its own clocks, %d hours behind UTC, and never from 20:00 on",
  (ddd, hours) => {
    const profile = profileWith({ window: { from: "08:00", until: "20:00" } });
    const opens = Date.UTC(2026, 10, 18, 8 + hours);
    const closes = opens + 12 * 3_600_000;
    const planAt = (now: number) =>
      planSlots({
        profile,
        state: idle,
        pending: [sendWith("0", { ddd })],
        now,
        horizonMs: 0,
        random: () => 0,
      });
    expect(planAt(opens - 1).deferrals).toEqual([{ id: "0", notBefore: opens, reason: { code: "window" } }]);
    expect(planAt(opens).slots).toEqual([{ id: "0", slotAt: opens, notAfter: closes }]);
    expect(planAt(closes - 1).slots).toHaveLength(1);
    expect(planAt(closes).deferrals[0]?.notBefore).toBe(opens + 24 * 3_600_000);
  },
);

test.each([null, "", "00", "20", "1", "999"])("an unknown area code (%j) keeps São Paulo's clocks", (ddd) => {
  expect(timeZoneOfDdd(ddd)).toBe("America/Sao_Paulo");
});

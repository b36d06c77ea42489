import { expect, test } from "vitest";
import { minuteMs, noon, plan, sends } from "./scenario.ts";

const minute = noon / minuteMs;

test("what the portfolio's other numbers used counts towards the tier, not towards this number's own caps", () => {
  const tierUsage = [{ minute: minute - 30, used: 245 }];
  const planned = plan(sends(10), { limits: { tierPerDay: 250, maxPerDay: 100 }, state: { tierUsage } });
  expect(planned.slots).toHaveLength(5);
  expect(planned.blocked).toMatchObject({ reason: { code: "tier", used: 250, max: 250 } });
  expect(planned.blocked?.until).toBe((minute - 30 + 1_441) * minuteMs);
});

test("a number's own daily cap binds before a tier with room", () => {
  const usage = [{ minute: minute - 30, used: 98 }];
  const planned = plan(sends(10), {
    limits: { tierPerDay: 250, maxPerDay: 100 },
    state: { usage, tierUsage: [{ minute: minute - 30, used: 120 }] },
  });
  expect(planned.slots).toHaveLength(2);
  expect(planned.blocked?.reason.code).toBe("daily-cap");
});

test("a number without a tier does not mind what others used", () => {
  const tierUsage = [{ minute: minute - 30, used: 9_999 }];
  expect(plan(sends(3), { limits: { tierPerDay: null }, state: { tierUsage } }).slots).toHaveLength(3);
});

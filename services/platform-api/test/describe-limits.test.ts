import { profiles } from "@nova/pacing";
import type { SenderLimits } from "@nova/supabase-client";
import { expect, test } from "vitest";
import { describeLimits } from "../src/describe-limits.ts";

// A Monday at noon in São Paulo.
const now = Date.parse("2026-03-02T15:00:00Z");
const minute = now / 60_000;
const qr: SenderLimits["profile"] = {
  kind: "qr",
  ...profiles.qr,
  ramp: null,
  breaker: null,
  portfolioId: null,
};

function limits(
  differs: Partial<Omit<SenderLimits, "profile" | "state">> = {},
  profile: object = {},
  state: object = {},
): SenderLimits {
  return {
    now,
    senderId: "6f1c1c7e-0d6b-4a52-9d2e-0d1b3a4c5e6f",
    status: "active",
    clientStatus: "active",
    paused: null,
    ...differs,
    profile: { ...qr, ...profile },
    state: { nextSlotAt: null, ageDays: 400, usage: [], tierUsage: null, ...state },
  };
}

test.each<[string, SenderLimits, string, string, number | null]>([
  ["nothing holds it back", limits(), "free", "none", now],
  ["everything is paused", limits({ paused: "global" }), "stopped", "global-paused", null],
  ["the tenant is paused", limits({ paused: "client:x" }), "stopped", "client-paused", null],
  ["it is paused itself", limits({ paused: "sender:x" }), "stopped", "sender-paused", null],
  ["the tenant is suspended", limits({ clientStatus: "suspended" }), "stopped", "client-suspended", null],
  ["it is in quarantine", limits({ status: "quarantined" }), "stopped", "sender-quarantined", null],
  [
    "a pause is wider than a quarantine",
    limits({ status: "quarantined", paused: "global" }),
    "stopped",
    "global-paused",
    null,
  ],
  [
    "its hour is full",
    limits({}, {}, { usage: [{ minute: minute - 30, used: 20 }] }),
    "waiting",
    "hourly-cap",
    now + 31 * 60_000,
  ],
  [
    "its day is full",
    limits({}, {}, { usage: [{ minute: minute - 120, used: 100 }] }),
    "waiting",
    "daily-cap",
    now + 1_321 * 60_000,
  ],
  [
    "it is young",
    limits(
      {},
      { warmUp: [{ untilAgeDays: 7, maxPerDay: 5 }] },
      { ageDays: 1, usage: [{ minute: minute - 120, used: 5 }] },
    ),
    "waiting",
    "warm-up",
    now + 1_321 * 60_000,
  ],
  [
    "its portfolio is used up",
    limits({}, { kind: "official", tierPerDay: 10 }, { tierUsage: [{ minute: minute - 60, used: 10 }] }),
    "waiting",
    "tier",
    now + 1_381 * 60_000,
  ],
  [
    "people sleep",
    limits({}, { window: { from: "20:00", until: "21:00" } }),
    "waiting",
    "window",
    Date.parse("2026-03-02T23:00:00Z"),
  ],
  ["its next slot is far", limits({}, {}, { nextSlotAt: now + 600_000 }), "waiting", "gap", now + 600_000],
])("when %s, that is the rule", (_what, given, state, code, until) => {
  const told = describeLimits(given);
  expect([told.state, told.rule.code]).toEqual([state, code]);
  expect(told.rule.until).toBe(until === null ? null : new Date(until).toISOString());
  expect(told.rule.text).not.toBe(told.rule.textEn);
});

test("each cap says what is used, and what is kept for replies", () => {
  const usage = [
    { minute: minute - 61, used: 7 },
    { minute: minute - 10, used: 3 },
  ];
  const told = describeLimits(
    limits(
      {},
      { replyHeadroom: 0.2, tierPerDay: 250 },
      { usage, tierUsage: [...usage, { minute, used: 5 }] },
    ),
  );
  expect(told.caps).toEqual([
    { code: "hourly-cap", used: 3, max: 20, kept: 4 },
    { code: "daily-cap", used: 10, max: 100, kept: 20 },
    { code: "tier", used: 15, max: 250, kept: 50 },
  ]);
});

import { AppError, type Result } from "@nova/error-handler";
import type { Outcome } from "@nova/supabase-client";
import { classifyError, knownErrorCodes, type Sent } from "@nova/whatsapp";
import { describe, expect, test } from "vitest";
import { planOutcome } from "../src/plan-outcome.ts";

const code = "meta.131026";

type Failure = { retry: "safe" | "never" | "unknown"; action?: string; retryAfterMs?: number };
const fails = ({ retry, action, retryAfterMs }: Failure): Result<Sent> => ({
  ok: false,
  error: new AppError(code, "failed", {
    retry,
    ...(action && { context: { action } }),
    ...(retryAfterMs !== undefined && { retryAfterMs }),
  }),
});
const later = (seconds: number): Outcome => ({ kind: "later", waitMs: seconds * 1_000, reason: code, code });
const failed: Outcome = { kind: "failed", code, reason: code };
const unconfirmed: Outcome = { kind: "unconfirmed", code, reason: code };

test.each<[string, Failure, boolean, Outcome]>([
  ["safe: it did not happen, so it waits 10 s", { retry: "safe" }, true, later(10)],
  ["safe: the provider's own wait is obeyed", { retry: "safe", retryAfterMs: 90_000 }, true, later(90)],
  ["safe: a wait of nothing is no wait", { retry: "safe", retryAfterMs: 0 }, true, later(0)],
  ["never: it will not", { retry: "never", action: "fail" }, true, failed],
  ["never: opted out", { retry: "never", action: "opt-out" }, true, failed],
  ["unknown: it may have happened", { retry: "unknown", action: "look-first" }, true, unconfirmed],
  ["unknown: a wait does not make it safe", { retry: "unknown", retryAfterMs: 1_000 }, true, unconfirmed],
  [
    "the sender is at fault: the recipient waits for it",
    { retry: "never", action: "pause-sender" },
    true,
    later(60),
  ],
  [
    "the sender is at fault, outside a campaign too",
    { retry: "never", action: "pause-sender" },
    false,
    later(60),
  ],
  [
    "the campaign is at fault: the recipient waits for it",
    { retry: "never", action: "pause-campaign" },
    true,
    later(60),
  ],
  ["no campaign to be at fault: it will not", { retry: "never", action: "pause-campaign" }, false, failed],
  [
    "no campaign to be at fault, but it may work later",
    { retry: "safe", action: "pause-campaign", retryAfterMs: 3_600_000 },
    false,
    later(3_600),
  ],
  [
    "it may have happened, whoever is at fault",
    { retry: "unknown", action: "pause-sender" },
    true,
    unconfirmed,
  ],
  [
    "it may have happened, whatever is at fault",
    { retry: "unknown", action: "pause-campaign" },
    true,
    unconfirmed,
  ],
])("%s", (_promise, failure, inCampaign, outcome) => {
  expect(planOutcome(fails(failure), { inCampaign })).toEqual(outcome);
});

test("an accepted message is sent, under the provider's id, held back or not", () => {
  const accepted: Result<Sent> = { ok: true, value: { providerMessageId: "wamid.1", held: true } };
  expect(planOutcome(accepted, { inCampaign: true })).toEqual({
    kind: "sent",
    providerMessageId: "wamid.1",
  });
});

describe("of every code that a provider is known to give", () => {
  const rows = knownErrorCodes.map((name) => [name, classifyError("meta", name)] as const);

  test.each(rows.filter(([, { retry }]) => retry === "unknown"))(
    "%s is never sent again",
    (_name, policy) => {
      expect(planOutcome(fails(policy), { inCampaign: true }).kind).toBe("unconfirmed");
    },
  );

  test.each(rows.filter(([, { retry }]) => retry !== "unknown"))(
    "%s is decided for good or for later",
    (_name, policy) => {
      const { kind } = planOutcome(fails(policy), { inCampaign: true });
      const isTheirs = policy.retry === "never" && !policy.action.startsWith("pause");
      expect(kind).toBe(isTheirs ? "failed" : "later");
    },
  );
});

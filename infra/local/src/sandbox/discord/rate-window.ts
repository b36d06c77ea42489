import { createHash } from "node:crypto";
import type { Reply } from "../http/exchange.ts";

const LIMIT = 5;
const WINDOW_MS = 2_000;

/** One request's place in its webhook's window. */
export type Slot = { ok: boolean; remaining: number; resetAfterMs: number; resetAtMs: number };

/** Five requests per two seconds and webhook, as observed at Discord. */
export function createWebhookWindow(now: () => number): (webhookId: string) => Slot {
  const windows = new Map<string, { startedAt: number; used: number }>();
  return (webhookId) => {
    const time = now();
    let window = windows.get(webhookId);
    if (!window || time - window.startedAt >= WINDOW_MS) {
      window = { startedAt: time, used: 0 };
      windows.set(webhookId, window);
    }
    const resetAtMs = window.startedAt + WINDOW_MS;
    const ok = window.used < LIMIT;
    if (ok) window.used++;
    return { ok, remaining: LIMIT - window.used, resetAfterMs: resetAtMs - time, resetAtMs };
  };
}

/** The headers of every answer, which clients are asked to follow. */
export function rateHeaders(webhookId: string, slot: Slot): Record<string, string> {
  return {
    "x-ratelimit-limit": String(LIMIT),
    "x-ratelimit-remaining": String(slot.remaining),
    "x-ratelimit-reset": (slot.resetAtMs / 1_000).toFixed(3),
    "x-ratelimit-reset-after": (slot.resetAfterMs / 1_000).toFixed(3),
    "x-ratelimit-bucket": createHash("md5").update(webhookId).digest("hex"),
  };
}

/** The answer to a request too many: seconds with decimals in the body, whole seconds in Retry-After. */
export function rateLimited(webhookId: string, resetAfterMs: number): Reply {
  return {
    status: 429,
    json: {
      message: "You are being rate limited.",
      retry_after: Number((resetAfterMs / 1_000).toFixed(3)),
      global: false,
    },
    headers: {
      ...rateHeaders(webhookId, {
        ok: false,
        remaining: 0,
        resetAfterMs,
        resetAtMs: Date.now() + resetAfterMs,
      }),
      "retry-after": String(Math.ceil(resetAfterMs / 1_000)),
      "x-ratelimit-scope": "user",
    },
  };
}

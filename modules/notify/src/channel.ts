import * as z from "zod";
import type { Alert, AlertLevel } from "./alert.ts";
import { clean, truncate } from "./alert.ts";

/** What became of an alert. `later` did not happen and may be asked again; `gone` is a channel that is no more. */
export type SendResult =
  | { kind: "sent"; pauseMs: number }
  | { kind: "later"; afterMs: number }
  | { kind: "failed"; reason: string; mayRetry: boolean }
  | { kind: "gone"; reason: string };

/** How a channel reaches the outside. `at` is when the alert happened, which may be a while ago. */
export type SendCall = { fetch: typeof fetch; signal: AbortSignal; at: Date };

/** One place where people read alerts. It gets redacted alerts; it may throw only what `fetch` throws. */
export interface AlertChannel {
  readonly name: string;
  send(alert: Alert, call: SendCall): Promise<SendResult>;
}

export type WebhookChannel = {
  name: string;
  url: string;
  /** The vendor's body; `plain` is the simplest one that it could not refuse. */
  body: (alert: Alert, at: Date, plain: boolean) => object;
};

/** A mark per level, for channels without colours of their own. */
export const levelMarks: Record<AlertLevel, string> = {
  success: "✅",
  error: "🔴",
  warning: "🟡",
  info: "🔵",
};

const defaultRetryMs = 5_000;

/** A channel that is one JSON POST. A body that the vendor refuses is told once more in its plain form. */
export function createWebhookChannel({ name, url, body }: WebhookChannel): AlertChannel {
  async function post(alert: Alert, { fetch, signal, at }: SendCall, plain: boolean): Promise<SendResult> {
    const response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body(alert, at, plain)),
      redirect: "error",
      signal,
    });
    const answer = await response.text();
    if (response.ok) return { kind: "sent", pauseMs: pauseOf(response.headers) };
    if (response.status === 429) return { kind: "later", afterMs: retryAfterOf(response.headers, answer) };
    if (response.status === 400 && !plain) return post(alert, { fetch, signal, at }, true);
    const reason = `${response.status} ${truncate(clean(answer.replace(/\s+/g, " ")), 200)}`.trim();
    if ([401, 403, 404, 410].includes(response.status)) return { kind: "gone", reason };
    return { kind: "failed", reason, mayRetry: response.status >= 500 };
  }
  return { name, send: (alert, call) => post(alert, call, false) };
}

/** Discord says how many are left and when there are more. */
function pauseOf(headers: Headers): number {
  if (headers.get("x-ratelimit-remaining") !== "0") return 0;
  return msOf(headers.get("x-ratelimit-reset-after")) ?? defaultRetryMs;
}

const limitBody = z.object({
  retry_after: z.number().optional(), // Discord, in seconds with decimals
  parameters: z.object({ retry_after: z.number() }).optional(), // Telegram
});

function retryAfterOf(headers: Headers, answer: string): number {
  const told = limitBody.safeParse(jsonOf(answer)).data;
  const seconds = told?.retry_after ?? told?.parameters?.retry_after;
  return msOf(seconds) ?? msOf(headers.get("retry-after")) ?? defaultRetryMs;
}

function msOf(seconds: number | string | null | undefined): number | undefined {
  const ms = Math.ceil(Number(seconds ?? Number.NaN) * 1_000);
  return Number.isFinite(ms) && ms >= 0 ? ms : undefined;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

import type { ServerResponse } from "node:http";
import { STATUS_CODES } from "node:http";
import { AppError, currentCorrelationId } from "@nova/error-handler";

const statuses: Record<string, number> = {
  "request.invalid": 400,
  "request.not-json": 400,
  "request.aborted": 400,
  "request.unauthenticated": 401,
  "queue.unauthenticated": 401,
  "request.forbidden": 403,
  "request.not-found": 404,
  "request.too-large": 413,
  "request.unsupported": 415,
  "request.draining": 503,
};

/**
 * The HTTP status of what a route threw. `request.*` errors are the sender's fault and say so; anything else is ours:
 * 503 when it is safe to come again, 500 otherwise.
 */
export function statusOf(thrown: unknown): number {
  if (thrown instanceof AppError) return statuses[thrown.code] ?? (thrown.retry === "safe" ? 503 : 500);
  // Express marks what it refuses itself (a malformed path, for one) with a status.
  const status =
    typeof thrown === "object" && thrown !== null && "status" in thrown ? thrown.status : undefined;
  return typeof status === "number" && status >= 400 && status < 500 ? status : 500;
}

/** Answers with a problem document (RFC 9457): a code for machines, a sentence for people, nothing from inside. */
export function sendProblem(res: ServerResponse, status: number, code: string, detail?: string): void {
  const title = STATUS_CODES[status] ?? "Error";
  const body = { type: "about:blank", title, status, code, detail, correlation_id: currentCorrelationId() };
  res.statusCode = status;
  if (status === 413 || status === 503) res.shouldKeepAlive = false;
  res.setHeader("content-type", "application/problem+json; charset=utf-8");
  res.end(JSON.stringify(body));
}

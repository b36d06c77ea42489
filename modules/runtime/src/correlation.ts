import { randomUUID } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import type { LogFields } from "@nova/error-handler";

/** An id that came from outside, if it is one: it will stand in logs, headers and messages. */
export function acceptedCorrelationId(given: unknown): string | undefined {
  return typeof given === "string" && /^[\w.:-]{1,128}$/.test(given) ? given : undefined;
}

/** The correlation id that the sender gave, or undefined. */
export function correlationIdIn(headers: IncomingHttpHeaders): string | undefined {
  return acceptedCorrelationId(headers["x-correlation-id"]);
}

/** A correlation id for work that came without one. */
export function newCorrelationId(): string {
  return randomUUID();
}

/** The log field that makes Cloud Logging group a request's lines under its trace; empty without a trace header. */
export function traceFields(headers: IncomingHttpHeaders, projectId: string | undefined): LogFields {
  const traceparent = headers.traceparent;
  const cloud = headers["x-cloud-trace-context"];
  const id =
    (typeof traceparent === "string" && /^[\da-f]{2}-([\da-f]{32})-/.exec(traceparent)?.[1]) ||
    (typeof cloud === "string" && /^([\da-f]{32})(?:\/|;|$)/.exec(cloud)?.[1]);
  return id && projectId ? { "logging.googleapis.com/trace": `projects/${projectId}/traces/${id}` } : {};
}

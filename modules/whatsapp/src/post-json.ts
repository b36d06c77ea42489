import { AppError, withTimeout } from "@nova/error-handler";
import type { Fetch, FetchResponse } from "./port.ts";
import { portError } from "./provider-error.ts";

/** A send must end, and its outcome be recorded, within the 9 s that a stopping service has. */
export const maxTimeoutMs = 7_000;
const maxAnswerBytes = 256 * 1024;
const maxRetryAfterMs = 3_600_000;

/** `body` is undefined when it could not be read as JSON. */
export type Answer = { status: number; body: unknown; retryAfterMs: number | undefined };

type Question = { fetch: Fetch; url: string; headers: Record<string, string>; timeoutMs: number };
type Call = Question & { method: "GET" | "POST"; body: string | undefined; maxBytes: number };

/**
 * Posts JSON once and reads a bounded answer, all within one timeout. Throws only when there is no answer: `safe` if no
 * connection was made, `unknown` if the request may have arrived.
 */
export function postJson({ body, ...question }: Question & { body: unknown }): Promise<Answer> {
  const headers = { ...question.headers, "content-type": "application/json" };
  return call({
    ...question,
    headers,
    method: "POST",
    body: JSON.stringify(body),
    maxBytes: maxAnswerBytes,
  });
}

/** Asks once for JSON of at most `maxBytes`; for the rest as `postJson`. */
export function getJson(question: Question & { maxBytes: number }): Promise<Answer> {
  return call({ ...question, method: "GET", body: undefined });
}

async function call({ fetch, url, method, headers, body, timeoutMs, maxBytes }: Call): Promise<Answer> {
  if (Object.values(headers).some((value) => !/^[\x20-\x7e]+$/.test(value))) {
    // fetch would refuse it too, but with the secret in the error's message.
    throw portError(
      "whatsapp.invalid_settings",
      "the credential is empty or has characters no header can carry",
    );
  }
  return withTimeout(Math.max(1, Math.min(timeoutMs, maxTimeoutMs)), async (signal) => {
    let response: FetchResponse;
    try {
      response = await fetch(url, {
        method,
        headers: { ...headers, accept: "application/json" },
        ...(body !== undefined && { body }),
        redirect: "manual",
        signal,
      });
    } catch (thrown) {
      throw classifyNoAnswer(thrown, signal);
    }
    const retryAfterMs = readRetryAfter(response.headers.get("retry-after"));
    return { status: response.status, body: await readJson(response, signal, maxBytes), retryAfterMs };
  });
}

async function readJson(response: FetchResponse, signal: AbortSignal, maxBytes: number): Promise<unknown> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of response.body ?? []) {
      size += chunk.byteLength;
      if (size > maxBytes) return undefined;
      chunks.push(chunk);
    }
    return JSON.parse(Buffer.concat(chunks).toString("utf8"));
  } catch (thrown) {
    // A refusal stays one without its body; an acceptance without its id is not known to be one.
    if (signal.aborted && response.status < 300) throw classifyNoAnswer(thrown, signal);
    return undefined;
  }
}

function classifyNoAnswer(thrown: unknown, signal: AbortSignal): AppError {
  const causes = causesOf(thrown);
  const ours = causes.find((cause) => cause instanceof AppError);
  if (ours) return ours;
  const codes = causes.map(codeOf).filter((code) => code !== undefined);
  const why = codes[0] ?? "no code";
  if (codes.some(saysNotConnected)) return portError("whatsapp.unreachable", why);
  const timedOut =
    signal.aborted || causes.some((cause) => cause instanceof Error && cause.name === "TimeoutError");
  return portError(timedOut ? "whatsapp.timeout" : "whatsapp.connection_lost", why);
}

function causesOf(thrown: unknown, depth = 0): unknown[] {
  if (!(thrown instanceof Error) || depth > 5) return [thrown];
  const inner = thrown instanceof AggregateError ? thrown.errors : [];
  return [thrown, ...[thrown.cause, ...inner].filter(Boolean).flatMap((cause) => causesOf(cause, depth + 1))];
}

function codeOf(cause: unknown): string | undefined {
  if (!(cause instanceof Error) || !("code" in cause) || typeof cause.code !== "string") return undefined;
  const connecting = "syscall" in cause && (cause.syscall === "connect" || cause.syscall === "getaddrinfo");
  return connecting ? "ECONNREFUSED" : cause.code;
}

/** No byte of the request is written before the name is resolved, the socket open and the certificate accepted. */
function saysNotConnected(code: string): boolean {
  return (
    [
      "ECONNREFUSED",
      "ENOTFOUND",
      "EAI_AGAIN",
      "ERR_CONNECT_TIMEOUT",
      "UND_ERR_CONNECT_TIMEOUT",
      "ERR_TLS_CERT_ALTNAME_INVALID",
    ].includes(code) || /^(CERT_|DEPTH_ZERO_SELF_SIGNED|SELF_SIGNED_CERT|UNABLE_TO_(VERIFY|GET)_)/.test(code)
  );
}

function readRetryAfter(header: string | null): number | undefined {
  if (header === null) return undefined;
  const ms = /^\d+$/.test(header.trim()) ? Number(header) * 1000 : Date.parse(header) - Date.now();
  return ms > 0 ? Math.min(ms, maxRetryAfterMs) : undefined;
}

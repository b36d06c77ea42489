import type { Reply } from "../http/exchange.ts";

const names: Record<number, string> = {
  400: "Bad Request",
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not Found",
  429: "Too Many Requests",
  500: "Internal Server Error",
  502: "Bad Gateway",
  503: "Service Unavailable",
};

/** The error body of the server, whose `message` is a list except where it is a word. */
export function evolutionError(status: number, message: unknown): Reply {
  return { status, json: { status, error: names[status] ?? "Error", response: { message } } };
}

/** A refusal of the proxy in front of the server, which itself knows no limits. */
export function evolutionThrottled(retryAfterMs: number): Reply {
  return {
    status: 429,
    json: { status: 429, error: "Too Many Requests", response: { message: ["Rate limit exceeded"] } },
    headers: { "retry-after": String(Math.max(1, Math.ceil(retryAfterMs / 1_000))) },
  };
}

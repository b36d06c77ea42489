import type { ClientRequest, IncomingMessage } from "node:http";
import { createAgents } from "./keep-alive-agents.ts";

export type RequestOptions = {
  /** How long a name may take to resolve and a connection to open, in ms. */
  connectTimeoutMs?: number | undefined;
  /** How long a connection is kept for the next request, in ms. */
  idleMs?: number | undefined;
};
export type Init = {
  method: string;
  headers: Record<string, string>;
  body?: string | undefined;
  signal?: AbortSignal | null | undefined;
};
/** As fetch's, as far as it goes: status and headers are there before the body is. */
export type Answer = {
  status: number;
  headers: { get(name: string): string | null };
  body: IncomingMessage;
};

/**
 * Small requests over `node:http`, which take a third of the CPU that `fetch` takes: a text leaves in one write. It
 * follows no redirect and unpacks nothing. Without an answer it rejects as fetch does, with the cause's code:
 * `ERR_CONNECT_TIMEOUT`, like `ECONNREFUSED`, says that nothing was sent.
 */
export function createRequest({ connectTimeoutMs = 5_000, idleMs = 4_000 }: RequestOptions = {}) {
  const open = createAgents(idleMs);

  return async (url: string, { method, headers, body, signal }: Init): Promise<Answer> => {
    signal?.throwIfAborted();
    const { promise, resolve, reject } = Promise.withResolvers<Answer>();
    const length = body === undefined ? {} : { "content-length": Buffer.byteLength(body) };
    const request = open(new URL(url), { method, headers: { ...headers, ...length } });
    const abort = () => request.destroy(signal?.reason);
    signal?.addEventListener("abort", abort, { once: true });
    limitConnecting(request, connectTimeoutMs);
    let hasAnswer = false;
    request.once("response", (response) => {
      hasAnswer = true;
      resolve(toAnswer(response));
    });
    request.on("error", reject);
    request.once("close", () => {
      signal?.removeEventListener("abort", abort);
      if (!hasAnswer) reject(coded("ECONNRESET", "the connection was closed without an answer"));
    });
    request.end(body);
    try {
      return await promise;
    } catch (cause) {
      throw signal?.aborted ? signal.reason : new TypeError("fetch failed", { cause });
    }
  };
}

/** An error with a code, as Node's own have it. */
export function coded(code: string, message: string): Error {
  return Object.assign(new Error(message), { code });
}

function toAnswer(response: IncomingMessage): Answer {
  return {
    status: response.statusCode ?? 0,
    headers: {
      get(name) {
        const value = response.headers[name.toLowerCase()];
        return Array.isArray(value) ? value.join(", ") : (value ?? null);
      },
    },
    body: response,
  };
}

function limitConnecting(request: ClientRequest, timeoutMs: number): void {
  request.once("socket", (socket) => {
    if (!socket.connecting) return;
    const timer = setTimeout(() => {
      request.destroy(coded("ERR_CONNECT_TIMEOUT", `no connection within ${timeoutMs} ms`));
    }, timeoutMs);
    const opened = "encrypted" in socket ? "secureConnect" : "connect";
    for (const event of [opened, "close"]) socket.once(event, () => clearTimeout(timer));
  });
}

import http from "node:http";
import https from "node:https";

export type Call = {
  method: string;
  url: string;
  headers: Record<string, string>;
  body: Buffer | string;
  timeoutMs: number;
};

/** A status, or why there was none. */
export type CallOutcome = { status: number } | { status: undefined; reason: string };

export type HttpCall = { (call: Call): Promise<CallOutcome>; close(): void };

/** Calls over kept-alive connections; it never throws and never outlasts the call's timeout. */
export function createHttpCall(): HttpCall {
  const agents = {
    "http:": new http.Agent({ keepAlive: true, maxSockets: 2_000, maxFreeSockets: 256 }),
    "https:": new https.Agent({ keepAlive: true, maxSockets: 2_000, maxFreeSockets: 256 }),
  };

  function once({
    method,
    url,
    headers,
    body,
    timeoutMs,
  }: Call): Promise<CallOutcome & { reused?: boolean }> {
    return new Promise((resolve) => {
      const secure = url.startsWith("https:");
      const length = { "content-length": String(Buffer.byteLength(body)) };
      const request = (secure ? https : http).request(url, {
        method,
        headers: { ...headers, ...(method !== "GET" && length) },
        agent: agents[secure ? "https:" : "http:"],
      });
      const timer = setTimeout(() => {
        resolve({ status: undefined, reason: "timeout" });
        request.destroy();
      }, timeoutMs);
      const settle = (outcome: CallOutcome & { reused?: boolean }) => {
        clearTimeout(timer);
        resolve(outcome);
      };
      // 102 alone is an answer to Pub/Sub, though HTTP has another follow it.
      request.on("information", ({ statusCode }) => statusCode === 102 && settle({ status: 102 }));
      request.on("response", (response) => {
        settle({ status: response.statusCode ?? 0 });
        response.on("error", () => {});
        response.resume();
      });
      request.on("error", (error: NodeJS.ErrnoException) => {
        settle({ status: undefined, reason: error.code ?? error.message, reused: request.reusedSocket });
      });
      request.end(method === "GET" ? undefined : body);
    });
  }

  const call = async (options: Call): Promise<CallOutcome> => {
    const outcome = await once(options).catch(
      (error: Error): CallOutcome & { reused?: boolean } => ({ status: undefined, reason: error.message }), // a header that no request may carry
    );
    // The other side closed a kept-alive connection just as it was used again: nobody failed, so nobody waits.
    const stale = outcome.status === undefined && outcome.reused && outcome.reason === "ECONNRESET";
    return stale ? once(options) : outcome;
  };
  call.close = () => {
    agents["http:"].destroy();
    agents["https:"].destroy();
  };
  return call;
}

import http from "node:http";
import type { AddressInfo } from "node:net";
import type { Reply } from "./carry.ts";

export type Incoming = {
  method: string;
  path: string;
  headers: http.IncomingHttpHeaders;
  body: Buffer;
  /** Whoever asked has closed the connection, or has died. */
  isGone: () => boolean;
};
export type Listener = { url: string; close: () => Promise<void> };

/** Listens on a loopback port and answers each request as told; no answer means that the connection breaks. */
export async function listen(answer: (request: Incoming) => Promise<Reply | undefined>): Promise<Listener> {
  const server = http.createServer((request, response) => {
    void read(request)
      .then((body) =>
        answer({
          method: request.method ?? "GET",
          path: request.url ?? "/",
          headers: request.headers,
          body,
          isGone: () => response.destroyed,
        }),
      )
      .catch(() => undefined)
      .then((reply) => {
        if (!reply) return void request.socket.destroy();
        if (response.destroyed) return;
        response.writeHead(reply.status, {
          ...reply.headers,
          ...(reply.status !== 204 && { "content-length": reply.body.length }),
        });
        response.end(reply.body);
      });
  });
  server.keepAliveTimeout = 600_000;
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  const address: AddressInfo | string | null = server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

const dropped = ["connection", "keep-alive", "transfer-encoding", "content-length", "host", "expect"];

/** Sends requests on over kept connections. A refused connection is a 503, as a load balancer answers. */
export function createForwarder() {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 512 });

  function once(
    upstream: string,
    { method, path, headers, body }: Incoming,
  ): Promise<Reply | "refused" | "stale" | undefined> {
    return new Promise((resolve) => {
      const kept = Object.entries(headers).filter(([name]) => !dropped.includes(name));
      const request = http.request(`${upstream}${path}`, {
        method,
        agent,
        headers: { ...Object.fromEntries(kept), "content-length": body.length },
      });
      request.on("response", (response) => {
        read(response).then(
          (bytes) =>
            resolve({ status: response.statusCode ?? 500, headers: headersOf(response), body: bytes }),
          () => resolve(undefined),
        );
      });
      request.on("error", (error: NodeJS.ErrnoException) => {
        if (error.code === "ECONNREFUSED") return resolve("refused");
        resolve(request.reusedSocket && error.code === "ECONNRESET" ? "stale" : undefined);
      });
      request.end(body);
    });
  }

  return {
    /** Undefined when the connection broke before the answer was there. */
    async forward(upstream: string | undefined, request: Incoming): Promise<Reply | undefined> {
      const reply = upstream === undefined ? "refused" : await once(upstream, request);
      if (reply === "stale") return undefined;
      return reply === "refused" ? { status: 503, headers: {}, body: Buffer.from("") } : reply;
    },
    close: () => agent.destroy(),
  };
}

function headersOf(response: http.IncomingMessage): Record<string, string | string[]> {
  const kept: Record<string, string | string[]> = {};
  for (const [name, value] of Object.entries(response.headers)) {
    if (value !== undefined && !dropped.includes(name)) kept[name] = value;
  }
  return kept;
}

async function read(stream: http.IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}

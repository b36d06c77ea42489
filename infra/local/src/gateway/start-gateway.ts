import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createLogger, type Logger } from "@nova/error-handler";
import pg from "pg";
import { listenToDatabase } from "./database-listener.ts";
import type { Keys } from "./identify-caller.ts";
import { attachRealtime } from "./realtime/attach-realtime.ts";
import { jsonReply, Refusal, type Reply } from "./reply.ts";
import { createRestRoutes } from "./rest/rest-routes.ts";

export type GatewayOptions = {
  databaseUrl: string;
  port: number;
  keys: Keys;
  /** Loopback unless told otherwise. */
  host?: string;
  maxConnections?: number;
  logger?: Logger;
};
export type Gateway = { url: string; port: number; close(): Promise<void> };

/** Serves a Postgres as Supabase would: functions and selects, sign-in, and Realtime on private channels. */
export async function startGateway(options: GatewayOptions): Promise<Gateway> {
  const { databaseUrl, port, keys, host = "127.0.0.1", maxConnections = 10 } = options;
  const logger = options.logger ?? createLogger({ service: "gateway", level: "warn" });
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    application_name: "nova-gateway",
    max: maxConnections,
    connectionTimeoutMillis: 10_000,
    idleTimeoutMillis: 60_000,
  });
  pool.on("error", () => {}); // an idle connection was closed by the server; the next request opens another
  // The same of one that is in use: its request fails by itself, the gateway must not.
  pool.on("connect", (client) => client.on("error", () => {}));

  const rest = createRestRoutes({ pool, keys });
  let auth: Promise<{ answer: typeof rest.answer }> | undefined;
  const loadAuth = async () => (await import("./auth/auth-routes.ts")).createAuthRoutes({ pool, keys });
  const server = createServer((request, response) => {
    answer(request).then(
      (reply) => write(request, response, reply),
      (error) => {
        if (!(error instanceof Refusal)) logger.error("gateway request failed", { reason: describe(error) });
        write(
          request,
          response,
          error instanceof Refusal ? error.reply : jsonReply(500, { message: "Internal error" }),
        );
      },
    );
  });
  const realtime = attachRealtime({ server, pool, keys, logger });
  const listener = listenToDatabase(databaseUrl, {
    pgrst: rest.forgetSchema,
    realtime_messages: realtime.deliver,
  });

  async function answer(request: IncomingMessage): Promise<Reply> {
    if (request.method === "OPTIONS") return { status: 204 };
    const url = parseUrl(request);
    if (url.pathname.startsWith("/rest/v1/")) return rest.answer(request, url);
    if (url.pathname.startsWith("/auth/v1/")) {
      auth ??= loadAuth(); // not in the start path
      return (await auth).answer(request, url);
    }
    if (url.pathname === "/health") return jsonReply(200, { status: "ok" });
    if (/^\/(storage|functions|realtime|graphql)\//.test(url.pathname)) {
      return jsonReply(501, { message: `${url.pathname.split("/")[1]} is not served here` });
    }
    return jsonReply(404, { message: "no such path" });
  }

  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => resolve());
  });
  const address = server.address();
  const boundPort = typeof address === "object" && address ? address.port : port;
  return {
    url: `http://${host}:${boundPort}`,
    port: boundPort,
    close: async () => {
      realtime.close();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeIdleConnections();
      const impatient = setTimeout(() => server.closeAllConnections(), 3_000);
      await closed;
      clearTimeout(impatient);
      await Promise.all([listener.close(), pool.end()]);
    },
  };
}

function parseUrl(request: IncomingMessage): URL {
  try {
    return new URL(request.url ?? "/", "http://gateway");
  } catch {
    throw new Refusal(jsonReply(400, { message: "unreadable URL" }));
  }
}

function write(request: IncomingMessage, response: ServerResponse, { status, headers, body }: Reply): void {
  response.writeHead(status, {
    "access-control-allow-origin": "*",
    "access-control-expose-headers": "content-range, content-type, x-correlation-id",
    ...(request.method === "OPTIONS"
      ? {
          "access-control-allow-methods": "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS",
          "access-control-allow-headers": request.headers["access-control-request-headers"] ?? "*",
          "access-control-max-age": "3600",
        }
      : {}),
    ...headers,
  });
  response.end(body);
}

/** Names and codes only: a database's message may quote what people wrote. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return "unknown";
  return [error.name, Reflect.get(error, "code"), error.stack?.split("\n")[1]?.trim()]
    .filter(Boolean)
    .join(" ");
}

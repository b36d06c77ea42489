import type { IncomingMessage, Server } from "node:http";
import type { Duplex } from "node:stream";
import type { Logger } from "@nova/error-handler";
import type pg from "pg";
import { type WebSocket, WebSocketServer } from "ws";
import { callerOfKey, isBrowser, type Keys } from "../identify-caller.ts";
import { coalesce } from "./coalesce.ts";
import { createMayReadTopic } from "./may-read-topic.ts";
import { createMessageFeed } from "./message-feed.ts";
import { createRealtimeSocket, type RealtimeSocket } from "./realtime-socket.ts";

type Options = { server: Server; pool: pg.Pool; keys: Keys; logger: Logger };
export type Realtime = { /** The database has sent something. */ deliver(): void; close(): void };

const sweepMs = 15_000;
const silentMs = 90_000;
/** A client that reads this much too slowly is cut off; it comes back and fetches anew. */
const maxBufferedBytes = 4 * 1024 * 1024;

/** Serves `/realtime/v1/websocket` on a server: private channels, on which only the database broadcasts. */
export function attachRealtime({ server, pool, keys, logger }: Options): Realtime {
  const sockets = new Map<WebSocket, { socket: RealtimeSocket; heardAt: number }>();
  const webSockets = new WebSocketServer({
    noServer: true,
    maxPayload: 256 * 1024,
    perMessageDeflate: false,
  });
  const mayRead = createMayReadTopic(pool);
  const feed = createMessageFeed(pool);
  let started: Promise<void> | undefined;

  const start = () => {
    started ??= feed.start().catch((error) => {
      started = undefined;
      throw error;
    });
    return started;
  };

  const deliverAll = coalesce(async () => {
    if (!started) return;
    await started;
    for (const message of await feed.readNew()) {
      if (!message.private) continue;
      for (const { socket } of sockets.values()) socket.deliver(message);
    }
  });

  async function accept(request: IncomingMessage, stream: Duplex, head: Buffer): Promise<void> {
    const url = new URL(request.url ?? "/", "http://gateway");
    if (url.pathname !== "/realtime/v1/websocket") return refuse(stream, "404 Not Found");
    const key = url.searchParams.get("apikey") ?? String(request.headers.apikey ?? "");
    const owner = await callerOfKey(key, keys);
    if (!owner || (key === keys.serviceKey && isBrowser(request.headers)))
      return refuse(stream, "401 Unauthorized");
    await start();
    webSockets.handleUpgrade(request, stream, head, (webSocket) => {
      const socket = createRealtimeSocket({
        owner,
        mayRead,
        version: url.searchParams.get("vsn") === "2.0.0" ? "2.0.0" : "1.0.0",
        callerOf: (token) => callerOfKey(token, keys),
        nowSeconds: () => Date.now() / 1000,
        send: (text) => {
          if (webSocket.bufferedAmount > maxBufferedBytes) webSocket.terminate();
          else if (webSocket.readyState === webSocket.OPEN) webSocket.send(text);
        },
      });
      const connection = { socket, heardAt: Date.now() };
      sockets.set(webSocket, connection);
      let turn = Promise.resolve(); // a leave must not overtake its join
      webSocket.on("message", (data, isBinary) => {
        connection.heardAt = Date.now();
        if (isBinary) return; // only broadcasts of clients are binary, and those are not served
        const text = data.toString();
        turn = turn.then(() => socket.receive(text)).catch(report);
      });
      webSocket.on("error", () => webSocket.terminate());
      webSocket.on("close", () => sockets.delete(webSocket));
    });
  }

  const report = (error: unknown) =>
    logger.error("realtime failed", { reason: error instanceof Error ? error.name : "unknown" });
  server.on("upgrade", (request: IncomingMessage, stream: Duplex, head: Buffer) => {
    stream.on("error", () => stream.destroy());
    accept(request, stream, head).catch((error) => {
      report(error);
      refuse(stream, "503 Service Unavailable");
    });
  });
  const sweep = setInterval(() => {
    for (const [webSocket, { socket, heardAt }] of sockets) {
      socket.closeExpired();
      if (Date.now() - heardAt > silentMs) webSocket.terminate();
    }
  }, sweepMs);
  sweep.unref();

  return {
    deliver: () => void deliverAll().catch(report),
    close: () => {
      clearInterval(sweep);
      for (const webSocket of sockets.keys()) webSocket.terminate();
      webSockets.close();
    },
  };
}

function refuse(stream: Duplex, status: string): void {
  stream.end(`HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
}

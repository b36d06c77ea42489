import { createServer, type IncomingMessage } from "node:http";
import { seededRandom } from "@nova/pacing";
import { WebSocket, WebSocketServer } from "ws";

export type LossyRealtime = {
  url: string;
  /** From now on no event gets through. */
  deafen: () => void;
  /** Ends every connection; who comes back is served again. */
  cut: () => void;
  lost: () => number;
  close: () => Promise<void>;
};

/**
 * A bad line between a Realtime server and its viewers: of the events some are dropped, some come twice, some are held back
 * and come after younger ones. What the two say to each other otherwise gets through.
 */
export async function startLossyRealtime(targetUrl: string, seed = 7): Promise<LossyRealtime> {
  const random = seededRandom(seed);
  const server = createServer((_request, response) => response.writeHead(404).end());
  const webSockets = new WebSocketServer({ server });
  let isDeaf = false;
  let lost = 0;

  webSockets.on("connection", (viewer: WebSocket, request: IncomingMessage) => {
    const upstream = new WebSocket(targetUrl.replace(/^http/, "ws") + request.url);
    const early: string[] = [];
    const held: string[] = [];
    const pass = (text: string) => viewer.readyState === WebSocket.OPEN && viewer.send(text);
    viewer.on("message", (data) => {
      if (upstream.readyState === WebSocket.OPEN) upstream.send(data.toString());
      else early.push(data.toString());
    });
    upstream.on("open", () => {
      for (const text of early.splice(0)) upstream.send(text);
    });
    upstream.on("message", (data) => {
      const text = data.toString();
      if (!text.includes('"progress"')) return pass(text);
      const fate = random();
      if (isDeaf || fate < 0.35) lost++;
      else if (fate < 0.6) held.push(text);
      else pass(text);
      if (isDeaf) return;
      if (fate > 0.9) pass(text);
      if (held.length > 0 && random() < 0.4)
        for (const late of held.splice(Math.floor(random() * held.length), 1)) pass(late);
    });
    for (const [one, other] of [
      [viewer, upstream],
      [upstream, viewer],
    ] as const) {
      one.on("close", () => other.terminate());
      one.on("error", () => other.terminate());
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}`,
    deafen: () => {
      isDeaf = true;
    },
    cut: () => {
      for (const viewer of webSockets.clients) viewer.terminate();
    },
    lost: () => lost,
    close: async () => {
      for (const viewer of webSockets.clients) viewer.terminate();
      webSockets.close();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import { onTestFinished } from "vitest";
import { createModel } from "../src/index.ts";

/** A server that answers every request as it is told, and a model behind it. */
export async function startRawServer(answer: (response: ServerResponse) => void) {
  const server = createServer((request, response) => {
    request.resume();
    request.on("end", () => answer(response));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  async function close() {
    if (!server.listening) return;
    const closed = once(server, "close");
    server.close();
    server.closeAllConnections();
    await closed;
  }
  onTestFinished(close);
  return {
    close,
    model: (options: { timeoutMs?: number } = {}) =>
      createModel({ apiKey: "sk-raw", baseURL: `http://127.0.0.1:${port}/v1`, ...options }),
  };
}

import { createServer } from "node:http";
import type { Scratch } from "../scratch.ts";

/** Takes whatever a service publishes, now or for later, and delivers nothing. */
export async function startQueueStandIn({ onClose }: Scratch): Promise<string> {
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const count = Buffer.concat(chunks).toString("utf8").split('"data"').length - 1;
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify({ messageIds: Array.from({ length: count }, (_, index) => String(index)) }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onClose(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  return `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}`;
}

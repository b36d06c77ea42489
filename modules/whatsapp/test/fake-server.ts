import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from "node:http";

export type Received = { method: string; url: string; headers: IncomingHttpHeaders; body: unknown };
/** How the server treats one request whose body has arrived. */
export type Treatment = (response: ServerResponse, request: Received) => void;

/** An HTTP server that answers as told, one treatment per request, and remembers what it was asked. */
export async function startFakeServer(): Promise<{
  url: string;
  received: Received[];
  next: (treatment: Treatment) => void;
  close: () => Promise<void>;
}> {
  const received: Received[] = [];
  const treatments: Treatment[] = [];
  const server: Server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const text = Buffer.concat(chunks).toString("utf8");
    const { method = "", url = "", headers } = request;
    const seen = { method, url, headers, body: text === "" ? undefined : JSON.parse(text) };
    received.push(seen);
    const treatment = treatments.shift();
    if (treatment) treatment(response, seen);
    else response.writeHead(500).end("no treatment");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return {
    url: `http://127.0.0.1:${address.port}`,
    received,
    next: (treatment) => treatments.push(treatment),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Answers with a status and JSON. */
export function json(status: number, body: unknown, headers: Record<string, string> = {}): Treatment {
  return (response) => {
    response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(body));
  };
}

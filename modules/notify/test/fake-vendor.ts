import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import * as z from "zod";

/** How the vendor's server takes the next request. */
export type Reaction = { status: number; headers?: Record<string, string>; body?: string } | "hang";

export type FakeVendor = {
  url: string;
  /** Every body that arrived, refused ones too. */
  received: Record<string, unknown>[];
  paths: string[];
  react: (...reactions: Reaction[]) => void;
  close: () => Promise<void>;
};

/** A vendor's HTTP server on this machine: takes everything, unless told how to react to the next requests. */
export async function startFakeVendor(): Promise<FakeVendor> {
  const received: Record<string, unknown>[] = [];
  const paths: string[] = [];
  let reactions: Reaction[] = [];

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(Buffer.from(chunk));
    received.push(z.record(z.string(), z.unknown()).parse(JSON.parse(Buffer.concat(chunks).toString())));
    paths.push(request.url ?? "");
    const reaction = reactions.shift() ?? { status: 200, body: "ok" };
    if (reaction === "hang") return;
    response.writeHead(reaction.status, reaction.headers).end(reaction.body ?? "");
  }

  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return {
    url: `http://127.0.0.1:${address.port}`,
    received,
    paths,
    react: (...next) => {
      reactions = next;
    },
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

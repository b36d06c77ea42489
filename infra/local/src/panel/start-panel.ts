import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { NovaDatabase } from "@nova/supabase-client";
import type { Explanation } from "../demo/describe-waiting.ts";
import { BodyTooLarge, readExchange, writeReply } from "../sandbox/http/exchange.ts";
import type { Rows } from "../stack/read-rows.ts";
import type { Addresses } from "../stack/stack-addresses.ts";
import { createPanelActions } from "./panel-actions.ts";
import { createPanelRoutes } from "./panel-routes.ts";
import { createPanelReader } from "./read-panel.ts";

type Given = {
  port: number;
  rows: Rows;
  database: Pick<NovaDatabase, "senders" | "campaigns" | "operations">;
  explainWaiting: (clientId: string, campaignId: string) => Promise<Explanation | null>;
  wakePlanner: () => Promise<void>;
  addresses: Pick<Addresses, "gateway" | "broker" | "sandbox" | "services">;
  now?: () => Date;
};
export type Panel = { url: string; close(): Promise<void> };

const maxFormBytes = 4_096;

/** Starts the pages that alerts link to while there is no other frontend. Only this machine reaches them. */
export async function startPanel(given: Given): Promise<Panel> {
  const { port, rows, database, explainWaiting, wakePlanner, addresses, now = () => new Date() } = given;
  const { campaigns, operations } = database;
  const { readRateLimits } = operations;
  const reader = createPanelReader({ rows, campaigns, readRateLimits, explainWaiting, now });
  const serve = createPanelRoutes({
    reader,
    act: createPanelActions({ reader, database, rows, wakePlanner }),
    addresses: [
      { label: "Sandbox", url: addresses.sandbox },
      { label: "Discord", url: `${addresses.sandbox}/discord` },
      { label: "Supabase API", url: addresses.gateway },
      { label: "Pub/Sub, Cloud Tasks", url: addresses.broker },
      ...Object.entries(addresses.services).map(([label, url]) => ({ label, url: `${url}/health/deep` })),
    ],
    sandbox: addresses.sandbox,
    now,
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      writeReply(response, await serve(await readExchange(request, () => maxFormBytes)));
    } catch (error) {
      const status = error instanceof BodyTooLarge ? 413 : 400;
      if (!response.headersSent && request.complete) writeReply(response, { status, text: "" });
    }
  }

  const server = createServer((request, response) => void answer(request, response));
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === "object" ? address?.port : port}`,
    async close() {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createControlRoutes } from "./control/control-routes.ts";
import { createCore } from "./core.ts";
import { createDiscordRoutes } from "./discord/discord-routes.ts";
import { createEvolutionRoutes } from "./evolution/evolution-routes.ts";
import { BodyTooLarge, type Exchange, type Reply, readExchange, writeReply } from "./http/exchange.ts";
import { pause } from "./http/pause.ts";
import { createMetaRoutes } from "./meta/meta-routes.ts";
import { createMetaWebhooks } from "./meta/meta-webhooks.ts";
import { createOpenAiRoutes } from "./openai/openai-routes.ts";
import type { SandboxOptions } from "./options.ts";
import { createPages } from "./pages/page-routes.ts";

const MEGABYTE = 1024 * 1024;

/** A running sandbox. */
export type Sandbox = { url: string; port: number; close(): Promise<void> };

/** Starts the stand-in for WhatsApp's providers, Discord and OpenAI; resolves when it listens. */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const core = await createCore(options);
  const meta = createMetaRoutes(core);
  const metaWebhooks = createMetaWebhooks(core);
  const evolution = createEvolutionRoutes(core);
  const discord = createDiscordRoutes(core);
  const openai = createOpenAiRoutes(core);
  core.onStatuses("meta", metaWebhooks.tell);
  core.onStatuses("evolution", evolution.webhooks.tell);
  const pages = createPages(core, discord);
  const refuse = (ms: number) => void refuseFor(ms);
  const control = createControlRoutes({
    core,
    meta,
    metaWebhooks,
    evolution,
    discord,
    openai,
    refuse,
    fetch: options.fetch ?? fetch,
  });

  async function route(exchange: Exchange): Promise<Reply> {
    const { path } = exchange;
    if (path.startsWith("/graph/")) return meta.serve(exchange);
    if (path.startsWith("/evolution/")) return evolution.serve(exchange);
    if (path.startsWith("/discord/api/")) return discord.serve(exchange);
    if (path.startsWith("/openai/")) return openai.serve(exchange);
    if (path.startsWith("/_sandbox/")) return control(exchange);
    return pages(exchange);
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      writeReply(response, await route(await readExchange(request, maxBodyBytes)));
    } catch (error) {
      if (request.destroyed && !request.complete) return;
      const reply: Reply =
        error instanceof BodyTooLarge
          ? { status: 413, json: { error: "Payload Too Large" }, headers: { connection: "close" } }
          : { status: 500, json: { error: "The sandbox itself failed", detail: String(error) } };
      if (!response.headersSent) writeReply(response, reply);
    }
  }

  const server = createServer((request, response) => void answer(request, response));
  server.keepAliveTimeout = 65_000;

  async function listen(port: number): Promise<number> {
    server.listen(port, core.settings.host);
    await once(server, "listening");
    const address = server.address();
    return typeof address === "object" && address ? address.port : port;
  }

  async function refuseFor(ms: number): Promise<void> {
    server.close();
    server.closeAllConnections();
    await pause(ms, core.stopped);
    if (!core.stopped.aborted) await listen(port);
  }

  const port = await listen(options.port);
  core.resume();
  return {
    url: `http://${core.settings.host}:${port}`,
    port,
    async close() {
      core.stop();
      if (server.listening) {
        const closed = once(server, "close");
        server.close();
        server.closeAllConnections();
        await closed;
      }
      core.record.close();
    },
  };
}

function maxBodyBytes(path: string): number {
  if (path.startsWith("/evolution/")) return 136 * MEGABYTE;
  if (path.startsWith("/openai/")) return 30 * MEGABYTE;
  if (path.endsWith("/media")) return 101 * MEGABYTE;
  return path.startsWith("/discord/") ? 25 * MEGABYTE : 3 * MEGABYTE;
}

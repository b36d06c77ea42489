import { createServer } from "node:http";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { bootstrapSupabase, migrate } from "@nova/database";
import { startPostgres } from "@nova/local/postgres";
import { whatsappSend } from "@nova/queue";
import { provision } from "@nova/queue/provision";
import { createPublisher, type Publisher } from "@nova/queue/publisher";
import { createDatabase, type NovaDatabase } from "@nova/supabase-client";
import pg from "pg";
import { freePort } from "../../../infra/local/src/ports.ts";
import { readLocalSettings } from "../../../infra/local/src/stack/local-settings.ts";
import type { Scratch } from "../scratch.ts";

export const projectId = "nova-bench";
const source = fileURLToPath(new URL("../../../infra/local/src", import.meta.url));

export type Infrastructure = {
  /** Connected as the owner, past the gateway. */
  client: pg.Client;
  /** The database as services reach it. */
  database: NovaDatabase;
  publisher: Publisher;
  /** The broker as `host:port`. */
  pubsubHost: string;
};

/** What the dispatcher needs and nothing else: PostgreSQL, the gateway and the broker, each a process of its own. */
export async function startInfrastructure(scratch: Scratch): Promise<Infrastructure> {
  const { folder, supervisor, log, onClose } = scratch;
  log("starting PostgreSQL, gateway and broker");
  const settings = await readLocalSettings(join(folder, "settings.json"));
  const starting = startPostgres({ dataDir: join(folder, "postgres") });
  onClose(async () => {
    await supervisor.stopAll();
    await (await starting).stop(); // also when we are told to stop while it starts
  });
  const postgres = await starting;
  supervisor.guard({ pid: postgres.pid });
  const databaseUrl = postgres.url;
  await bootstrapSupabase({ databaseUrl });
  await migrate({ databaseUrl });

  const [gatewayPort, brokerPort] = [await freePort(), await freePort()];
  const start = (name: string, env: Record<string, string>) =>
    supervisor.start({
      name,
      stage: "infrastructure",
      command: process.execPath,
      args: [join(source, name, "main.ts")],
      env: { DATABASE_URL: databaseUrl, ...env },
      readyWhen: { line: (line) => line.startsWith('{"ready":true') },
    });
  await Promise.all([
    start("gateway", {
      PORT: String(gatewayPort),
      SUPABASE_ANON_KEY: settings.anonKey,
      SUPABASE_SERVICE_KEY: settings.serviceKey,
      SUPABASE_JWT_SECRET: settings.jwtSecret,
    }),
    start("broker", {
      BROKER_PORT: String(brokerPort),
      BROKER_KEY_DIR: join(folder, "keys"),
      BROKER_MAX_IN_FLIGHT: "1",
      GCP_PROJECT_ID: projectId,
    }),
  ]);

  const broker = `http://127.0.0.1:${brokerPort}`;
  await provision({
    projectId,
    pubsubUrl: broker,
    subscriptions: [
      {
        topic: whatsappSend.name,
        subscription: `${whatsappSend.name}-sub`,
        pushEndpoint: await startSlowWorker(scratch),
        ackDeadlineSeconds: 600,
        minBackoffSeconds: 600,
        maxBackoffSeconds: 600,
        maxDeliveryAttempts: 20,
      },
    ],
  });
  const client = new pg.Client({ connectionString: databaseUrl, application_name: "nova-bench" });
  client.on("error", () => {});
  await client.connect();
  onClose(() => client.end());
  return {
    client,
    database: createDatabase({
      url: `http://127.0.0.1:${gatewayPort}`,
      serviceKey: settings.serviceKey,
      timeoutMs: 60_000,
    }),
    publisher: createPublisher({
      projectId,
      source: "bench",
      pubsubUrl: broker,
      tasksUrl: broker,
      tasksQueue: "publish-later",
      location: "local",
    }),
    pubsubHost: `127.0.0.1:${brokerPort}`,
  };
}

/** Messages are stored for a subscriber, as they would be, but its pushes must not compete with what is measured. */
async function startSlowWorker({ onClose }: Scratch): Promise<string> {
  const server = createServer((request, response) => {
    request.resume();
    setTimeout(() => response.writeHead(204).end(), 5_000).unref();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onClose(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  return `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}`;
}

import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { bootstrapSupabase, migrate } from "@nova/database";
import { startPostgres } from "@nova/local/postgres";
import { createDatabase, type NovaDatabase } from "@nova/supabase-client";
import pg from "pg";
import { freePort } from "../../../infra/local/src/ports.ts";
import { type LocalSettings, readLocalSettings } from "../../../infra/local/src/stack/local-settings.ts";
import type { Scratch } from "../scratch.ts";

const source = fileURLToPath(new URL("../../../infra/local/src", import.meta.url));

export type Database = {
  url: string;
  /** Connected as the owner, past the gateway. */
  client: pg.Client;
  /** The database as services reach it. */
  database: NovaDatabase;
  gatewayUrl: string;
  settings: LocalSettings;
  pids: { postgres: number; gateway: number };
};

/** PostgreSQL with every migration applied and the gateway in front of it, each a process of its own. */
export async function startDatabase(scratch: Scratch): Promise<Database> {
  const { folder, supervisor, onClose } = scratch;
  const settings = await readLocalSettings(join(folder, "settings.json"));
  const starting = startPostgres({ dataDir: join(folder, "postgres") });
  onClose(async () => {
    await supervisor.stopAll();
    await (await starting).stop(); // also when we are told to stop while it starts
  });
  const postgres = await starting;
  supervisor.guard({ pid: postgres.pid });
  await bootstrapSupabase({ databaseUrl: postgres.url });
  await migrate({ databaseUrl: postgres.url });

  const port = await freePort();
  const gateway = await startProgram(scratch, "gateway", {
    DATABASE_URL: postgres.url,
    PORT: String(port),
    SUPABASE_ANON_KEY: settings.anonKey,
    SUPABASE_SERVICE_KEY: settings.serviceKey,
    SUPABASE_JWT_SECRET: settings.jwtSecret,
  });
  const client = new pg.Client({ connectionString: postgres.url, application_name: "nova-bench" });
  client.on("error", () => {});
  await client.connect();
  onClose(() => client.end());
  const gatewayUrl = `http://127.0.0.1:${port}`;
  return {
    url: postgres.url,
    client,
    database: createDatabase({ url: gatewayUrl, serviceKey: settings.serviceKey, timeoutMs: 60_000 }),
    gatewayUrl,
    settings,
    pids: { postgres: postgres.pid, gateway: gateway.pid },
  };
}

/** Starts one of the local stack's own programs, ready when it says so. */
export function startProgram({ supervisor }: Scratch, name: string, env: Record<string, string>) {
  return supervisor.start({
    name,
    stage: "infrastructure",
    command: process.execPath,
    args: [join(source, name, "main.ts")],
    env,
    readyWhen: { line: (line) => line.startsWith('{"ready":true') },
  });
}

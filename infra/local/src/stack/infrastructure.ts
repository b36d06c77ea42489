import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Supervisor } from "../processes/index.ts";
import type { LocalSettings } from "./local-settings.ts";
import { projectId } from "./stack-addresses.ts";

type Ports = {
  supervisor: Supervisor;
  stateDir: string;
  ports: Record<string, number>;
  settings: LocalSettings;
  databaseUrl: string;
  /** Pushes under way per subscription: one instance of each service runs here, and Cloud Run would give it no more. */
  maxInFlight: number;
  /** Added to the sandbox's environment: limits, delays. */
  sandbox?: Record<string, string>;
  brokerFaults?: Record<string, unknown>;
};

const source = fileURLToPath(new URL("..", import.meta.url));
const isReady = (line: string) => line.startsWith('{"ready":true');

/** Starts what stands in for Google, Supabase and the providers, each as a process of its own. */
export async function startInfrastructure(given: Ports): Promise<void> {
  const { supervisor, stateDir, ports, settings, databaseUrl } = given;
  const start = (name: string, env: Record<string, string>) =>
    supervisor.start({
      name,
      stage: "infrastructure",
      command: process.execPath,
      args: [join(source, name, "main.ts")],
      env,
      readyWhen: { line: isReady },
    });

  await Promise.all([
    start("broker", {
      DATABASE_URL: databaseUrl,
      BROKER_PORT: String(ports.broker),
      BROKER_KEY_DIR: join(stateDir, "keys"),
      BROKER_MAX_IN_FLIGHT: String(given.maxInFlight),
      BROKER_FAULTS: JSON.stringify(given.brokerFaults ?? {}),
      GCP_PROJECT_ID: projectId,
    }),
    start("gateway", {
      DATABASE_URL: databaseUrl,
      PORT: String(ports.gateway),
      SUPABASE_ANON_KEY: settings.anonKey,
      SUPABASE_SERVICE_KEY: settings.serviceKey,
      SUPABASE_JWT_SECRET: settings.jwtSecret,
    }),
    start("sandbox", {
      PORT: String(ports.sandbox),
      RECORD_FILE: join(stateDir, "sandbox", "record.jsonl"),
      META_APP_SECRET: settings.metaAppSecret,
      META_VERIFY_TOKEN: settings.metaVerifyToken,
      META_ACCESS_TOKEN: settings.metaAccessToken,
      EVOLUTION_API_KEY: settings.evolutionApiKey,
      DISCORD_WEBHOOKS: `${settings.discordWebhookId}:${settings.discordWebhookToken}`,
      SANDBOX_OPENAI_KEY: settings.openAiKey,
      ...given.sandbox,
    }),
  ]);
}

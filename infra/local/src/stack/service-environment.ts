import { AppError } from "@nova/error-handler";
import type { Manifest } from "@nova/topology";
import type { LocalSettings } from "./local-settings.ts";
import {
  type Addresses,
  location,
  projectId,
  projectRef,
  pushAccount,
  tasksQueue,
} from "./stack-addresses.ts";

type Given = {
  settings: LocalSettings;
  /** Without a panel, alerts carry no links. */
  addresses: Omit<Addresses, "panel" | "dashboard"> & Partial<Pick<Addresses, "panel" | "dashboard">>;
  /** From the person's `.env`: only names on the list below are let through. */
  own: Record<string, string | undefined>;
};

/** What a person may choose for the local stack. Everything else is the stack's own, so that no production setting leaks in. */
const choosable = [
  ...[
    "LOG_LEVEL",
    "OPT_OUT_CONFIRMATION",
    "OPENAI_API_KEY",
    "OPENAI_BASE_URL",
    "LLM_MODEL",
    "LLM_MODEL_COMPLEX",
    "LLM_MODEL_FALLBACK",
  ],
  ...[
    "DISCORD_WEBHOOK_URL",
    "SLACK_WEBHOOK_URL",
    "TELEGRAM_BOT_TOKEN",
    "TELEGRAM_CHAT_ID",
    "DASHBOARD_URL",
    "CORS_ORIGINS",
  ],
];

/** Where a frontend in development is served. */
const localPages = [5_173].flatMap((port) => [`http://localhost:${port}`, `http://127.0.0.1:${port}`]);

/** The environment of one service: exactly the names that its manifest asks for, as far as this stack has them. */
export function serviceEnvironment(manifest: Manifest, port: number, given: Given): Record<string, string> {
  const known = knownValues(manifest, given);
  const values: Record<string, string> = { PORT: String(port) };
  for (const name of [...manifest.env, ...manifest.secrets]) {
    const value = (choosable.includes(name) ? given.own[name] : undefined) ?? known[name];
    if (value !== undefined) values[name] = value;
  }
  return values;
}

function knownValues(manifest: Manifest, { settings, addresses, own }: Given): Record<string, string> {
  const url = addresses.services[manifest.name];
  if (!url) throw new AppError("local.no-port", `${manifest.name} has no port`, { retry: "never" });
  const pages = addresses.dashboard ?? addresses.panel;
  const { discordWebhookId: id, discordWebhookToken: token } = settings;
  return {
    APP_ENV: "local",
    SERVICE_NAME: manifest.name,
    LOG_LEVEL: "info",
    GCP_PROJECT_ID: projectId,
    SUPABASE_URL: addresses.gateway,
    SUPABASE_ANON_KEY: settings.anonKey,
    SUPABASE_SERVICE_KEY: settings.serviceKey,
    SUPABASE_PROJECT_REF: projectRef,
    SUPABASE_JWT_SECRET: settings.jwtSecret,
    JWT_SECRET_KEY: settings.jwtSecret,
    CORS_ORIGINS: [...localPages, ...pagesOf(addresses.dashboard)].join(","),
    CREDENTIALS_KEY: settings.credentialsKey,
    PUBSUB_EMULATOR_HOST: new URL(addresses.broker).host,
    CLOUD_TASKS_URL: addresses.broker,
    CLOUD_TASKS_QUEUE: tasksQueue,
    CLOUD_TASKS_LOCATION: location,
    TASKS_SERVICE_ACCOUNT: pushAccount,
    PUSH_OIDC_AUDIENCE: url,
    PUSH_OIDC_JWKS_URL: `${addresses.broker}/oauth2/v3/certs`,
    PUSH_SERVICE_ACCOUNT: pushAccount,
    META_API_URL: `${addresses.sandbox}/graph/v25.0`,
    META_APP_SECRET: settings.metaAppSecret,
    META_VERIFY_TOKEN: settings.metaVerifyToken,
    DISCORD_WEBHOOK_URL: `${addresses.sandbox}/discord/api/webhooks/${id}/${token}`,
    ...modelValues(own, settings.openAiKey, addresses.sandbox),
    ...(pages && { DASHBOARD_URL: pages }),
  };
}

/** Without a key or an address of the person's own the sandbox answers; a real key never goes there. */
function modelValues(own: Given["own"], sandboxKey: string, sandbox: string): Record<string, string> {
  const models = { LLM_MODEL: "gpt-4.1-mini", LLM_MODEL_COMPLEX: "gpt-4.1" };
  const isReal = own.OPENAI_API_KEY !== undefined;
  return {
    ...models,
    OPENAI_API_KEY: sandboxKey,
    OPENAI_BASE_URL: isReal ? "https://api.openai.com/v1" : `${sandbox}/openai/v1`,
  };
}

/** People type either name of this machine. */
function pagesOf(dashboard: string | undefined): string[] {
  return dashboard ? [dashboard, dashboard.replace("127.0.0.1", "localhost")] : [];
}

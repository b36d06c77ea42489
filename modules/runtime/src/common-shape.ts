import * as z from "zod";

/** The settings that every service has; a service's `config.ts` spreads it and adds its own. */
export const commonShape = {
  APP_ENV: z.enum(["local", "test", "staging", "production"]),
  SERVICE_NAME: z.string().min(1),
  LOG_LEVEL: z.enum(["debug", "info", "warn", "error"]).default("info"),
  GCP_PROJECT_ID: z.string().min(1),
  SUPABASE_URL: z.url(),
  SUPABASE_SERVICE_KEY: z.string().min(1),
  SUPABASE_PROJECT_REF: z.string().min(1),
  DISCORD_WEBHOOK_URL: z.url().optional(),
  SLACK_WEBHOOK_URL: z.url().optional(),
  TELEGRAM_BOT_TOKEN: z.string().min(1).optional(),
  TELEGRAM_CHAT_ID: z.string().min(1).optional(),
};

/** The settings of a service that a topic wakes, where no Cloud Run checks the push's token: all of them or none. */
export const pushShape = {
  PUSH_OIDC_AUDIENCE: z.url().optional(),
  PUSH_OIDC_JWKS_URL: z.url().optional(),
  PUSH_SERVICE_ACCOUNT: z.email().optional(),
};

/** The settings of a service that publishes. */
export const publishShape = {
  PUBSUB_EMULATOR_HOST: z.string().min(1).optional(),
  CLOUD_TASKS_URL: z.url().optional(),
  CLOUD_TASKS_QUEUE: z.string().min(1).optional(),
  CLOUD_TASKS_LOCATION: z.string().min(1).optional(),
  TASKS_SERVICE_ACCOUNT: z.email().optional(),
};

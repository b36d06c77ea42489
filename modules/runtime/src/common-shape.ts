import * as z from "zod";

/** An address that is called over HTTP. `localhost:54321` is a URL too, of a scheme that nobody can call. */
export const webAddress = z.url({ protocol: /^https?$/ });

/** The settings that every service has; a service's `config.ts` spreads it and adds its own. */
export const commonShape = {
  APP_ENV: z.enum(["local", "test", "staging", "production"]),
  SERVICE_NAME: z.string().min(1),
  LOG_LEVEL: z.enum(["debug", "info", "warn", "error"]).default("info"),
  GCP_PROJECT_ID: z.string().min(1),
  SUPABASE_URL: webAddress,
  SUPABASE_SERVICE_KEY: z.string().min(1),
  SUPABASE_PROJECT_REF: z.string().min(1),
  DISCORD_WEBHOOK_URL: webAddress.optional(),
  SLACK_WEBHOOK_URL: webAddress.optional(),
  TELEGRAM_BOT_TOKEN: z.string().min(1).optional(),
  TELEGRAM_CHAT_ID: z.string().min(1).optional(),
};

/** The settings of a service that a topic wakes, where no Cloud Run checks the push's token: all of them or none. */
export const pushShape = {
  PUSH_OIDC_AUDIENCE: webAddress.optional(),
  PUSH_OIDC_JWKS_URL: webAddress.optional(),
  PUSH_SERVICE_ACCOUNT: z.email().optional(),
};

/** The settings of a service that publishes. */
export const publishShape = {
  PUBSUB_EMULATOR_HOST: z
    .string()
    .regex(/^[\w.-]+:\d{1,5}$/)
    .optional()
    .describe("host:port"),
  CLOUD_TASKS_URL: webAddress.optional(),
  CLOUD_TASKS_QUEUE: z.string().min(1).optional(),
  CLOUD_TASKS_LOCATION: z.string().min(1).optional(),
  TASKS_SERVICE_ACCOUNT: z.email().optional(),
};

import * as z from "zod";
import type { SandboxOptions } from "./options.ts";

const list = z
  .string()
  .default("")
  .transform((text) => text.split(",").flatMap((part) => part.trim() || []));
const number = (fallback: number) => z.coerce.number().min(0).default(fallback);

const environmentSchema = z.object({
  PORT: z.coerce.number().int().min(0).max(65_535).default(0),
  HOST: z.string().default("127.0.0.1"),
  RECORD_FILE: z.string().min(1).default(".local/sandbox/record.jsonl"),
  META_APP_SECRET: z.string().min(1).default("sandbox-app-secret"),
  META_VERIFY_TOKEN: z.string().min(1).default("sandbox-verify-token"),
  META_ACCESS_TOKEN: list,
  META_PHONE_NUMBER_IDS: list,
  META_ALLOWED_RECIPIENTS: list,
  META_SERVICE_WINDOW: z.stringbool().default(false),
  META_MESSAGES_PER_SECOND: number(80),
  META_PAIR_BURST: number(45),
  META_PAIR_INTERVAL_MS: number(6_000),
  EVOLUTION_API_KEY: z.string().default(""),
  EVOLUTION_INSTANCES: list,
  /** `id:token` pairs, by commas. */
  DISCORD_WEBHOOKS: list,
  SANDBOX_OPENAI_KEY: z.string().default(""),
  SANDBOX_OPENAI_MODELS: list,
  STATUS_DELAY_MS: number(300),
  READ_SHARE: z.coerce.number().min(0).max(1).default(0.4),
  TIME_FACTOR: z.coerce.number().positive().default(0.1),
  SEED: z.coerce.number().int().default(1),
});

/** Reads the sandbox's options from the environment; throws one list of all that is wrong. */
export function readEnvironment(environment: NodeJS.ProcessEnv): SandboxOptions {
  const parsed = environmentSchema.safeParse(environment);
  if (!parsed.success) throw new Error(z.prettifyError(parsed.error));
  const env = parsed.data;
  return {
    port: env.PORT,
    host: env.HOST,
    recordFile: env.RECORD_FILE,
    metaAppSecret: env.META_APP_SECRET,
    metaVerifyToken: env.META_VERIFY_TOKEN,
    metaAccessTokens: env.META_ACCESS_TOKEN,
    metaPhoneNumberIds: env.META_PHONE_NUMBER_IDS,
    metaAllowedRecipients: env.META_ALLOWED_RECIPIENTS,
    enforceServiceWindow: env.META_SERVICE_WINDOW,
    limits: {
      messagesPerSecond: env.META_MESSAGES_PER_SECOND,
      pairBurst: env.META_PAIR_BURST,
      pairIntervalMs: env.META_PAIR_INTERVAL_MS,
    },
    ...(env.EVOLUTION_API_KEY ? { evolutionApiKey: env.EVOLUTION_API_KEY } : {}),
    ...(env.EVOLUTION_INSTANCES.length > 0 ? { evolutionInstances: env.EVOLUTION_INSTANCES } : {}),
    ...(env.DISCORD_WEBHOOKS.length > 0 ? { discordWebhooks: webhooksOf(env.DISCORD_WEBHOOKS) } : {}),
    ...(env.SANDBOX_OPENAI_KEY ? { openAiKey: env.SANDBOX_OPENAI_KEY } : {}),
    openAiModels: env.SANDBOX_OPENAI_MODELS,
    statusDelayMs: env.STATUS_DELAY_MS,
    readShare: env.READ_SHARE,
    timeFactor: env.TIME_FACTOR,
    seed: env.SEED,
  };
}

function webhooksOf(pairs: string[]): Record<string, string> {
  return Object.fromEntries(
    pairs.map((pair) => {
      const colon = pair.indexOf(":");
      return [pair.slice(0, colon), pair.slice(colon + 1)];
    }),
  );
}

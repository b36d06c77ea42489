import type { FaultInput } from "./faults/fault-schema.ts";

/** What a sandbox can be told at start; every optional field has a default that suits the demo. */
export type SandboxOptions = {
  port: number;
  host?: string;
  recordFile: string;
  metaAppSecret: string;
  metaVerifyToken: string;
  /** Empty: any bearer token is good. */
  metaAccessTokens?: string[];
  /** Empty: any numeric phone number id exists. */
  metaPhoneNumberIds?: string[];
  /** A test number's allowed list; empty: everyone may be written to. */
  metaAllowedRecipients?: string[];
  /** Free text outside the 24 h window fails with 131047, as it does at Meta. */
  enforceServiceWindow?: boolean;
  /** Absent: any apikey is good. */
  evolutionApiKey?: string;
  evolutionInstances?: string[];
  /** Webhook id to token; absent: any webhook exists. */
  discordWebhooks?: Record<string, string>;
  /** Absent: any key is good. */
  openAiKey?: string;
  /** Empty: any model exists. */
  openAiModels?: string[];
  faults?: FaultInput[];
  /** About when a message is delivered; `sent` comes earlier and `read` later. */
  statusDelayMs?: number;
  /** Share of delivered messages that are then read, 0 to 1. */
  readShare?: number;
  /** Multiplies every wait between webhook retries. */
  timeFactor?: number;
  /** 0 turns a limit off. */
  limits?: { messagesPerSecond?: number; pairBurst?: number; pairIntervalMs?: number };
  seed?: number;
  now?: () => number;
  fetch?: typeof fetch;
};

/** The options with every default filled in. */
export type SandboxSettings = Required<
  Omit<
    SandboxOptions,
    "faults" | "evolutionApiKey" | "openAiKey" | "discordWebhooks" | "limits" | "fetch" | "port"
  >
> & {
  evolutionApiKey: string | null;
  openAiKey: string | null;
  discordWebhooks: Record<string, string> | null;
  limits: { messagesPerSecond: number; pairBurst: number; pairIntervalMs: number };
};

/** Fills in the defaults. */
export function settingsOf(options: SandboxOptions): SandboxSettings {
  return {
    host: options.host ?? "127.0.0.1",
    recordFile: options.recordFile,
    metaAppSecret: options.metaAppSecret,
    metaVerifyToken: options.metaVerifyToken,
    metaAccessTokens: options.metaAccessTokens ?? [],
    metaPhoneNumberIds: options.metaPhoneNumberIds ?? [],
    metaAllowedRecipients: options.metaAllowedRecipients ?? [],
    enforceServiceWindow: options.enforceServiceWindow ?? false,
    evolutionApiKey: options.evolutionApiKey ?? null,
    evolutionInstances: options.evolutionInstances ?? ["loja-exemplo"],
    discordWebhooks: options.discordWebhooks ?? null,
    openAiKey: options.openAiKey ?? null,
    openAiModels: options.openAiModels ?? [],
    statusDelayMs: options.statusDelayMs ?? 300,
    readShare: options.readShare ?? 0.4,
    timeFactor: options.timeFactor ?? 0.1,
    limits: {
      messagesPerSecond: options.limits?.messagesPerSecond ?? 80,
      pairBurst: options.limits?.pairBurst ?? 45,
      pairIntervalMs: options.limits?.pairIntervalMs ?? 6_000,
    },
    seed: options.seed ?? 1,
    now: options.now ?? Date.now,
  };
}

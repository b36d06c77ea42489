import { randomBytes, randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { chmod, mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { AppError } from "@nova/error-handler";
import * as z from "zod";

const settingsSchema = z.object({
  anonKey: z.string(),
  serviceKey: z.string(),
  jwtSecret: z.string(),
  credentialsKey: z.string(),
  metaAppSecret: z.string(),
  metaVerifyToken: z.string(),
  metaAccessToken: z.string(),
  evolutionApiKey: z.string(),
  evolutionWebhookSecret: z.string(),
  discordWebhookId: z.string(),
  discordWebhookToken: z.string(),
  openAiKey: z.string(),
  clientId: z.uuid(),
  metaSenderId: z.uuid(),
  evolutionSenderId: z.uuid(),
  evolutionEndpointId: z.uuid(),
  uazapiEndpointId: z.uuid(),
  uazapiToken: z.string(),
  lancepilotEndpointId: z.uuid(),
  lancepilotToken: z.string(),
  demoEmail: z.email(),
  demoPassword: z.string(),
});

/** Keys and ids of this clone's local stack: made once, different in every clone, good for nothing else. */
export type LocalSettings = z.infer<typeof settingsSchema>;

/** Reads the settings of this clone, or makes them on the first start. Only the owner may read the file. */
export async function readLocalSettings(file: string): Promise<LocalSettings> {
  if (existsSync(file)) {
    const known = parseKnown(file, await readFile(file, "utf8"));
    const settings = settingsSchema.parse({ ...makeSettings(), ...known });
    // A setting that is younger than this clone is made now, and kept.
    if (Object.keys(settings).some((name) => !(name in known))) await writeSettings(file, settings);
    return settings;
  }
  const settings = makeSettings();
  await writeSettings(file, settings);
  return settings;
}

async function writeSettings(file: string, settings: LocalSettings): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(`${file}.new`, `${JSON.stringify(settings, null, 2)}\n`, { mode: 0o600 });
  await chmod(`${file}.new`, 0o600);
  await rename(`${file}.new`, file);
}

function parseKnown(file: string, text: string): Partial<LocalSettings> {
  try {
    return z.looseObject(settingsSchema.partial().shape).parse(JSON.parse(text));
  } catch (cause) {
    throw new AppError(
      "local.settings",
      `${file} está corrompido. Apague a pasta .local para recomeçar do zero (perde só os dados locais).\n` +
        `${file} is damaged. Delete the folder .local to start afresh (only local data is lost).`,
      { retry: "never", cause },
    );
  }
}

function makeSettings(): LocalSettings {
  const secret = (bytes = 24) => randomBytes(bytes).toString("base64url");
  return {
    anonKey: `sb_publishable_${secret(16)}`,
    serviceKey: `sb_secret_${secret()}`,
    jwtSecret: secret(48),
    credentialsKey: `local:${randomBytes(32).toString("base64")}`,
    metaAppSecret: secret(),
    metaVerifyToken: secret(),
    metaAccessToken: `EAA${randomBytes(24).toString("hex")}`,
    evolutionApiKey: randomUUID(),
    evolutionWebhookSecret: secret(),
    discordWebhookId: "1200000000000000001",
    discordWebhookToken: secret(48),
    openAiKey: `sk-sandbox-${secret(16)}`,
    clientId: randomUUID(),
    metaSenderId: randomUUID(),
    evolutionSenderId: randomUUID(),
    evolutionEndpointId: randomUUID(),
    uazapiEndpointId: randomUUID(),
    uazapiToken: randomUUID(),
    lancepilotEndpointId: randomUUID(),
    lancepilotToken: secret(),
    demoEmail: "demo@nova.example",
    demoPassword: secret(12),
  };
}

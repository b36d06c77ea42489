import { randomUUID } from "node:crypto";
import { createVault, parseCredentialsKey } from "@nova/credentials";
import { profiles } from "@nova/pacing";
import { campaignPlan } from "@nova/queue";
import type { NewSender } from "@nova/supabase-client";
import type { FaultStack } from "./open-fault-stack.ts";

/** One campaign with a sender and people of its own, so that cells know nothing of each other. */
export type Stage = {
  stack: FaultStack;
  provider: "meta" | "evolution";
  senderId: string;
  /** How the provider knows the sender. */
  externalId: string;
  campaignId: string;
  phones: string[];
  recipients: number;
};
/** What a sender's profile says other than an official number's, which is open round the clock here. */
export type OwnProfile = Partial<NewSender["profile"]>;
type Wish = { provider: Stage["provider"]; recipients: number; profile: OwnProfile };

let people = 0;
let senders = 0;

/** Sets a campaign up that is ready to start. */
export async function setStage(stack: FaultStack, { provider, recipients, profile }: Wish): Promise<Stage> {
  const { database, settings } = stack;
  const { clientId } = settings;
  const senderId = randomUUID();
  senders++;
  const externalId = provider === "meta" ? String(106_600_000_000_000 + senders) : `aparelho-${senders}`;
  const vault = createVault(parseCredentialsKey(settings.credentialsKey));
  const secret =
    provider === "meta" ? { accessToken: settings.metaAccessToken } : { apiKey: settings.evolutionApiKey };
  if (provider === "evolution") await pairPhone(stack, externalId);
  await database.senders.save({
    id: senderId,
    clientId,
    provider,
    externalId,
    name: `Falhas ${senders}`,
    apiUrl: provider === "meta" ? null : `${stack.workerDoor}/evolution`,
    credentials: vault.seal(secret, { clientId, rowId: senderId }),
    profile: { kind: "official", ...profiles.official, window: null, pairGapMs: 0, ramp: null, ...profile },
  });
  const phones = Array.from({ length: recipients }, newPhone);
  const { campaignId, listId } = await database.campaigns.create({
    clientId,
    senderId,
    name: `Falhas ${senders}`,
    template: { kind: "text", name: `falhas ${senders}`, body: "Olá {{name}}" },
    listName: `Falhas ${senders}`,
    seed: senders,
  });
  for (let from = 0; from < recipients; from += 2_000) {
    const rows = phones
      .slice(from, from + 2_000)
      .map((phone) => ({ phone, name: `Pessoa ${phone.slice(-5)}` }));
    await database.campaigns.importContacts(clientId, listId, rows);
  }
  return { stack, provider, senderId, externalId, campaignId, phones, recipients };
}

/** Starts the campaign and wakes the dispatcher, as its button does. */
export async function startCampaign({ stack, campaignId }: Stage): Promise<void> {
  await stack.database.campaigns.start(stack.settings.clientId, campaignId, "faults");
  await stack.publisher.publish(campaignPlan, { campaignId });
}

/** A mobile number that no other person of this run has. */
export function newPhone(): string {
  people++;
  return `5511${900_000_000 + people}`;
}

/** Asks the sandbox for something; its controls and its providers' own. */
export async function askSandbox(
  { addresses, settings }: FaultStack,
  method: string,
  path: string,
  body?: unknown,
): Promise<unknown> {
  const response = await fetch(`${addresses.sandbox}${path}`, {
    method,
    headers: { "content-type": "application/json", apikey: settings.evolutionApiKey },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(10_000),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`the sandbox refused ${path}: ${text.slice(0, 300)}`);
  return text === "" ? null : JSON.parse(text);
}

async function pairPhone(stack: FaultStack, name: string): Promise<void> {
  const { settings, fronts } = stack;
  await askSandbox(stack, "POST", "/evolution/instance/create", { instanceName: name });
  await askSandbox(stack, "POST", `/evolution/webhook/set/${name}`, {
    webhook: {
      enabled: true,
      url: `${fronts["whatsapp-webhook"]}/webhooks/evolution/${settings.evolutionEndpointId}`,
      headers: { "x-webhook-secret": settings.evolutionWebhookSecret },
      events: ["MESSAGES_UPSERT", "MESSAGES_UPDATE", "SEND_MESSAGE", "CONNECTION_UPDATE"],
    },
  });
}

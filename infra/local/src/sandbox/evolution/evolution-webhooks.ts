import { createHash, createHmac } from "node:crypto";
import type { SandboxCore } from "../core.ts";
import type { Entry } from "../record/entry.ts";
import type { Instance } from "../sandbox-state.ts";
import type { StatusEvent } from "../webhooks/status-event.ts";

const MOST_TRIES = 10;
const FIRST_RETRY_MS = 5_000;
const SLOWEST_RETRY_MS = 300_000;
const JITTER = 0.2;
const TIMEOUT_MS = 30_000;
const FINAL_ANSWERS = [400, 401, 403, 404, 422];
// The server stamps its own local time and calls it UTC.
const SERVER_OFFSET_MS = -3 * 3_600_000;

/** The wait before the next try, or null where the server gives up. */
export function evolutionRetryAfterMs(
  tries: number,
  status: number | null,
  random: () => number,
): number | null {
  if (tries >= MOST_TRIES || (status !== null && FINAL_ANSWERS.includes(status))) return null;
  const waitMs = Math.min(FIRST_RETRY_MS * 2 ** (tries - 1), SLOWEST_RETRY_MS);
  return waitMs * (1 - JITTER + 2 * JITTER * random());
}

const acks = { sent: "SERVER_ACK", delivered: "DELIVERY_ACK", read: "READ", failed: "ERROR" } as const;

/** The data of `messages.update`. */
export function evolutionUpdate({ entry, status }: StatusEvent, instanceId: string) {
  return {
    keyId: entry.id,
    remoteJid: jidOf(entry.waId),
    fromMe: true,
    status: acks[status],
    instanceId,
    messageId: `c${createHash("md5").update(entry.id).digest("hex").slice(0, 24)}`,
  };
}

/** The JID under which the server knows a recorded phone. */
export function jidOf(waId: string): string {
  return waId.includes("@") ? waId : `${waId}@s.whatsapp.net`;
}

function bearer(key: string, nowMs: number): string {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const iat = Math.floor(nowMs / 1_000);
  const head = `${part({ alg: "HS256", typ: "JWT" })}.${part({ iat, exp: iat + 600, app: "evolution", action: "webhook" })}`;
  return `Bearer ${head}.${createHmac("sha256", key).update(head).digest("base64url")}`;
}

/** Posts events to the URL that the instance was given. */
export function createEvolutionWebhooks(core: SandboxCore) {
  /** Resolves to whether nobody waits for this event any more. */
  async function post(instance: Instance, event: string, data: unknown): Promise<boolean> {
    const { webhook } = instance;
    const subscribed =
      webhook?.enabled && (webhook.events.length === 0 || webhook.events.includes(constantCase(event)));
    if (!webhook || !subscribed) return true;
    const { jwt_key: jwtKey, ...headers } = webhook.headers;
    const nowMs = core.now();
    return core.courier.deliver({
      url: () => urlFor(instance.webhook ?? webhook, event),
      body: JSON.stringify({
        event,
        instance: instance.name,
        data,
        destination: webhook.url,
        date_time: new Date(nowMs + SERVER_OFFSET_MS).toISOString(),
        sender: jidOf(instance.number),
        server_url: "https://evo.example.com",
        apikey: instance.token,
      }),
      headers: {
        "content-type": "application/json",
        ...(jwtKey ? { authorization: bearer(jwtKey, nowMs) } : {}),
        ...headers,
      },
      timeoutMs: TIMEOUT_MS,
      isTaken: (status) => status >= 200 && status < 300,
      retryAfterMs: (tries, status) => evolutionRetryAfterMs(tries, status, core.random),
    });
  }

  async function tell(events: StatusEvent[]): Promise<void> {
    await Promise.all(
      events.map(async (event) => {
        const instance = core.state.instances.find((one) => one.name === event.entry.sender);
        if (!instance) return;
        const done = await post(instance, "messages.update", evolutionUpdate(event, instance.id));
        if (done) core.record.tell(event.n, event.status);
      }),
    );
  }

  return { post, tell };
}

/** What a phone's message looks like to the business. */
export function evolutionInbound(
  core: SandboxCore,
  instance: Instance,
  message: {
    entry: Entry;
    name: string;
    button?: { id: string; title: string } | undefined;
    contextId?: string | undefined;
  },
) {
  const { entry, name, button, contextId } = message;
  const contact = core.contact(entry.waId);
  const jid = jidOf(entry.waId);
  const lid = contact?.lid
    ? {
        remoteJid: contact.lid,
        ...(contact.lidMode === "with-alt" ? { remoteJidAlt: jid } : {}),
        addressingMode: "lid",
      }
    : { remoteJid: jid };
  const contextInfo = contextId ? { stanzaId: contextId, participant: jidOf(instance.number) } : undefined;
  return {
    key: { fromMe: false, id: entry.id, ...lid },
    pushName: name,
    status: "DELIVERY_ACK",
    message: button
      ? {
          buttonsResponseMessage: {
            selectedButtonId: button.id,
            selectedDisplayText: button.title,
            contextInfo,
          },
        }
      : { conversation: entry.text },
    ...(contextInfo ? { contextInfo } : {}),
    messageType: button ? "buttonsResponseMessage" : "conversation",
    messageTimestamp: Math.floor(Date.parse(entry.at) / 1_000),
    instanceId: instance.id,
    source: "android",
  };
}

function urlFor({ url, byEvents }: { url: string; byEvents: boolean }, event: string): string {
  return byEvents ? `${url}/${event.replaceAll(".", "-")}` : url;
}

function constantCase(event: string): string {
  return event.toUpperCase().replace(/[.-]/g, "_");
}

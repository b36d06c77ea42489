import type { SandboxCore } from "../core.ts";
import { type Exchange, jsonBody, multipartBody, type Reply } from "../http/exchange.ts";
import { serveSend } from "../serve-send.ts";
import { openMessageLog, type StoredMessage } from "./message-log.ts";
import { createWebhookWindow, rateHeaders, rateLimited } from "./rate-window.ts";
import { type DiscordContent, validateMessage } from "./validate-message.ts";

const CHANNEL_ID = "1200000000000000000";
const DISCORD_EPOCH_MS = 1_420_070_400_000n;

/** Discord's webhooks below `/discord/`. */
export function createDiscordRoutes(core: SandboxCore) {
  const log = openMessageLog(`${core.settings.recordFile}.discord.jsonl`);
  const takeSlot = createWebhookWindow(core.now);
  let sequence = 0n;

  function newId(): string {
    sequence = (sequence + 1n) % 4096n;
    return String(((BigInt(core.now()) - DISCORD_EPOCH_MS) << 22n) + sequence);
  }

  function accessRefusal(webhookId: string, token: string): Reply | null {
    const { discordWebhooks } = core.settings;
    const known = discordWebhooks === null ? token : discordWebhooks[webhookId];
    if (!/^\d{1,20}$/.test(webhookId)) return discordError(404, 10015, "Unknown Webhook");
    if (known === undefined) return discordError(404, 10015, "Unknown Webhook");
    return known === token && token !== "" ? null : discordError(401, 50027, "Invalid Webhook Token");
  }

  function present({ id, webhookId, at, editedAt, content }: StoredMessage) {
    return {
      id,
      type: 0,
      content: content.content ?? "",
      channel_id: CHANNEL_ID,
      author: {
        id: webhookId,
        username: content.username ?? "Nova",
        avatar: null,
        discriminator: "0000",
        bot: true,
      },
      attachments: [],
      embeds: (content.embeds ?? []).map((one) => ({ type: "rich", ...one })),
      mentions: [],
      mention_roles: [],
      mention_everyone: false,
      pinned: false,
      tts: false,
      timestamp: at,
      edited_timestamp: editedAt,
      flags: content.flags ?? 0,
      components: content.components ?? [],
      webhook_id: webhookId,
    };
  }

  async function execute(webhookId: string, exchange: Exchange): Promise<Reply> {
    const { body, hasFiles } = await readBody(exchange);
    const validated = validateMessage(body, hasFiles);
    const post = async (content: DiscordContent): Promise<Reply> => {
      const at = new Date(core.now()).toISOString();
      const message = { id: newId(), webhookId, at, editedAt: null, content };
      log.put(message);
      return exchange.url.searchParams.get("wait") === "true"
        ? { status: 200, json: present(message) }
        : { status: 204 };
    };
    return serveSend(
      core,
      { provider: "discord", sender: webhookId, recipient: "" },
      {
        throttled: ({ retryAfterMs }) => rateLimited(webhookId, retryAfterMs),
        serverError: (status) => ({ status, text: "upstream connect error" }),
        error: (code, status = 400) =>
          code === 10015
            ? discordError(404, code, "Unknown Webhook")
            : discordError(status, code, "Scripted error"),
        overLimit: () => null,
        accept: async () =>
          validated.ok ? post(validated.content) : { status: 400, json: { ...validated.problem } },
      },
    );
  }

  async function edit(message: StoredMessage, exchange: Exchange): Promise<Reply> {
    const { body, hasFiles } = await readBody(exchange);
    const changed = typeof body === "object" && body !== null ? { ...message.content, ...body } : body;
    const validated = validateMessage(changed, hasFiles);
    if (!validated.ok) return { status: 400, json: { ...validated.problem } };
    const edited = { ...message, content: validated.content, editedAt: new Date(core.now()).toISOString() };
    log.put(edited);
    return { status: 200, json: present(edited) };
  }

  async function dispatch(
    webhookId: string,
    token: string,
    messageId: string | undefined,
    exchange: Exchange,
  ): Promise<Reply> {
    const { method } = exchange;
    if (messageId === undefined) {
      if (method === "POST") return execute(webhookId, exchange);
      if (method !== "GET") return discordError(405, 0, "405: Method Not Allowed");
      return { status: 200, json: { id: webhookId, type: 1, name: "Nova", channel_id: CHANNEL_ID, token } };
    }
    const message = log.get(messageId);
    if (message?.webhookId !== webhookId) return discordError(404, 10008, "Unknown Message");
    if (method === "GET") return { status: 200, json: present(message) };
    if (method === "PATCH") return edit(message, exchange);
    if (method !== "DELETE") return discordError(405, 0, "405: Method Not Allowed");
    log.remove(messageId);
    return { status: 204 };
  }

  async function serve(exchange: Exchange): Promise<Reply> {
    const match = /^\/discord\/api\/(?:v10\/)?webhooks\/([^/]+)\/([^/]+)(?:\/messages\/(\d+))?$/.exec(
      exchange.path,
    );
    if (!match) return discordError(404, 0, "404: Not Found");
    const [, webhookId = "", token = "", messageId] = match;
    const refusal = accessRefusal(webhookId, token);
    if (refusal) return refusal;
    const slot = takeSlot(webhookId);
    if (!slot.ok) return rateLimited(webhookId, slot.resetAfterMs);
    const reply = await dispatch(webhookId, token, messageId, exchange);
    if ("hangUp" in reply) return reply;
    return { ...reply, headers: { ...rateHeaders(webhookId, slot), ...reply.headers } };
  }

  return { serve, log, present };
}

async function readBody(exchange: Exchange): Promise<{ body: unknown; hasFiles: boolean }> {
  const form = await multipartBody(exchange);
  if (!form) return { body: jsonBody(exchange), hasFiles: false };
  const payload = form.get("payload_json");
  const hasFiles = [...form.values()].some((value) => value instanceof File);
  return { body: typeof payload === "string" ? parse(payload) : {}, hasFiles };
}

function parse(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch {
    return undefined;
  }
}

function discordError(status: number, code: number, message: string): Reply {
  return { status, json: { message, code } };
}

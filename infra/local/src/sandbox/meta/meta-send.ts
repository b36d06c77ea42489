import type { SandboxCore } from "../core.ts";
import type { StatusEffects } from "../faults/fault-engine.ts";
import { type Exchange, jsonBody, type Reply } from "../http/exchange.ts";
import { contentHash } from "../record/entry.ts";
import { serveSend } from "../serve-send.ts";
import { digitsOf, waIdOf } from "../wa-id.ts";
import { newWamid, phoneNumberOf } from "./identity.ts";
import { metaError } from "./meta-errors.ts";
import { createRateLimit } from "./rate-limits.ts";
import { type MetaSend, readMetaSend } from "./read-send.ts";
import { readMarkSchema } from "./send-schema.ts";
import type { Template } from "./templates.ts";

const WINDOW_MS = 24 * 3_600_000;

type Ports = { core: SandboxCore; templates: Template[]; hasMedia: (id: string) => boolean };

/** Serves `POST /{phone_number_id}/messages`. */
export function createMetaSend({ core, templates, hasMedia }: Ports) {
  const { messagesPerSecond, pairBurst, pairIntervalMs } = core.settings.limits;
  const perNumber = createRateLimit(
    messagesPerSecond,
    messagesPerSecond > 0 ? 1_000 / messagesPerSecond : 0,
    core.now,
  );
  const perPair = createRateLimit(pairBurst, pairIntervalMs, core.now);
  const allowed = new Set(core.settings.metaAllowedRecipients.map(waIdOf));

  function overLimit(phoneNumberId: string, recipient: string): Reply | null {
    if (perNumber.isOver(phoneNumberId)) return metaError(130429);
    return perPair.isOver(`${phoneNumberId}:${recipient}`) ? metaError(131056) : null;
  }

  /** Codes that Meta only reports later, by a failed status. */
  function laterFailure(phoneNumberId: string, recipient: string, type: string): number | null {
    if (core.contact(recipient)?.hasWhatsApp === false) return 131026;
    if (!core.settings.enforceServiceWindow || type === "template") return null;
    return isInsideWindow(core, phoneNumberId, recipient) ? null : 131047;
  }

  async function accept(phoneNumberId: string, send: MetaSend, effects: StatusEffects): Promise<Reply> {
    const waId = "waId" in send.address ? send.address.waId : send.address.userId;
    const hash = contentHash(phoneNumberId, waId, send.type, send.content);
    const failedCode = effects.failedCode ?? laterFailure(phoneNumberId, waId, send.type);
    const entry = await core.accept(
      {
        provider: "meta",
        sender: phoneNumberId,
        recipient: "to" in send.address ? digitsOf(send.address.to) : waId,
        waId,
        trackId: send.trackId ?? `hash:${hash}`,
        type: send.type,
        text: send.text,
        hash,
        id: newWamid(waId, "out"),
        ...(send.buttons.length > 0 ? { buttons: send.buttons } : {}),
      },
      { ...effects, failedCode },
    );
    const contact =
      "to" in send.address ? { input: send.address.to, wa_id: waId } : { input: waId, user_id: waId };
    return {
      status: 200,
      json: {
        messaging_product: "whatsapp",
        contacts: [contact],
        messages: [{ id: entry.id, ...(send.type === "template" ? { message_status: "accepted" } : {}) }],
      },
    };
  }

  return async function sendMessage(phoneNumberId: string, exchange: Exchange): Promise<Reply> {
    const body = jsonBody(exchange);
    if (readMarkSchema.safeParse(body).success) return { status: 200, json: { success: true } };
    const read = readMetaSend(body, {
      templates,
      hasMedia,
      displayPhoneNumber: phoneNumberOf(phoneNumberId).displayPhoneNumber,
    });
    if (!read.ok) return read.refusal;
    const { send } = read;
    const recipient = "waId" in send.address ? send.address.waId : send.address.userId;
    if (allowed.size > 0 && !allowed.has(recipient)) return metaError(131030);
    return serveSend(
      core,
      { provider: "meta", sender: phoneNumberId, recipient },
      {
        throttled: ({ code = 130429, status = 429 }) => metaError(code, undefined, status),
        serverError: (status) => metaError(status === 503 ? 2 : 131000, undefined, status),
        error: (code, status) => metaError(code, undefined, status),
        overLimit: () => overLimit(phoneNumberId, recipient),
        accept: (effects) => accept(phoneNumberId, send, effects),
      },
    );
  };
}

function isInsideWindow({ record, now }: SandboxCore, sender: string, waId: string): boolean {
  const own = record.index.senders.find(sender);
  for (const row of record.index.thread(waId)) {
    if (now() - record.index.at(row) > WINDOW_MS) return false;
    if (record.index.isInbound(row) && record.index.senderOf(row) === own) return true;
  }
  return false;
}

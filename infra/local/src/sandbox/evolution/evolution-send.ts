import { randomBytes } from "node:crypto";
import type { SandboxCore } from "../core.ts";
import type { StatusEffects } from "../faults/fault-engine.ts";
import type { Reply } from "../http/exchange.ts";
import { pause } from "../http/pause.ts";
import { contentHash } from "../record/entry.ts";
import type { Instance } from "../sandbox-state.ts";
import { serveSend } from "../serve-send.ts";
import { digitsOf } from "../wa-id.ts";
import { type Address, addressOf } from "./addresses.ts";
import { evolutionError, evolutionThrottled } from "./evolution-replies.ts";
import type { createEvolutionWebhooks } from "./evolution-webhooks.ts";
import { type Content, readContent, type SendAction } from "./send-schemas.ts";

type Webhooks = ReturnType<typeof createEvolutionWebhooks>;

/** Serves `POST /message/{action}/{instance}`. */
export function createEvolutionSend(core: SandboxCore, webhooks: Webhooks) {
  async function accept(
    instance: Instance,
    { jid, waId }: Address,
    content: Content,
    effects: StatusEffects,
  ) {
    // The message leaves only after the typing time, which the call sits out.
    await pause(content.delayMs, core.stopped);
    const hash = contentHash(instance.name, waId, content.messageType, JSON.stringify(content.message));
    const id = `3EB0${randomBytes(9).toString("hex").toUpperCase()}`;
    const data = {
      key: { remoteJid: jid, fromMe: true, id },
      pushName: "Você",
      status: "PENDING",
      message: content.message,
      messageType: content.messageType,
      messageTimestamp: Math.floor(core.now() / 1_000),
      instanceId: instance.id,
      source: "web",
    };
    const accepted = core.accept(
      {
        provider: "evolution",
        sender: instance.name,
        recipient: jid.endsWith("@s.whatsapp.net") ? digitsOf(content.number) : jid,
        waId,
        trackId: `hash:${hash}`,
        type: content.messageType,
        text: content.text,
        hash,
        id,
        ...(content.buttons.length > 0 ? { buttons: content.buttons } : {}),
      },
      effects,
    );
    void webhooks.post(instance, "send.message", data);
    await accepted;
    return { status: 201, json: { ...data, contextInfo: null } };
  }

  return async function send(instance: Instance, action: SendAction, body: unknown): Promise<Reply> {
    const content = readContent(action, body);
    if ("problems" in content) return evolutionError(400, content.problems);
    if (instance.state !== "open") return evolutionError(500, "Connection Closed");
    const address = addressOf(core, content.number);
    if (!address.exists) {
      return evolutionError(400, [{ exists: false, jid: address.jid, number: content.number }]);
    }
    return serveSend(
      core,
      { provider: "evolution", sender: instance.name, recipient: address.waId },
      {
        throttled: ({ retryAfterMs }) => evolutionThrottled(retryAfterMs),
        serverError: (status) => evolutionError(status, "Internal server error"),
        error: (_code, status = 400, message = "Scripted error") => evolutionError(status, [message]),
        overLimit: () => null,
        accept: (effects) => accept(instance, address, content, effects),
      },
    );
  };
}

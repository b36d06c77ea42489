import * as z from "zod";
import type { InboundEvent } from "../inbound-event.ts";
import { notAPerson } from "../jid.ts";
import { dateFromMilliseconds, maybe, maybeId } from "../lenient-fields.ts";
import { evolutionContent } from "./message-content.ts";
import { type MessageKey, messageKey, personOfKey } from "./message-key.ts";

const change = z.object({
  key: maybe(messageKey),
  type: maybeId,
  editedMessage: z.unknown().optional(),
  timestampMs: z.unknown().optional(),
});

/**
 * An edit or a deletion of an earlier message. `chat` is the key of the message that brought it, where there is one:
 * the key inside is written from the other side, and only its id is of use.
 */
export function readChange(item: unknown, ownPhone: string | null, chat?: MessageKey): InboundEvent {
  const { data } = change.safeParse(item);
  const targetId = data?.key?.id;
  // Whoever changes something writes the key inside, and could claim to be us: without the message around it, it is the contact's word.
  const key = chat ?? (data?.key && { ...data.key, fromMe: false });
  if (!data || !key || !targetId) return ignored("protocol message");
  const crowd = notAPerson(key.remoteJid ?? "");
  if (crowd) return ignored(`${crowd} message`);
  if (data.editedMessage !== undefined && data.editedMessage !== null) {
    return {
      kind: "edit",
      ...(chat?.id && { externalId: chat.id }),
      targetId,
      ...authorOf(key, ownPhone),
      ...evolutionContent(data.editedMessage, targetId, undefined),
      at: dateFromMilliseconds(data.timestampMs),
    };
  }
  // The number is the protocol's own, the word what servers write for it.
  if (data.type === "REVOKE" || data.type === "0") return deletionOf({ ...key, id: targetId }, ownPhone);
  return ignored("protocol message");
}

/** A deletion, which names the message by its key. */
export function readDeletion(item: unknown, ownPhone: string | null): InboundEvent {
  const { data } = messageKey.safeParse(item);
  const { data: inside } = z.object({ key: messageKey }).safeParse(item);
  return deletionOf((data?.id ? data : inside?.key) ?? {}, ownPhone);
}

function deletionOf(key: MessageKey, ownPhone: string | null): InboundEvent {
  if (!key.id) return ignored("deletion without id");
  const crowd = notAPerson(key.remoteJid ?? "");
  if (crowd) return ignored(`${crowd} message`);
  return { kind: "delete", targetId: key.id, ...authorOf(key, ownPhone), at: null };
}

function authorOf(key: MessageKey, ownPhone: string | null) {
  return { direction: key.fromMe ? ("out" as const) : ("in" as const), ...personOfKey(key, ownPhone) };
}

function ignored(reason: string): InboundEvent {
  return { kind: "ignored", reason };
}

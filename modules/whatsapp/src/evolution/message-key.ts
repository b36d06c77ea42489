import * as z from "zod";
import { lidOf, phoneOfJid } from "../jid.ts";
import { maybeBoolean, maybeId } from "../lenient-fields.ts";

export const messageKey = z.object({
  id: maybeId,
  remoteJid: maybeId,
  remoteJidAlt: maybeId,
  previousRemoteJid: maybeId,
  senderPn: maybeId,
  fromMe: maybeBoolean,
});
export type MessageKey = z.infer<typeof messageKey>;
type Person = { phone: string | null; lid?: string; replyAddress?: string };

/** Who the chat is with. The contact is never our own number, though some servers put it beside what we wrote. */
export function personOfKey(key: MessageKey, ownPhone: string | null): Person {
  const phones = [key.remoteJidAlt, key.senderPn, key.remoteJid].map(phoneOfJid);
  const lid = lidOf(key.remoteJid, key.remoteJidAlt, key.previousRemoteJid);
  return {
    phone: phones.find((phone) => phone !== null && phone !== ownPhone) ?? null,
    ...(lid && { lid }),
    ...(key.remoteJid && { replyAddress: key.remoteJid }),
  };
}

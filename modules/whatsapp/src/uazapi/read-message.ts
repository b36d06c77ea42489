import * as z from "zod";
import type { InboundEvent } from "../inbound-event.ts";
import { lidOf, notAPerson, phoneOfJid } from "../jid.ts";
import { dateFromMilliseconds, maybeId, maybeName } from "../lenient-fields.ts";
import { personName } from "../person-name.ts";
import { looseBoolean } from "./loose-boolean.ts";
import { uazapiContent, uazapiContentFields } from "./message-content.ts";

const message = z.object({
  messageid: maybeId,
  id: maybeId,
  chatid: maybeId,
  chatlid: maybeId,
  sender: maybeId,
  sender_lid: maybeId,
  sender_pn: maybeId,
  senderName: maybeName,
  fromMe: looseBoolean,
  wasSentByApi: looseBoolean,
  isGroup: looseBoolean,
  edited: maybeId,
  track_id: maybeId,
  messageTimestamp: z.unknown().optional(),
  ...uazapiContentFields,
});
type Message = z.infer<typeof message>;

/** A message, an edit of one, or a reaction; both what contacts and what we wrote. */
export function readMessage(item: unknown): InboundEvent {
  const { data } = message.safeParse(item);
  const id = data?.messageid ?? data?.id?.replace(/^\d+:/, "");
  if (!data || !id) return ignored("message without id");
  const crowd = notAPerson(data.chatid ?? "") ?? (data.isGroup ? "group" : undefined);
  if (crowd) return ignored(`${crowd} message`);
  if (/^protocol/i.test(data.messageType ?? "")) return ignored("protocol message");

  const person = data.fromMe === true ? ourWords(data) : theirWords(data);
  if (!person.phone && !("lid" in person)) return ignored("message without address");
  const at = dateFromMilliseconds(data.messageTimestamp);
  if (data.edited) {
    const targetId = data.edited.replace(/^\d+:/, "");
    return { kind: "edit", externalId: id, targetId, ...person, ...uazapiContent(data, id), at };
  }
  const trackId = data.fromMe === true ? data.track_id : undefined;
  return {
    kind: "message",
    externalId: id,
    ...(trackId && { trackId }),
    ...person,
    ...uazapiContent(data, id),
    at,
  };
}

/** `sender` is a LID, whatever it looks like, and the phone may be missing: then the chat's address is the person's. */
function theirWords({ chatid, chatlid, sender, sender_lid, sender_pn, senderName }: Message) {
  const lid = lidOf(sender_lid, sender, chatlid, chatid);
  const name = personName(senderName);
  return {
    direction: "in" as const,
    phone: phoneOfJid(sender_pn) ?? phoneOfJid(chatid),
    ...(lid && { lid }),
    ...(chatid && { replyAddress: chatid }),
    ...(name && { name }),
  };
}

/** The sender is ourselves: the contact is the chat. */
function ourWords({ chatid, chatlid, wasSentByApi }: Message) {
  const lid = lidOf(chatlid, chatid);
  return {
    direction: "out" as const,
    sentByApi: wasSentByApi === true,
    phone: phoneOfJid(chatid),
    ...(lid && { lid }),
    ...(chatid && { replyAddress: chatid }),
  };
}

function ignored(reason: string): InboundEvent {
  return { kind: "ignored", reason };
}

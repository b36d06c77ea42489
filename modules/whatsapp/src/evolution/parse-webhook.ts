import * as z from "zod";
import type { DeliveryStatus, InboundEvent, ParsedWebhook } from "../inbound-event.ts";
import { lidOf, notAPerson, phoneOfJid } from "../jid.ts";
import {
  briefWord,
  dateFromSeconds,
  maybe,
  maybeBoolean,
  maybeId,
  maybeName,
  maybeText,
  wordIn,
} from "../lenient-fields.ts";
import { personName } from "../person-name.ts";
import { evolutionContent, protocolMessageOf } from "./message-content.ts";
import { messageKey, personOfKey } from "./message-key.ts";
import { readChange, readDeletion } from "./read-change.ts";

const root = z.object({
  event: z.string(),
  instance: maybeName,
  sender: maybeId,
  data: z.unknown().optional(),
});
const message = z.object({
  key: maybe(messageKey),
  pushName: maybeName,
  message: z.unknown().optional(),
  contextInfo: maybe(z.object({ stanzaId: maybeId })),
  messageTimestamp: z.unknown().optional(),
});
const update = z.object({
  keyId: maybeId,
  key: maybe(messageKey),
  remoteJid: maybeId,
  fromMe: maybeBoolean,
  status: maybeText,
});
const connection = z.object({ state: z.enum(["open", "connecting", "close"]), statusReason: maybeId });

const statuses: Record<string, DeliveryStatus> = {
  SERVER_ACK: "sent",
  SENT: "sent",
  DELIVERY_ACK: "delivered",
  DELIVERED: "delivered",
  READ: "read",
  PLAYED: "read",
  ERROR: "failed",
  FAILED: "failed",
};

/**
 * Everything that one webhook of Evolution says. Never throws: what it cannot read becomes an `ignored` event, so that
 * no delivery passes without a trace. The envelope's `sender` is our own number, and its `date_time`, which is not read, local time.
 */
export function parseEvolutionWebhook(body: unknown): ParsedWebhook {
  const { data: envelope } = root.safeParse(body);
  if (!envelope) return [{ sender: {}, events: [ignored("not a webhook of Evolution")] }];
  const { instance, data } = envelope;
  const event = envelope.event.toLowerCase().replaceAll("_", ".");
  const items = Array.isArray(data) && data.length > 0 ? data : [data];
  const ownPhone = phoneOfJid(envelope.sender);
  return [
    {
      sender: { ...(instance && { instance }) },
      events: items.map((item) => readEvent(event, item, ownPhone)),
    },
  ];
}

function readEvent(event: string, item: unknown, ownPhone: string | null): InboundEvent {
  switch (event) {
    case "messages.upsert":
      return readMessage(item, ownPhone, false);
    case "send.message":
      return readMessage(item, ownPhone, true);
    case "messages.edited":
      return readChange(item, ownPhone);
    case "messages.delete":
      return readDeletion(item, ownPhone);
    case "messages.update":
      return readStatus(item);
    case "connection.update":
      return readConnection(item);
    default:
      return ignored(`event ${briefWord(event)}`);
  }
}

function readMessage(item: unknown, ownPhone: string | null, isEcho: boolean): InboundEvent {
  const { data } = message.safeParse(item);
  const id = data?.key?.id;
  const remoteJid = data?.key?.remoteJid;
  if (!id || !remoteJid) return ignored("message without id or address");
  const crowd = notAPerson(remoteJid);
  if (crowd) return ignored(`${crowd} message`);
  const protocol = protocolMessageOf(data.message);
  if (protocol !== undefined) return readChange(protocol, ownPhone, data.key);

  const isOurs = isEcho || data.key?.fromMe === true;
  const name = isOurs ? undefined : personName(data.pushName);
  return {
    kind: "message",
    externalId: id,
    direction: isOurs ? "out" : "in",
    ...(isOurs && { sentByApi: isEcho }),
    ...personOfKey(data.key ?? {}, ownPhone),
    ...(name && { name }),
    ...evolutionContent(data.message, id, data.contextInfo?.stanzaId),
    at: dateFromSeconds(data.messageTimestamp),
  };
}

function readStatus(item: unknown): InboundEvent {
  const { data } = update.safeParse(item);
  const id = data?.keyId ?? data?.key?.id;
  if (!data || !id) return ignored("status without id");
  const remoteJid = data.remoteJid ?? data.key?.remoteJid;
  const crowd = notAPerson(remoteJid ?? "");
  if (crowd) return ignored(`${crowd} status`);
  if ((data.fromMe ?? data.key?.fromMe) === false) return ignored("status of a received message");
  const known = wordIn(statuses, data.status);
  if (known === undefined) return ignored(`status ${briefWord(data.status)}`);
  const recipientPhone = phoneOfJid(remoteJid);
  const recipientLid = lidOf(remoteJid);
  return {
    kind: "status",
    externalId: id,
    status: known,
    at: null,
    ...(recipientPhone && { recipientPhone }),
    ...(recipientLid && { recipientLid }),
    ...(known === "failed" && { errorCode: "evolution.delivery_failed" }),
  };
}

function readConnection(item: unknown): InboundEvent {
  const { data } = connection.safeParse(item);
  if (!data) return ignored("connection.update without a known state");
  return { kind: "sender-state", state: data.state, ...(data.statusReason && { code: data.statusReason }) };
}

function ignored(reason: string): InboundEvent {
  return { kind: "ignored", reason };
}

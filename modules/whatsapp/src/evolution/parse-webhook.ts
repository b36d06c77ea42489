import * as z from "zod";
import type { DeliveryStatus, InboundEvent, ParsedWebhook } from "../inbound-event.ts";
import { dateFromSeconds, maybe, maybeBoolean, maybeId, maybeName, maybeText } from "../lenient-fields.ts";
import { lidOf, notAPerson, phoneOfJid } from "./jid.ts";
import { evolutionContent } from "./message-content.ts";

const root = z.object({ event: z.string(), instance: maybeName, data: z.unknown().optional() });
const key = z.object({
  id: maybeId,
  remoteJid: maybeId,
  remoteJidAlt: maybeId,
  previousRemoteJid: maybeId,
  senderPn: maybeId,
  fromMe: maybeBoolean,
});
const message = z.object({
  key: maybe(key),
  pushName: maybeName,
  message: z.unknown().optional(),
  contextInfo: maybe(z.object({ stanzaId: maybeId })),
  messageTimestamp: z.unknown().optional(),
});
const update = z.object({
  keyId: maybeId,
  key: maybe(key),
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
 * no delivery passes without a trace. The envelope's `sender` is our own number and its `date_time` local time: neither is read.
 */
export function parseEvolutionWebhook(body: unknown): ParsedWebhook {
  const { data: envelope } = root.safeParse(body);
  if (!envelope) return [{ sender: {}, events: [ignored("not a webhook of Evolution")] }];
  const { instance, data } = envelope;
  const event = envelope.event.toLowerCase().replaceAll("_", ".");
  const items = Array.isArray(data) && data.length > 0 ? data : [data];
  return [{ sender: { ...(instance && { instance }) }, events: items.map((item) => readEvent(event, item)) }];
}

function readEvent(event: string, item: unknown): InboundEvent {
  switch (event) {
    case "messages.upsert":
      return readMessage(item, false);
    case "send.message":
      return readMessage(item, true);
    case "messages.update":
      return readStatus(item);
    case "connection.update":
      return readConnection(item);
    default:
      return ignored(`event ${/^[\w.-]{1,48}$/.test(event) ? event : "unknown"}`);
  }
}

function readMessage(item: unknown, isEcho: boolean): InboundEvent {
  const { data } = message.safeParse(item);
  const id = data?.key?.id;
  const remoteJid = data?.key?.remoteJid;
  if (!id || !remoteJid) return ignored("message without id or address");
  const crowd = notAPerson(remoteJid);
  if (crowd) return ignored(`${crowd} message`);
  const content = evolutionContent(data.message, data.contextInfo?.stanzaId);
  if (!content) return ignored("protocol message");

  const { remoteJidAlt, previousRemoteJid, senderPn } = data.key ?? {};
  const isOurs = isEcho || data.key?.fromMe === true;
  const lid = lidOf(remoteJid, remoteJidAlt, previousRemoteJid);
  const name = isOurs ? undefined : personName(data.pushName);
  return {
    kind: "message",
    externalId: id,
    direction: isOurs ? "out" : "in",
    ...(isOurs && { sentByApi: isEcho }),
    phone: phoneOfJid(remoteJidAlt) ?? phoneOfJid(senderPn) ?? phoneOfJid(remoteJid),
    ...(lid && { lid }),
    replyAddress: remoteJid,
    ...(name && { name }),
    ...content,
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
  const known = Object.hasOwn(statuses, data.status ?? "") ? statuses[data.status ?? ""] : undefined;
  if (known === undefined)
    return ignored(`status ${/^\w{1,32}$/.test(data.status ?? "") ? data.status : "unknown"}`);
  const recipientPhone = phoneOfJid(remoteJid);
  return {
    kind: "status",
    externalId: id,
    status: known,
    at: null,
    ...(recipientPhone && { recipientPhone }),
    ...(known === "failed" && { errorCode: "evolution.delivery_failed" }),
  };
}

function readConnection(item: unknown): InboundEvent {
  const { data } = connection.safeParse(item);
  if (!data) return ignored("connection.update without a known state");
  return { kind: "sender-state", state: data.state, ...(data.statusReason && { code: data.statusReason }) };
}

/** The server says "Você" for our own messages and repeats the number of people it does not know. */
function personName(pushName: string | undefined): string | undefined {
  return pushName === undefined || pushName === "Você" || /^\+?[\d\s().-]+$/.test(pushName)
    ? undefined
    : pushName;
}

function ignored(reason: string): InboundEvent {
  return { kind: "ignored", reason };
}

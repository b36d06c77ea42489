import * as z from "zod";
import type { DeliveryStatus, InboundEvent } from "../inbound-event.ts";
import { lidOf, notAPerson, phoneOfJid } from "../jid.ts";
import { briefWord, dateFromMilliseconds, maybe, maybeId, maybeText, wordIn } from "../lenient-fields.ts";
import { looseBoolean } from "./loose-boolean.ts";

const receipt = z.object({
  MessageIDs: z.unknown().optional(),
  Chat: maybeId,
  Type: maybeText,
  sender_pn: maybeId,
  sender_lid: maybeId,
  IsGroup: looseBoolean,
  Timestamp: z.unknown().optional(),
});
const flat = z.object({ messageid: maybeId, status: maybeText });
const update = z.object({
  state: maybeText,
  event: maybe(receipt),
  message: maybe(flat),
  data: maybe(flat),
  ...flat.shape,
});
const ids = z.union([z.array(z.unknown()), z.unknown().transform((id) => [id])]);

const statuses: Record<string, DeliveryStatus> = {
  sent: "sent",
  delivered: "delivered",
  read: "read",
  played: "read",
  failed: "failed",
  error: "failed",
};

/** One status for each message that a receipt is about, or for the one of a flat update. */
export function readStatuses(body: unknown): InboundEvent[] {
  const { data } = update.safeParse(body);
  if (!data) return [ignored("unreadable status")];
  const { event } = data;
  const flatOne = [data, data.message, data.data].find((one) => one?.messageid);
  const crowd = notAPerson(event?.Chat ?? "") ?? (event?.IsGroup ? "group" : undefined);
  if (crowd) return [ignored(`${crowd} status`)];
  if (event?.Type?.endsWith("-self")) return [ignored("status of a received message")];
  const word = data.state ?? flatOne?.status ?? event?.Type;
  const status = wordIn(statuses, word?.toLowerCase());
  if (status === undefined) return [ignored(`status ${briefWord(word)}`)];

  const recipientPhone = phoneOfJid(event?.Chat) ?? phoneOfJid(event?.sender_pn);
  const recipientLid = lidOf(event?.Chat, event?.sender_lid);
  const given = event?.MessageIDs === undefined ? [flatOne?.messageid] : ids.parse(event.MessageIDs);
  const known = given.flatMap((id) => maybeId.parse(id) || []);
  if (known.length === 0) return [ignored("status without id")];
  return known.map((externalId) => ({
    kind: "status",
    externalId,
    status,
    at: dateFromMilliseconds(event?.Timestamp),
    ...(recipientPhone && { recipientPhone }),
    ...(recipientLid && { recipientLid }),
    ...(status === "failed" && { errorCode: "uazapi.delivery_failed" }),
  }));
}

function ignored(reason: string): InboundEvent {
  return { kind: "ignored", reason };
}

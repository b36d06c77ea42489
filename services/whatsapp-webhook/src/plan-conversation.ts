import type { IngestGroup } from "@nova/supabase-client";
import type { DeleteEvent, EditEvent, MessageEvent } from "@nova/whatsapp";
import { addressOf, clean, otherNamesOf } from "./address-of.ts";

/** Far beyond WhatsApp's 4,096: whoever sends more is a machine, and the raw body has all of it. */
const longestText = 65_536;

/**
 * What was said in a conversation: by the contact, or by a person of ours on the paired phone. Echoes of our own sends are
 * in the ledger already, and a number's own notices are nobody's words.
 */
export function addSaid(group: IngestGroup, message: MessageEvent): void {
  const { direction, sentByApi, externalId, type, text, contextId, media, replyAddress, name, at } = message;
  const address = addressOf(message);
  if (!address || type === "system" || type === "welcome" || externalId === "") return;
  if (direction === "out" && (sentByApi !== false || type === "reaction")) return;
  const { location, contacts, referral, order, form, buttonPayload, newPhone } = message;
  const content = cleaned({ location, contacts, referral, order, form, buttonPayload, newPhone });
  const alsoKnownAs = otherNamesOf(message, address);
  group.messages ??= [];
  group.messages.push({
    ...address,
    ...(alsoKnownAs.length > 0 && { alsoKnownAs }),
    direction,
    externalId: clean(externalId),
    type,
    ...(direction === "in" && name !== undefined && { name: clean(name).slice(0, 200) }),
    ...(text !== undefined && { text: clean(text).slice(0, longestText).toWellFormed() }),
    ...(contextId !== undefined && { replyTo: clean(contextId) }),
    ...(media !== undefined && { media: cleaned(media) }),
    ...(Object.keys(content).length > 0 && { content }),
    ...(replyAddress !== undefined && { toKind: "jid" as const, toValue: clean(replyAddress) }),
    ...(at !== null && { at: at.toISOString() }),
  });
}

/** What a message says by now, or that it was taken back. */
export function addChange(group: IngestGroup, event: EditEvent | DeleteEvent): void {
  if (event.targetId === "") return;
  group.changes ??= [];
  group.changes.push({
    what: event.kind,
    direction: event.direction,
    externalId: clean(event.targetId),
    ...(event.kind === "edit" &&
      event.text !== undefined && { text: clean(event.text).slice(0, longestText).toWellFormed() }),
  });
}

/** The same without what is absent, and with strings that Postgres takes. */
function cleaned(value: object): Record<string, unknown> {
  return JSON.parse(JSON.stringify(value), (_key, part) => (typeof part === "string" ? clean(part) : part));
}

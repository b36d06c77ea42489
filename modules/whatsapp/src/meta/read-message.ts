import * as z from "zod";
import type { InboundEvent } from "../inbound-event.ts";
import { dateFromSeconds, maybe, maybeId, maybeName, maybeText, phoneDigits } from "../lenient-fields.ts";
import { metaContent, metaContentFields } from "./message-content.ts";

const contact = z.object({
  profile: maybe(z.object({ name: maybeName })),
  wa_id: maybeText,
  user_id: maybeId,
});
const message = z.object({
  id: maybeId,
  from: maybeText,
  from_user_id: maybeId,
  to: maybeText,
  to_user_id: maybeId,
  timestamp: z.unknown().optional(),
  group_id: maybeId,
  ...metaContentFields,
});
const userIdForm = /^[A-Z]{2}\.\w{1,128}$/;

/** What a value says of the people in it; what is no contact is left out. */
export function readContacts(given: unknown[]): z.infer<typeof contact>[] {
  return given.flatMap((item) => contact.safeParse(item).data ?? []);
}

/** A message of a contact. */
export function readMessage(item: unknown, contacts: z.infer<typeof contact>[]): InboundEvent {
  const { data } = message.safeParse(item);
  if (!data?.id) return ignored("message without id");
  if (data.group_id) return ignored("group message");
  const isNameless = !data.from && !data.from_user_id;
  const author =
    isNameless && contacts.length === 1
      ? contacts[0]
      : contacts.find(
          ({ wa_id, user_id }) =>
            (data.from && wa_id === data.from) || (data.from_user_id && user_id === data.from_user_id),
        );
  const userId = data.from_user_id ?? author?.user_id ?? userIdOf(data.from);
  const name = author?.profile?.name;
  return {
    kind: "message",
    externalId: data.id,
    direction: "in",
    phone: phoneDigits(data.from) ?? phoneDigits(author?.wa_id),
    ...(userId && { userId }),
    ...(name && { name }),
    ...metaContent(data),
    at: dateFromSeconds(data.timestamp),
  };
}

/** What a person wrote in the app of a number that is used in both ways; the contact is whom it went to. */
export function readEcho(item: unknown): InboundEvent {
  const { data } = message.safeParse(item);
  if (!data?.id) return ignored("message without id");
  if (data.group_id) return ignored("group message");
  const userId = data.to_user_id ?? userIdOf(data.to);
  return {
    kind: "message",
    externalId: data.id,
    direction: "out",
    sentByApi: false,
    phone: phoneDigits(data.to),
    ...(userId && { userId }),
    ...metaContent(data),
    at: dateFromSeconds(data.timestamp),
  };
}

/** People without a phone may stand in the phone's place by their user id. */
function userIdOf(address: string | undefined): string | undefined {
  return address !== undefined && userIdForm.test(address) ? address : undefined;
}

function ignored(reason: string): InboundEvent {
  return { kind: "ignored", reason };
}

import * as z from "zod";
import type { DeliveryStatus, InboundEvent, ParsedWebhook, WebhookSender } from "../inbound-event.ts";
import {
  dateFromSeconds,
  list,
  maybe,
  maybeId,
  maybeName,
  maybeText,
  phoneDigits,
} from "../lenient-fields.ts";
import { metaContent, metaContentFields } from "./message-content.ts";
import { readTemplateNews } from "./template-news.ts";

const root = z.object({ entry: z.array(z.unknown()) });
const entry = z.object({ id: maybeId, changes: list });
const change = z.object({ field: maybeText, value: z.unknown().optional() });
const messagesValue = z.object({
  metadata: maybe(z.object({ phone_number_id: maybeId })),
  contacts: list,
  messages: list,
  statuses: list,
  errors: list,
});
const contact = z.object({
  profile: maybe(z.object({ name: maybeName })),
  wa_id: maybeText,
  user_id: maybeId,
});
const message = z.object({
  id: maybeId,
  from: maybeText,
  from_user_id: maybeId,
  timestamp: z.unknown().optional(),
  group_id: maybeId,
  ...metaContentFields,
});
const vendorError = z.object({ code: maybeId, title: maybeName });
const status = z.object({
  id: maybeId,
  status: maybeText,
  timestamp: z.unknown().optional(),
  recipient_id: maybeText,
  recipient_user_id: maybeId,
  biz_opaque_callback_data: maybeId,
  errors: list,
});

type Contact = z.infer<typeof contact>;

const statuses: Record<string, DeliveryStatus> = {
  sent: "sent",
  delivered: "delivered",
  read: "read",
  played: "read",
  failed: "failed",
};

/**
 * Everything that one webhook of Meta says, grouped by number, in order. Never throws: what it cannot read becomes an
 * `ignored` event, so that no delivery passes without a trace.
 */
export function parseMetaWebhook(body: unknown): ParsedWebhook {
  const groups = new Map<string, { sender: WebhookSender; events: InboundEvent[] }>();
  function add(sender: WebhookSender, events: InboundEvent[]): void {
    const key = sender.phoneNumberId ?? `waba ${sender.wabaId}`;
    const group = groups.get(key) ?? { sender, events: [] };
    group.events.push(...events);
    groups.set(key, group);
  }

  const parsed = root.safeParse(body);
  for (const item of parsed.data?.entry ?? []) {
    const { data: account } = entry.safeParse(item);
    const wabaId = account?.id;
    for (const each of account?.changes ?? []) {
      const { data: changed } = change.safeParse(each);
      const sender = { ...(wabaId && { wabaId }) };
      if (changed?.field !== "messages") {
        add(sender, [
          readTemplateNews(changed?.field, changed?.value) ?? ignored(`field ${brief(changed?.field)}`),
        ]);
        continue;
      }
      const { data: value } = messagesValue.safeParse(changed.value);
      const phoneNumberId = value?.metadata?.phone_number_id;
      add(
        { ...(phoneNumberId && { phoneNumberId }), ...sender },
        value ? readValue(value) : [ignored("unreadable value")],
      );
    }
  }
  return groups.size > 0
    ? [...groups.values()]
    : [{ sender: {}, events: [ignored("not a webhook of Meta")] }];
}

function readValue(value: z.infer<typeof messagesValue>): InboundEvent[] {
  const contacts = value.contacts.flatMap((item) => contact.safeParse(item).data ?? []);
  const events = [
    ...value.messages.map((item) => readMessage(item, contacts)),
    ...value.statuses.map(readStatus),
    ...value.errors.map(readError),
  ];
  return events.length > 0 ? events : [ignored("neither messages nor statuses")];
}

function readMessage(item: unknown, contacts: Contact[]): InboundEvent {
  const { data } = message.safeParse(item);
  if (!data?.id) return ignored("message without id");
  if (data.group_id) return ignored("group message");
  const author = contacts.find(
    ({ wa_id, user_id }) =>
      (data.from && wa_id === data.from) || (data.from_user_id && user_id === data.from_user_id),
  );
  const userId = data.from_user_id ?? author?.user_id;
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

function readStatus(item: unknown): InboundEvent {
  const { data } = status.safeParse(item);
  if (!data?.id) return ignored("status without id");
  const known = Object.hasOwn(statuses, data.status ?? "") ? statuses[data.status ?? ""] : undefined;
  if (known === undefined) return ignored(`status ${brief(data.status)}`);
  const { data: error } = vendorError.safeParse(data.errors[0]);
  const recipientPhone = phoneDigits(data.recipient_id);
  return {
    kind: "status",
    externalId: data.id,
    ...(data.biz_opaque_callback_data && { trackId: data.biz_opaque_callback_data }),
    status: known,
    at: dateFromSeconds(data.timestamp),
    ...(recipientPhone && { recipientPhone }),
    ...(data.recipient_user_id && { recipientUserId: data.recipient_user_id }),
    ...(error?.code && { errorCode: `meta.${error.code}` }),
    ...(error?.title && { errorTitle: error.title }),
  };
}

function readError(item: unknown): InboundEvent {
  const { data } = vendorError.safeParse(item);
  return {
    kind: "ignored",
    reason: "error without a message",
    ...(data?.code && { errorCode: `meta.${data.code}` }),
  };
}

function ignored(reason: string): InboundEvent {
  return { kind: "ignored", reason };
}

/** Reasons are logged and counted: they hold no more of a vendor's word than tells it apart. */
function brief(word: string | undefined): string {
  return /^[\w.-]{1,48}$/.test(word ?? "") ? `${word}` : "unknown";
}

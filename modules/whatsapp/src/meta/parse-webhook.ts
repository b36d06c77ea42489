import * as z from "zod";
import type { DeliveryStatus, InboundEvent, ParsedWebhook, WebhookSender } from "../inbound-event.ts";
import {
  briefWord,
  dateFromSeconds,
  list,
  maybe,
  maybeId,
  maybeName,
  maybeText,
  phoneDigits,
  wordIn,
} from "../lenient-fields.ts";
import { readContacts, readEcho, readMessage } from "./read-message.ts";
import { readPreference } from "./read-preference.ts";
import { readTemplateNews } from "./template-news.ts";

const root = z.object({ entry: z.array(z.unknown()) });
const entry = z.object({ id: maybeId, changes: list });
const change = z.object({ field: maybeText, value: z.unknown().optional() });
const messagesValue = z.object({
  metadata: maybe(z.object({ phone_number_id: maybeId })),
  contacts: list,
  messages: list,
  message_echoes: list,
  statuses: list,
  user_preferences: list,
  errors: list,
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

/** The second holds what a person wrote in the app, where a number is used in both ways. */
const ofNumbers = new Set(["messages", "smb_message_echoes", "user_preferences"]);
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
    for (const event of events) group.events.push(event); // there may be more than fit into one call
    groups.set(key, group);
  }

  const parsed = root.safeParse(body);
  for (const item of parsed.data?.entry ?? []) {
    const { data: account } = entry.safeParse(item);
    const wabaId = account?.id;
    for (const each of account?.changes ?? []) {
      const { data: changed } = change.safeParse(each);
      const sender = { ...(wabaId && { wabaId }) };
      if (!ofNumbers.has(changed?.field ?? "")) {
        add(sender, [
          readTemplateNews(changed?.field, changed?.value) ?? ignored(`field ${briefWord(changed?.field)}`),
        ]);
        continue;
      }
      const { data: value } = messagesValue.safeParse(changed?.value);
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
  const contacts = readContacts(value.contacts);
  const events = [
    ...value.message_echoes.map(readEcho),
    ...value.messages.map((item) => readMessage(item, contacts)),
    ...value.statuses.map(readStatus),
    ...value.user_preferences.map(readPreference),
    ...value.errors.map(readError),
  ];
  return events.length > 0 ? events : [ignored("neither messages nor statuses")];
}

function readStatus(item: unknown): InboundEvent {
  const { data } = status.safeParse(item);
  if (!data?.id) return ignored("status without id");
  const known = wordIn(statuses, data.status);
  if (known === undefined) return ignored(`status ${briefWord(data.status)}`);
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
    kind: "error",
    ...(data?.code && { errorCode: `meta.${data.code}` }),
    ...(data?.title && { errorTitle: data.title }),
  };
}

function ignored(reason: string): InboundEvent {
  return { kind: "ignored", reason };
}

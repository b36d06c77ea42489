import * as z from "zod";
import type { InboundType, MessageContent } from "../inbound-event.ts";
import {
  list,
  maybe,
  maybeBoolean,
  maybeId,
  maybeName,
  maybeNumber,
  maybeText,
  phoneDigits,
  wordIn,
} from "../lenient-fields.ts";
import { mediaOf, messageContent } from "../message-content.ts";
import { locationField, orderItem, readReferral, referralField, sharedContact } from "./message-details.ts";

const file = maybe(
  z.object({
    id: maybeId,
    url: maybeText,
    mime_type: maybeName,
    filename: maybeName,
    file_size: maybeNumber,
    caption: maybeText,
    voice: maybeBoolean,
  }),
);
const reply = maybe(z.object({ id: maybeText, title: maybeText }));
const vendorError = z.object({ code: maybeId });

export const metaContentFields = {
  type: maybeText,
  context: maybe(z.object({ id: maybeId })),
  text: maybe(z.object({ body: maybeText })),
  image: file,
  video: file,
  document: file,
  audio: file,
  sticker: file,
  location: locationField,
  contacts: list,
  button: maybe(z.object({ payload: maybeText, text: maybeText })),
  interactive: maybe(
    z.object({
      button_reply: reply,
      list_reply: reply,
      nfm_reply: maybe(z.object({ body: maybeText, response_json: maybeText })),
    }),
  ),
  reaction: maybe(z.object({ message_id: maybeId, emoji: maybeText })),
  order: maybe(z.object({ text: maybeText, product_items: list })),
  system: maybe(z.object({ wa_id: maybeText, new_wa_id: maybeText })),
  referral: referralField,
  errors: list,
};
const fields = z.object(metaContentFields);
type Fields = z.infer<typeof fields>;
type Read = Partial<MessageContent> & { type: InboundType };

const maxListed = 50;
const wordless: Record<string, InboundType> = { request_welcome: "welcome" };

/** Reads the payload that belongs to the message's type. */
export function metaContent(message: Fields): MessageContent {
  const referral = readReferral(message.referral);
  return messageContent({ contextId: message.context?.id, referral, ...readPayload(message) });
}

function readPayload(message: Fields): Read {
  const { type, button, reaction, order, system } = message;
  switch (type) {
    case "text":
      return { type, text: message.text?.body };
    case "image":
    case "video":
    case "document":
    case "audio":
    case "sticker":
      return readFile(type, message[type]);
    case "location":
      return { type, location: message.location };
    case "contacts":
      return { type, contacts: message.contacts.slice(0, maxListed).flatMap(sharedContact) };
    case "button":
      return { type: "button-reply", text: button?.text, buttonPayload: button?.payload };
    case "interactive":
      return readInteractive(message);
    case "reaction":
      return { type, text: reaction?.emoji, contextId: reaction?.message_id };
    case "order":
      return { type, text: order?.text, order: order?.product_items.slice(0, maxListed).flatMap(orderItem) };
    case "system":
      return { type, newPhone: phoneDigits(system?.wa_id ?? system?.new_wa_id) ?? undefined };
    default: {
      const code = vendorError.safeParse(message.errors[0]).data?.code;
      const errorCode = code === undefined ? undefined : `meta.${code}`;
      return { type: wordIn(wordless, type) ?? "unsupported", errorCode };
    }
  }
}

function readFile(type: InboundType, given: z.infer<typeof file>): Read {
  const { id, url, mime_type: mimeType, filename: fileName, file_size: bytes, caption, voice } = given ?? {};
  const address = url?.startsWith("https://") ? url : undefined;
  const media = mediaOf("media-id", {
    id,
    url: address,
    mimeType,
    fileName,
    bytes,
    voice: voice || undefined,
  });
  return { type, text: caption, ...(id && { media }) };
}

function readInteractive({ interactive }: Fields): Read {
  const { button_reply: button, list_reply: row, nfm_reply: form } = interactive ?? {};
  if (button) return { type: "button-reply", text: button.title, buttonPayload: button.id };
  if (row) return { type: "list-reply", text: row.title, buttonPayload: row.id };
  return form ? { type: "flow-reply", text: form.body, form: form.response_json } : { type: "unsupported" };
}

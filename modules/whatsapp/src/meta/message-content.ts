import * as z from "zod";
import type { InboundType } from "../inbound-event.ts";
import { maybe, maybeId, maybeText } from "../lenient-fields.ts";
import { type MessageContent, messageContent } from "../message-content.ts";

const captioned = maybe(z.object({ caption: maybeText }));
const reply = maybe(z.object({ id: maybeText, title: maybeText }));

export const metaContentFields = {
  type: maybeText,
  context: maybe(z.object({ id: maybeId })),
  text: maybe(z.object({ body: maybeText })),
  image: captioned,
  video: captioned,
  document: captioned,
  button: maybe(z.object({ payload: maybeText, text: maybeText })),
  interactive: maybe(
    z.object({ button_reply: reply, list_reply: reply, nfm_reply: maybe(z.object({ body: maybeText })) }),
  ),
  reaction: maybe(z.object({ message_id: maybeId, emoji: maybeText })),
  order: maybe(z.object({ text: maybeText })),
};
const fields = z.object(metaContentFields);

const plainTypes: Record<string, InboundType> = {
  audio: "audio",
  sticker: "sticker",
  location: "location",
  contacts: "contacts",
  system: "system",
  request_welcome: "welcome",
  unsupported: "unsupported",
};

/** Reads the payload that belongs to the message's type. */
export function metaContent(message: z.infer<typeof fields>): MessageContent {
  const { button, interactive, reaction, context } = message;
  const contextId = context?.id;
  switch (message.type) {
    case "text":
      return messageContent({ type: "text", text: message.text?.body, contextId });
    case "image":
    case "video":
    case "document":
      return messageContent({ type: message.type, text: message[message.type]?.caption, contextId });
    case "button":
      return messageContent({
        type: "button-reply",
        text: button?.text,
        buttonPayload: button?.payload,
        contextId,
      });
    case "interactive": {
      const { button_reply: chosen, list_reply: row, nfm_reply: form } = interactive ?? {};
      if (chosen)
        return messageContent({
          type: "button-reply",
          text: chosen.title,
          buttonPayload: chosen.id,
          contextId,
        });
      if (row)
        return messageContent({ type: "list-reply", text: row.title, buttonPayload: row.id, contextId });
      return messageContent({ type: form ? "flow-reply" : "unknown", text: form?.body, contextId });
    }
    case "reaction":
      return messageContent({ type: "reaction", text: reaction?.emoji, contextId: reaction?.message_id });
    case "order":
      return messageContent({ type: "order", text: message.order?.text, contextId });
    default: {
      const known = Object.hasOwn(plainTypes, message.type ?? "")
        ? plainTypes[message.type ?? ""]
        : undefined;
      return messageContent({ type: known ?? "unknown", contextId });
    }
  }
}

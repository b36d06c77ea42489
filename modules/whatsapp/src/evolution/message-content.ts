import * as z from "zod";
import type { InboundType, Media, MessageContent } from "../inbound-event.ts";
import { maybeText } from "../lenient-fields.ts";
import { messageContent } from "../message-content.ts";
import { mediaOfPart, protocolPart, readPart } from "../protocol-part.ts";

const record = z.record(z.string(), z.unknown());
const beside = z.object({ base64: maybeText, mediaUrl: maybeText });

const wrappers = [
  "ephemeralMessage",
  "viewOnceMessage",
  "viewOnceMessageV2",
  "viewOnceMessageV2Extension",
  "documentWithCaptionMessage",
  "editedMessage",
];
const maxWrappers = 5;

const types: Record<string, InboundType> = {
  extendedTextMessage: "text",
  imageMessage: "image",
  videoMessage: "video",
  ptvMessage: "video",
  audioMessage: "audio",
  documentMessage: "document",
  stickerMessage: "sticker",
  locationMessage: "location",
  liveLocationMessage: "location",
  contactMessage: "contacts",
  contactsArrayMessage: "contacts",
  buttonsResponseMessage: "button-reply",
  templateButtonReplyMessage: "button-reply",
  listResponseMessage: "list-reply",
  interactiveResponseMessage: "flow-reply",
  reactionMessage: "reaction",
  orderMessage: "order",
};

/** Reads the content from whichever part is there, inside its wrappers. */
export function evolutionContent(
  message: unknown,
  messageId: string,
  quotedId: string | undefined,
): MessageContent {
  const parts = unwrap(message);
  if (!parts) return messageContent({ type: "unsupported", contextId: quotedId });
  const { data: words } = maybeText.safeParse(parts.conversation);
  if (words) return messageContent({ type: "text", text: words, contextId: quotedId });

  for (const [name, type] of Object.entries(types)) {
    if (!(name in parts)) continue;
    const { data: part } = protocolPart.safeParse(parts[name]);
    if (!part) continue;
    const read = readPart(type, part);
    const quoted = part.contextInfo?.stanzaId ?? quotedId;
    return messageContent({
      ...read,
      contextId: type === "reaction" ? read.contextId : quoted,
      media: withBytes(mediaOfPart(type, part, messageId), message, parts),
    });
  }
  return messageContent({ type: "unsupported", contextId: quotedId });
}

/** What a message tells about another one (an edit, a deletion, a timer), inside its wrappers. */
export function protocolMessageOf(message: unknown): unknown {
  return unwrap(message)?.protocolMessage;
}

/** The server may put the bytes, or an address of its own store, beside the message. */
function withBytes(media: Media | undefined, ...holders: unknown[]): Media | undefined {
  if (!media) return undefined;
  const found = holders.map((holder) => beside.safeParse(holder).data);
  const url = found.find((holder) => /^https?:\/\//.test(holder?.mediaUrl ?? ""))?.mediaUrl;
  return {
    ...media,
    ...(url && { fetchBy: "url" as const, url }),
    ...(found.some((holder) => holder?.base64) && { inline: true as const }),
  };
}

function unwrap(message: unknown): Record<string, unknown> | undefined {
  let current = record.safeParse(message).data;
  for (let depth = 0; current && depth < maxWrappers; depth++) {
    const outer: Record<string, unknown> = current;
    const name = wrappers.find((wrapper) => wrapper in outer);
    const wrapped = name === undefined ? undefined : record.safeParse(outer[name]).data;
    const inner = record.safeParse(wrapped?.message).data;
    if (!inner) break;
    current = inner;
  }
  return current;
}

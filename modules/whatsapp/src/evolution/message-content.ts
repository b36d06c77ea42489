import * as z from "zod";
import type { InboundType } from "../inbound-event.ts";
import { maybe, maybeId, maybeText } from "../lenient-fields.ts";
import { type MessageContent, messageContent } from "../message-content.ts";

const part = z.object({
  text: maybeText,
  caption: maybeText,
  title: maybeText,
  selectedButtonId: maybeText,
  selectedId: maybeText,
  selectedDisplayText: maybeText,
  singleSelectReply: maybe(z.object({ selectedRowId: maybeText })),
  body: maybe(z.object({ text: maybeText })),
  nativeFlowResponseMessage: maybe(z.object({ paramsJson: maybeText })),
  key: maybe(z.object({ id: maybeId })),
  contextInfo: maybe(z.object({ stanzaId: maybeId })),
});
type Part = z.infer<typeof part>;
const record = z.record(z.string(), z.unknown());
const flowAnswer = z.object({ id: maybeText, display_text: maybeText });

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

/** Reads the content from whichever part is there, inside its wrappers; null for what is no chat message. */
export function evolutionContent(message: unknown, quotedId: string | undefined): MessageContent | null {
  const parts = unwrap(message);
  if (!parts) return messageContent({ type: "unsupported", contextId: quotedId });
  const { data: words } = maybeText.safeParse(parts.conversation);
  if (words) return messageContent({ type: "text", text: words, contextId: quotedId });
  if ("protocolMessage" in parts) return null;

  const name = Object.keys(types).find((key) => part.safeParse(parts[key]).success);
  const type = name === undefined ? undefined : types[name];
  const { data } = part.safeParse(parts[name ?? ""]);
  if (type === undefined || data === undefined)
    return messageContent({ type: "unknown", contextId: quotedId });
  return { ...read(type, data), ...contextOf(type, data, quotedId) };
}

function read(type: InboundType, data: Part): MessageContent {
  if (type === "text" || type === "reaction") return messageContent({ type, text: data.text });
  if (type === "list-reply") {
    return messageContent({ type, text: data.title, buttonPayload: data.singleSelectReply?.selectedRowId });
  }
  if (type === "button-reply") {
    return messageContent({
      type,
      text: data.selectedDisplayText,
      buttonPayload: data.selectedButtonId ?? data.selectedId,
    });
  }
  if (type === "flow-reply") {
    const { data: answer } = flowAnswer.safeParse(parseJson(data.nativeFlowResponseMessage?.paramsJson));
    const text = data.body?.text ?? answer?.display_text;
    return messageContent({ type: answer?.id ? "button-reply" : type, text, buttonPayload: answer?.id });
  }
  return messageContent({ type, text: data.caption });
}

function contextOf(type: InboundType, data: Part, quotedId: string | undefined): { contextId?: string } {
  const contextId = type === "reaction" ? data.key?.id : (data.contextInfo?.stanzaId ?? quotedId);
  return contextId ? { contextId } : {};
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

function parseJson(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? "");
  } catch {
    return undefined;
  }
}

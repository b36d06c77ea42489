import * as z from "zod";
import type { InboundType, MessageContent } from "../inbound-event.ts";
import { maybeId, maybeText, wordIn } from "../lenient-fields.ts";
import { messageContent } from "../message-content.ts";
import { mediaOfPart, protocolPart, readPart } from "../protocol-part.ts";

export const uazapiContentFields = {
  messageType: maybeText,
  type: maybeText,
  mediaType: maybeText,
  text: maybeText,
  content: z.unknown().optional(),
  buttonOrListid: maybeText,
  vote: maybeText,
  reaction: maybeId,
  quoted: maybeId,
};
const fields = z.object(uazapiContentFields);
const record = z.record(z.string(), z.unknown());
const maxWrappers = 5;

/** By the name without its ending, in lower case. */
const types: Record<string, InboundType> = {
  conversation: "text",
  extendedtext: "text",
  text: "text",
  image: "image",
  video: "video",
  ptv: "video",
  gif: "video",
  audio: "audio",
  ptt: "audio",
  myaudio: "audio",
  document: "document",
  documentwithcaption: "document",
  sticker: "sticker",
  location: "location",
  livelocation: "location",
  contact: "contacts",
  contactsarray: "contacts",
  vcard: "contacts",
  buttonsresponse: "button-reply",
  buttons_response: "button-reply",
  templatebuttonreply: "button-reply",
  listresponse: "list-reply",
  list_response: "list-reply",
  interactiveresponse: "flow-reply",
  reaction: "reaction",
  order: "order",
};
const wrappers = new Set(["ephemeral", "viewonce", "documentwithcaption"]);
const chosen = new Set<InboundType>(["button-reply", "list-reply", "flow-reply"]);

/** Reads the content, from our server's own words first and from WhatsApp's where they say nothing. */
export function uazapiContent(message: z.infer<typeof fields>, messageId: string): MessageContent {
  const { name, content } = unwrap(message.messageType, message.content);
  const type = wordIn(types, name) ?? wordIn(types, message.mediaType) ?? wordIn(types, message.type);
  const words = maybeText.safeParse(content).data;
  const { data: part } = protocolPart.safeParse(content);
  const quoted = message.quoted ?? part?.contextInfo?.stanzaId ?? part?.contextInfo?.stanzaID;
  if (type === undefined) {
    return messageContent({ type: "unsupported", text: message.text || message.vote, contextId: quoted });
  }

  const read = part ? readPart(type, part) : { type };
  if (type === "reaction") {
    return messageContent({
      type,
      text: message.text || read.text,
      contextId: message.reaction ?? read.contextId,
    });
  }
  const isChosen = chosen.has(type) || Boolean(message.buttonOrListid);
  const label = isChosen ? message.vote || message.text || read.text : message.text || words || read.text;
  return messageContent({
    ...read,
    type: type === "flow-reply" && message.buttonOrListid ? "button-reply" : read.type,
    text: label,
    buttonPayload: message.buttonOrListid || read.buttonPayload,
    contextId: quoted,
    media: part ? mediaOfPart(type, part, messageId) : undefined,
  });
}

/** `ImageMessage` is `image`; what is ephemeral or to be viewed once is what is in it. */
function unwrap(messageType: string | undefined, given: unknown): { name: string; content: unknown } {
  let name = plainName(messageType);
  let content = given;
  for (let depth = 0; depth < maxWrappers; depth++) {
    const outer = record.safeParse(content).data;
    const inside = record.safeParse(outer?.message ?? outer?.Message).data;
    const [key, part] = Object.entries(inside ?? {}).find(([found]) => isPart(found)) ?? [];
    if (key === undefined) break;
    name = plainName(key);
    content = part;
  }
  return { name, content };
}

function isPart(key: string): boolean {
  const name = plainName(key);
  return wrappers.has(name) || wordIn(types, name) !== undefined;
}

function plainName(name: string | undefined): string {
  return (name ?? "")
    .slice(0, 64)
    .toLowerCase()
    .replace(/message(v2(extension)?)?$/, "");
}

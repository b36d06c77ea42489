import * as z from "zod";
import type { InboundType, Media, MessageContent } from "./inbound-event.ts";
import {
  maybe,
  maybeBoolean,
  maybeId,
  maybeName,
  maybeNumber,
  maybeText,
  phoneDigits,
} from "./lenient-fields.ts";
import { mediaOf } from "./message-content.ts";

const maxContacts = 20;
const card = z.object({ displayName: maybeName, vcard: maybeText });

/** The fields of WhatsApp's own message parts that matter; both unofficial gateways hand them on, one in another spelling. */
export const protocolPart = z.object({
  text: maybeText,
  caption: maybeText,
  title: maybeText,
  mimetype: maybeName,
  fileName: maybeName,
  fileLength: maybeNumber,
  seconds: maybeNumber,
  ptt: maybeBoolean,
  PTT: maybeBoolean,
  degreesLatitude: maybeNumber,
  degreesLongitude: maybeNumber,
  name: maybeName,
  address: maybeName,
  ...card.shape,
  contacts: maybe(z.array(z.unknown())),
  selectedButtonId: maybeText,
  selectedButtonID: maybeText,
  selectedId: maybeText,
  selectedID: maybeText,
  selectedDisplayText: maybeText,
  singleSelectReply: maybe(z.object({ selectedRowId: maybeText, selectedRowID: maybeText })),
  body: maybe(z.object({ text: maybeText })),
  nativeFlowResponseMessage: maybe(z.object({ paramsJson: maybeText, paramsJSON: maybeText })),
  key: maybe(z.object({ id: maybeId, ID: maybeId })),
  contextInfo: maybe(z.object({ stanzaId: maybeId, stanzaID: maybeId })),
});
export type ProtocolPart = z.infer<typeof protocolPart>;
type Found = Partial<MessageContent> & { type: InboundType };
const flowAnswer = z.object({ id: maybeText, display_text: maybeText });
const withMedia = new Set<InboundType>(["image", "video", "audio", "document", "sticker"]);

/** What a part of this type says. */
export function readPart(type: InboundType, part: ProtocolPart): Found {
  switch (type) {
    case "text":
      return { type, text: part.text };
    case "reaction":
      return { type, text: part.text, contextId: part.key?.id ?? part.key?.ID };
    case "list-reply": {
      const { selectedRowId, selectedRowID } = part.singleSelectReply ?? {};
      return { type, text: part.title, buttonPayload: selectedRowId ?? selectedRowID };
    }
    case "button-reply": {
      const id = part.selectedButtonId ?? part.selectedButtonID ?? part.selectedId ?? part.selectedID;
      return { type, text: part.selectedDisplayText, buttonPayload: id };
    }
    case "flow-reply":
      return readFlow(part);
    case "location":
      return { type, ...locationOf(part) };
    case "contacts":
      return { type, contacts: contactsOf(part) };
    default:
      return { type, text: part.caption };
  }
}

/** What a part says about its file, whose bytes are asked for by the message's id; undefined for a part without one. */
export function mediaOfPart(type: InboundType, part: ProtocolPart, messageId: string): Media | undefined {
  if (!withMedia.has(type)) return undefined;
  return mediaOf("message-id", {
    id: messageId,
    mimeType: part.mimetype,
    fileName: part.fileName,
    bytes: part.fileLength,
    seconds: part.seconds,
    voice: part.ptt === true || part.PTT === true || undefined,
  });
}

/** A quick reply of the newer kind comes in the place of a form, with the id of what was chosen. */
function readFlow(part: ProtocolPart): Found {
  const { paramsJson, paramsJSON } = part.nativeFlowResponseMessage ?? {};
  const form = paramsJson ?? paramsJSON;
  const { data: answer } = flowAnswer.safeParse(parseJson(form));
  const text = part.body?.text ?? answer?.display_text;
  return answer?.id
    ? { type: "button-reply", text, buttonPayload: answer.id }
    : { type: "flow-reply", text, form };
}

function locationOf(part: ProtocolPart): Pick<MessageContent, "location"> {
  const { degreesLatitude: latitude, degreesLongitude: longitude, name, address } = part;
  if (latitude === undefined || longitude === undefined) return {};
  return { location: { latitude, longitude, ...(name && { name }), ...(address && { address }) } };
}

function contactsOf(part: ProtocolPart): MessageContent["contacts"] {
  const cards = part.contacts ?? [part];
  return cards.slice(0, maxContacts).flatMap((item) => {
    const { displayName, vcard } = card.safeParse(item).data ?? {};
    const phone = phoneOfCard(vcard ?? "");
    return displayName || phone
      ? [{ ...(displayName && { name: displayName }), ...(phone && { phone }) }]
      : [];
  });
}

function phoneOfCard(vcard: string): string | null {
  const written = /^[^\n]*\bTEL\b[^\n:]{0,200}:([^\r\n]{1,40})/m.exec(vcard)?.[1]?.replace(/\D/g, "");
  return phoneDigits(/\bwaid=(\d{7,15})/.exec(vcard)?.[1]) ?? phoneDigits(written);
}

function parseJson(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? "");
  } catch {
    return undefined;
  }
}

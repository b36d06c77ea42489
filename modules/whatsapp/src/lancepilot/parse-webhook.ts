import { createHash } from "node:crypto";
import * as z from "zod";
import type { InboundEvent, InboundType, MessageContent, ParsedWebhook } from "../inbound-event.ts";
import { briefWord, maybe, maybeId, maybeName, maybeText, phoneDigits, wordIn } from "../lenient-fields.ts";
import { mediaOf, messageContent } from "../message-content.ts";
import { personName } from "../person-name.ts";

const root = z.object({ event: z.string(), data: z.unknown().optional() });
const item = z.object({
  id: maybeId,
  attributes: maybe(
    z.object({
      from: maybeId,
      to: maybeId,
      source: maybeText,
      message: maybe(z.record(z.string(), z.unknown())),
    }),
  ),
  relationships: maybe(
    z.object({
      contact: maybe(z.object({ attributes: maybe(z.object({ number: maybeId, name: maybeName })) })),
    }),
  ),
});
type Item = z.infer<typeof item>;
const detail = z.object({
  body: maybeText,
  caption: maybeText,
  value: maybeText,
  filename: maybeName,
  mime_type: maybeName,
});
const filed: Record<string, InboundType> = {
  audio: "audio",
  image: "image",
  video: "video",
  document: "document",
  sticker: "sticker",
};
const minuteMs = 60_000;

/**
 * Everything that one webhook of LancePilot says. Never throws: what it cannot read becomes an `ignored` event. No
 * reference is published: what is read here was seen in one integration. A message without an id gets one from what
 * it says and the minute of its receipt.
 */
export function parseLancepilotWebhook(body: unknown, receivedAt: Date): ParsedWebhook {
  const { data: envelope } = root.safeParse(body);
  if (!envelope) return [{ sender: {}, events: [ignored("not a webhook of LancePilot")] }];
  const direction = wordIn({ "message.incoming": "in", "message.outgoing": "out" } as const, envelope.event);
  if (!direction) return [{ sender: {}, events: [ignored(`event ${briefWord(envelope.event)}`)] }];
  const items = Array.isArray(envelope.data) && envelope.data.length > 0 ? envelope.data : [envelope.data];
  return items.map((each) => {
    const { data } = item.safeParse(each);
    if (!data?.attributes) return { sender: {}, events: [ignored("message without attributes")] };
    const ours = digits(direction === "in" ? data.attributes.to : data.attributes.from);
    return {
      sender: { ...(ours && { instance: ours }) },
      events: [readMessage(data, direction, receivedAt)],
    };
  });
}

function readMessage(
  { id, attributes, relationships }: Item,
  direction: "in" | "out",
  receivedAt: Date,
): InboundEvent {
  const { from, to, source, message } = attributes ?? {};
  // Only a person's own words hand the conversation over, and only these two words tell which they are.
  if (direction === "out" && source !== "app") {
    return ignored(source === "api" ? "own API send" : "outgoing message of unknown source");
  }
  const contact = relationships?.contact?.attributes;
  const phone = digits(contact?.number) ?? digits(direction === "in" ? from : to);
  if (!phone) return ignored("message without phone");
  const content = contentOf(message ?? {});
  const name = personName(contact?.name);
  return {
    kind: "message",
    externalId: id || idOf([direction, phone, content, Math.floor(receivedAt.getTime() / minuteMs)]),
    direction,
    ...(direction === "out" && { sentByApi: false }),
    phone,
    ...(name && { name }),
    ...content,
    at: null,
  };
}

function contentOf(message: Record<string, unknown>): MessageContent {
  const { type, text, body } = z.object({ type: maybeText, text: maybeText, body: maybeText }).parse(message);
  const { data: inside } = detail.safeParse(type === undefined ? undefined : message[type]);
  const words = body ?? inside?.body ?? text;
  if (type === "text" || (type === undefined && words)) return messageContent({ type: "text", text: words });
  const known = wordIn(filed, type);
  const caption = inside?.caption ?? maybeText.parse(message.caption);
  if (known === undefined) return messageContent({ type: "unsupported", text: caption ?? body });
  const url = /^https?:\/\//.test(inside?.value ?? "") ? inside?.value : undefined;
  const media = url && mediaOf("url", { url, mimeType: inside?.mime_type, fileName: inside?.filename });
  return messageContent({ type: known, text: caption, ...(media && { media }) });
}

function digits(number: string | undefined): string | null {
  return phoneDigits(number?.slice(0, 64).replace(/\D/g, ""));
}

function idOf(parts: unknown[]): string {
  return `hash:${createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 40)}`;
}

function ignored(reason: string): InboundEvent {
  return { kind: "ignored", reason };
}

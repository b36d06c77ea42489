import { refuseMessage, refuseRecipient } from "../check-message.ts";
import type { OutboundMessage, Recipient } from "../port.ts";

/** Never holds `delay`: the server would keep the call open for it. Options are top-level in v2. */
export type EvolutionRequest = { action: string; body: Record<string, unknown> };

/** The action of the `message` group and its body. */
export function evolutionRequest(to: Recipient, message: OutboundMessage): EvolutionRequest {
  const number = numberOf(to);
  switch (message.kind) {
    case "text":
      return {
        action: "sendText",
        body: {
          number,
          text: message.text,
          linkPreview: message.previewUrl ?? false,
          ...(message.replyTo !== undefined && { quoted: { key: { id: message.replyTo } } }),
        },
      };
    case "media":
      return mediaRequest(number, message);
    case "buttons":
      return { action: "sendButtons", body: { number, ...buttonsOf(message) } };
    case "template":
      return refuseMessage("a template");
  }
}

function mediaRequest(number: string, message: OutboundMessage & { kind: "media" }): EvolutionRequest {
  const { mediaType, url, caption, fileName, voice } = message;
  if (mediaType === "audio" && voice) return { action: "sendWhatsAppAudio", body: { number, audio: url } };
  const optional = { ...(caption && { caption }), ...(fileName && { fileName }) };
  return { action: "sendMedia", body: { number, mediatype: mediaType, media: url, ...optional } };
}

/** `title` is required and shown in bold: it takes the first line, `description` the rest. */
function buttonsOf({
  text,
  footer,
  buttons,
}: OutboundMessage & { kind: "buttons" }): Record<string, unknown> {
  const [title = "", ...rest] = text.trim().split("\n");
  const description = rest.join("\n").trim();
  return {
    title,
    ...(description && { description }),
    ...(footer && { footer }),
    buttons: buttons.map(({ id, title: displayText }) => ({ type: "reply", displayText, id })),
  };
}

function numberOf(to: Recipient): string {
  if ("userId" in to) return refuseRecipient("a user id of Meta");
  if ("jid" in to) {
    return /^[\d-]{5,40}(?::\d{1,4})?@(?:s\.whatsapp\.net|lid|g\.us)$/.test(to.jid)
      ? to.jid
      : refuseRecipient("not a JID");
  }
  return /^\+?([1-9]\d{6,14})$/.exec(to.phone)?.[1] ?? refuseRecipient("not E.164 digits");
}

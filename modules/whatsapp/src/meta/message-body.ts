import { refuseRecipient } from "../check-message.ts";
import type { OutboundMessage, Recipient } from "../port.ts";

type Json = Record<string, unknown>;

/** The body of `POST /{phone_number_id}/messages`. */
export function metaMessageBody(to: Recipient, message: OutboundMessage, trackId: string): Json {
  return {
    messaging_product: "whatsapp",
    recipient_type: "individual",
    ...recipientOf(to),
    ...contentOf(message),
    biz_opaque_callback_data: trackId,
  };
}

/** Without `+` Meta may put the business's own country in front. */
function recipientOf(to: Recipient): Json {
  if ("phone" in to) {
    const digits = /^\+?([1-9]\d{6,14})$/.exec(to.phone)?.[1] ?? refuseRecipient("not E.164 digits");
    return { to: `+${digits}` };
  }
  if ("jid" in to) return refuseRecipient("a JID");
  return /^[A-Z]{2}\.[\w-]{1,128}$/.test(to.userId)
    ? { recipient: to.userId }
    : refuseRecipient("not a user id");
}

function contentOf(message: OutboundMessage): Json {
  switch (message.kind) {
    case "text":
      return {
        type: "text",
        text: { body: message.text, preview_url: message.previewUrl ?? false },
        ...(message.replyTo !== undefined && { context: { message_id: message.replyTo } }),
      };
    case "template":
      return {
        type: "template",
        template: {
          name: message.name,
          language: { code: message.language },
          components: message.components,
        },
      };
    case "media":
      return { type: message.mediaType, [message.mediaType]: mediaOf(message) };
    case "buttons":
      return {
        type: "interactive",
        interactive: {
          type: "button",
          body: { text: message.text },
          ...(message.footer && { footer: { text: message.footer } }),
          action: {
            buttons: message.buttons.map(({ id, title }) => ({ type: "reply", reply: { id, title } })),
          },
        },
      };
  }
}

function mediaOf({ mediaType, url, caption, fileName, voice }: OutboundMessage & { kind: "media" }): Json {
  return {
    link: url,
    ...(caption && { caption }),
    ...(fileName && mediaType === "document" && { filename: fileName }),
    ...(voice && mediaType === "audio" && { voice: true }),
  };
}

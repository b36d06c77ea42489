import type { OutboundMessage } from "./port.ts";
import { portError } from "./provider-error.ts";

const maxTrackIdBytes = 512;
const maxUrlLength = 2_048;
export const metaLimits = { text: 4_096, caption: 1_024, body: 1_024, footer: 60 };
export const evolutionLimits = { text: 65_536, caption: 1_024, body: 1_024, footer: 60 };

/** Refuses, before any request, a message that the provider would refuse: WhatsApp's own size limits. */
export function checkMessage(message: OutboundMessage, trackId: string, limits: typeof metaLimits): void {
  need(Buffer.byteLength(trackId) <= maxTrackIdBytes, "trackId has over 512 bytes");
  switch (message.kind) {
    case "text":
      checkLength("text", message.text, limits.text, 1);
      return;
    case "media":
      checkMedia(message, limits.caption);
      return;
    case "buttons":
      checkLength("text", message.text, limits.body, 1);
      checkLength("footer", message.footer ?? "", limits.footer);
      need(message.buttons.length >= 1 && message.buttons.length <= 3, "there must be 1 to 3 buttons");
      for (const { id, title } of message.buttons) {
        checkLength("button title", title, 20, 1);
        checkLength("button id", id, 256, 1);
      }
      need(
        new Set(message.buttons.map(({ id }) => id)).size === message.buttons.length,
        "two buttons have one id",
      );
      return;
    case "template":
      need(/^[a-z0-9_]{1,512}$/.test(message.name), "not a template name");
      need(/^[a-z]{2,3}(_[A-Z]{2})?$/.test(message.language), "not a template language");
  }
}

/** Throws the refusal of a message that this provider has no form for. */
export function refuseMessage(why: string): never {
  throw portError("whatsapp.unsupported_message", why);
}

/** Throws the refusal of an address that this provider has no form for. */
export function refuseRecipient(why: string): never {
  throw portError("whatsapp.invalid_recipient", why);
}

/** Throws when the sender's own settings cannot work. */
export function refuseSettings(why: string): never {
  throw portError("whatsapp.invalid_settings", why);
}

function checkMedia(message: OutboundMessage & { kind: "media" }, maxCaption: number): void {
  const url = URL.parse(message.url);
  need(url?.protocol === "https:" || url?.protocol === "http:", "the media link is not http or https");
  need(url?.username === "" && url.password === "", "the media link holds credentials");
  need(message.url.length <= maxUrlLength, "the media link is too long");
  need(message.mediaType !== "audio" || !message.caption, "audio has no caption");
  checkLength("caption", message.caption ?? "", maxCaption);
  checkLength("file name", message.fileName ?? "", 240);
}

function checkLength(what: string, text: string, max: number, min = 0): void {
  const characters = text.length > max ? [...text].length : text.length; // an emoji is one character, not two
  need(characters <= max, `${what} has over ${max} characters`);
  need(min === 0 || text.trim() !== "", `${what} is empty`);
}

function need(holds: boolean | undefined, why: string): asserts holds {
  if (!holds) throw portError("whatsapp.invalid_message", why);
}

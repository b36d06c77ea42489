import type * as z from "zod";
import type { Reply } from "../http/exchange.ts";
import { couldBePhone, digitsOf, waIdOf } from "../wa-id.ts";
import { metaError, metaParameterError } from "./meta-errors.ts";
import { type ContentType, contentSchemas, envelopeSchema } from "./send-schema.ts";
import { type Template, useTemplate } from "./templates.ts";

/** A send that Meta would take. */
export type MetaSend = {
  address: { to: string; waId: string } | { userId: string };
  type: ContentType;
  text: string;
  content: string;
  trackId: string | null;
  buttons: { id: string; title: string }[];
};

type Known = { templates: Template[]; hasMedia: (id: string) => boolean; displayPhoneNumber: string };
type Read = { ok: true; send: MetaSend } | { ok: false; refusal: Reply };

/** Reads the body of `/messages`, or answers with the code that Meta would. */
export function readMetaSend(body: unknown, known: Known): Read {
  if (typeof body !== "object" || body === null || Array.isArray(body)) {
    return no(metaParameterError("The parameter messaging_product is required."));
  }
  const envelope = envelopeSchema.safeParse(body);
  if (!envelope.success) return no(envelopeRefusal(envelope.error, body));
  const { to, recipient, type, biz_opaque_callback_data: trackId = null } = envelope.data;
  if (!to && !recipient) return no(metaParameterError("The parameter to is required."));
  if (trackId !== null && Buffer.byteLength(trackId) > 512) {
    return no(metaParameterError("Param biz_opaque_callback_data must be at most 512 characters long."));
  }
  if (!isContentType(type)) return no(metaError(131051, `Message type "${type}" is not supported.`));
  if (to && !couldBePhone(digitsOf(to)))
    return no(metaError(100, "Parameter Invalid: to is not a WhatsApp phone number."));
  if (to && digitsOf(to) === known.displayPhoneNumber) return no(metaError(131021));

  const content = readContent(type, envelope.data[type], known);
  if (!content.ok) return content;
  const address = to ? { to, waId: waIdOf(to) } : { userId: recipient ?? "" };
  return { ok: true, send: { address, type, trackId, ...content.value } };
}

type Content = { text: string; content: string; buttons: { id: string; title: string }[] };
type ContentRead = { ok: true; value: Content } | { ok: false; refusal: Reply };

function readContent(type: ContentType, given: unknown, known: Known): ContentRead {
  if (given === undefined) return no(metaParameterError(`The parameter ${type} is required.`));
  const plain = (text: string, buttons: Content["buttons"] = []): ContentRead => ({
    ok: true,
    value: { text, content: JSON.stringify(given), buttons },
  });
  switch (type) {
    case "text": {
      const parsed = contentSchemas.text.safeParse(given);
      return parsed.success ? plain(parsed.data.body) : no(contentRefusal(type, parsed.error, given));
    }
    case "template": {
      const parsed = contentSchemas.template.safeParse(given);
      if (!parsed.success) return no(contentRefusal(type, parsed.error, given));
      const used = useTemplate(known.templates, parsed.data);
      return used.ok ? plain(used.text, used.buttons) : no(metaError(used.code, used.details));
    }
    case "interactive": {
      const parsed = contentSchemas.interactive.safeParse(given);
      if (!parsed.success) return no(contentRefusal(type, parsed.error, given));
      const choices = choicesOf(parsed.data);
      const maxChoices = parsed.data.type === "list" ? 10 : 3;
      if (choices.length > maxChoices)
        return no(metaError(131009, `Total row count exceed max allowed count: ${maxChoices}`));
      if (new Set(choices.map((one) => one.id)).size !== choices.length) {
        return no(metaError(131009, "Duplicate ids in the same interactive message."));
      }
      return plain(parsed.data.body.text, choices);
    }
    case "image":
    case "video":
    case "audio":
    case "document":
    case "sticker": {
      const parsed = contentSchemas[type].safeParse(given);
      if (!parsed.success) return no(contentRefusal(type, parsed.error, given));
      const refusal = mediaRefusal(type, parsed.data, known);
      const caption = "caption" in parsed.data ? parsed.data.caption : null;
      return refusal
        ? no(refusal)
        : plain(typeof caption === "string" && caption !== "" ? caption : `[${type}]`);
    }
    default: {
      const parsed = contentSchemas[type].safeParse(given);
      if (!parsed.success) return no(contentRefusal(type, parsed.error, given));
      return plain(emojiOf(parsed.data) ?? `[${type}]`);
    }
  }
}

function emojiOf(content: object): string | null {
  return "emoji" in content && typeof content.emoji === "string" ? content.emoji : null;
}

function choicesOf(content: z.infer<typeof contentSchemas.interactive>): { id: string; title: string }[] {
  if (content.type === "button") return content.action.buttons.map(({ reply }) => ({ ...reply }));
  if (content.type === "cta_url") return [];
  return content.action.sections.flatMap(({ rows }) => rows.map(({ id, title }) => ({ id, title })));
}

function mediaRefusal(
  type: string,
  media: { id?: string | undefined; link?: string | undefined },
  known: Known,
): Reply | null {
  if (!media.id && !media.link) return metaError(131008, `One of ${type}.id and ${type}.link is required.`);
  if (media.id && !known.hasMedia(media.id)) {
    return metaParameterError(
      `Param ${type}['id'] is not a valid whatsapp business account media attachment ID`,
    );
  }
  if (media.link && !/^https?:\/\/\S+$/.test(media.link)) {
    return metaParameterError(`Param ${type}['link'] is not a valid URI.`);
  }
  return null;
}

function envelopeRefusal(error: z.ZodError, body: object): Reply {
  const name = error.issues[0]?.path.join(".") ?? "";
  if (valueAt(body, error.issues[0]?.path ?? []) === undefined)
    return metaParameterError(`The parameter ${name} is required.`);
  return metaParameterError(`Param ${name} is not valid: ${error.issues[0]?.message ?? ""}`);
}

function contentRefusal(type: ContentType, error: z.ZodError, given: unknown): Reply {
  const issue = error.issues[0];
  const name = [type, ...(issue?.path ?? [])].join(".");
  if (issue?.code === "unrecognized_keys") {
    return metaParameterError(`Unexpected key "${issue.keys[0]}" on param "${type}".`);
  }
  if (type === "text" && issue?.code === "too_big") {
    return metaParameterError("Param text['body'] must be at most 4096 characters long.");
  }
  const isMissing = issue !== undefined && valueAt(given, issue.path) === undefined;
  return isMissing
    ? metaError(131008, `Required parameter is missing: ${name}`)
    : metaError(131009, `${name}: ${issue?.message ?? "invalid"}`);
}

function valueAt(root: unknown, path: PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, key) => (typeof value === "object" && value !== null ? Reflect.get(value, key) : undefined),
    root,
  );
}

function isContentType(type: string): type is ContentType {
  return Object.hasOwn(contentSchemas, type);
}

function no(refusal: Reply): { ok: false; refusal: Reply } {
  return { ok: false, refusal };
}

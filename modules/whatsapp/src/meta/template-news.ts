import * as z from "zod";
import type { InboundEvent } from "../inbound-event.ts";
import { storableText } from "../lenient-fields.ts";
import { templateQualityOf, templateStatusOf } from "./template-words.ts";

const template = z.object({ message_template_name: z.string(), message_template_language: z.string() });
const status = template.extend({ event: z.string() });
const quality = template.extend({ new_quality_score: z.string() });

/** What a change of an account says of one of its templates; undefined when it is about something else. */
export function readTemplateNews(field: string | undefined, value: unknown): InboundEvent | undefined {
  if (field === "message_template_status_update") {
    const { data } = status.safeParse(value);
    if (!data) return { kind: "ignored", reason: "unreadable template status" };
    const known = templateStatusOf(data.event);
    // Flagged, for one: a warning, after which it may be sent as before.
    if (!known) return { kind: "ignored", reason: "template event without effect" };
    return { ...subject(data), status: known };
  }
  if (field === "message_template_quality_update") {
    const { data } = quality.safeParse(value);
    if (!data) return { kind: "ignored", reason: "unreadable template quality" };
    return { ...subject(data), quality: templateQualityOf(data.new_quality_score) };
  }
  return undefined;
}

function subject(given: z.infer<typeof template>) {
  return {
    kind: "template" as const,
    name: storableText(given.message_template_name, 512),
    language: storableText(given.message_template_language, 32),
  };
}

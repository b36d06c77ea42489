import type { CampaignMessage, VariantTest } from "@nova/supabase-client";
import { findMissingVariables, type TemplateComponent, type TextComponent } from "@nova/whatsapp";

type Parameters = NonNullable<Extract<CampaignMessage, { kind: "meta" }>["parameters"]>;

/** What people wrote, with what is sent beside it and the variables that have no fallback. Pure. */
export function writeMessage(message: CampaignMessage): {
  message: CampaignMessage;
  components: (TemplateComponent | TextComponent)[] | null;
  needed: string[];
} {
  if (message.kind === "text") {
    const { text, media } = message;
    const components: TextComponent[] = media
      ? [
          {
            type: "media",
            mediaType: media.kind,
            url: media.url,
            ...(media.filename && { fileName: media.filename }),
          },
        ]
      : [];
    return { message, components, needed: findMissingVariables(text, {}) };
  }
  const components = message.parameters ? componentsOf(message.parameters) : null;
  return { message, components, needed: findMissingVariables(textsOf(components ?? []).join("\n"), {}) };
}

/** A test of variants as SQL keeps it. Pure. */
export function writeVariants({ items, ...test }: VariantTest) {
  return { ...test, items: items.map(({ key, message }) => ({ key, ...writeMessage(message) })) };
}

/** Every text that a template's parameters hold: where people put variables. */
export function textsOf(components: readonly TemplateComponent[]): string[] {
  return components.flatMap(({ parameters }) =>
    parameters.flatMap((one) => ("text" in one && typeof one.text === "string" ? [one.text] : [])),
  );
}

function componentsOf({ header, body, buttons = [] }: Parameters): TemplateComponent[] {
  return [
    ...(header ? [{ type: "header" as const, parameters: [headerOf(header)] }] : []),
    ...(body ? [{ type: "body" as const, parameters: bodyOf(body) }] : []),
    ...buttons.map(({ index, kind, value }) => ({
      type: "button" as const,
      sub_type: kind,
      index: String(index),
      parameters: [
        kind === "url"
          ? { type: "text" as const, text: value }
          : { type: "payload" as const, payload: value.slice(0, 256) },
      ],
    })),
  ];
}

type HeaderParameter = Extract<TemplateComponent, { type: "header" }>["parameters"][number];

function headerOf(header: NonNullable<Parameters["header"]>): HeaderParameter {
  if ("text" in header) return { type: "text", text: header.text };
  const { kind, url: link, filename } = header;
  if (kind === "image") return { type: "image", image: { link } };
  if (kind === "video") return { type: "video", video: { link } };
  return { type: "document", document: { link, ...(filename && { filename }) } };
}

function bodyOf(body: NonNullable<Parameters["body"]>): HeaderParameter[] {
  return Array.isArray(body)
    ? body.map((text) => ({ type: "text", text }))
    : Object.entries(body).map(([name, text]) => ({ type: "text", text, parameter_name: name }));
}

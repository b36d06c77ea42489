import type { Answer } from "../../api/create-api.ts";
import type { Content } from "./content.ts";

export type Template = Answer<"listTemplates">["items"][number];
type Slots = Pick<Content, "templateId" | "parameters" | "isNamed" | "header" | "buttons">;

const mediaKinds = { IMAGE: "image", VIDEO: "video", DOCUMENT: "document" } as const;

/** What a template leaves open, for a person to fill in: its placeholders, its header, its buttons' addresses. */
export function slotsOf({ id, body, components, parameterFormat }: Template): Slots {
  const part = (type: string) => components.find((one) => text(one.type).toUpperCase() === type);
  return {
    templateId: id,
    parameters: placeholdersOf(body).map((name) => ({ name, value: "" })),
    isNamed: parameterFormat === "named",
    header: headerOf(part("HEADER")),
    buttons: buttonsOf(part("BUTTONS")?.buttons),
  };
}

/** The placeholders of a text, once each, in their order: `{{1}}`, `{{city}}`… */
export function placeholdersOf(body: string): string[] {
  return [...new Set([...body.matchAll(/\{\{\s*([\w.]+)\s*\}\}/g)].map(([, name = ""]) => name))];
}

/** Of a template's versions the newest. */
export function newestVersion<V extends { version: number }>(versions: readonly V[]): V | undefined {
  return versions.reduce<V | undefined>(
    (newest, one) => (newest && newest.version >= one.version ? newest : one),
    undefined,
  );
}

function headerOf(header: Record<string, unknown> | undefined): Slots["header"] {
  const format = text(header?.format).toUpperCase();
  const media = Object.entries(mediaKinds).find(([name]) => name === format)?.[1];
  if (media) return { kind: media, url: "" };
  return format === "TEXT" && placeholdersOf(text(header?.text)).length > 0 ? { text: "" } : null;
}

function buttonsOf(buttons: unknown): Slots["buttons"] {
  if (!Array.isArray(buttons)) return [];
  return buttons.flatMap((button: unknown, index) =>
    typeof button === "object" && button !== null && "url" in button && /\{\{/.test(text(button.url))
      ? [{ index, kind: "url" as const, value: "" }]
      : [],
  );
}

const text = (value: unknown) => (typeof value === "string" ? value : "");

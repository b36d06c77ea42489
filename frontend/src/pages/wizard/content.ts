import type { Body } from "../../api/create-api.ts";

export type Message = Body<"createCampaign">["message"];
type TextMessage = Extract<Message, { kind: "text" }>;
type MetaParameters = NonNullable<Extract<Message, { kind: "meta" }>["parameters"]>;
export type TemplateHeader = NonNullable<MetaParameters["header"]>;
export type Media = NonNullable<TextMessage["media"]>;

/** What one message says, while it is being written. */
export type Content = {
  kind: "text" | "meta";
  text: string;
  media: Media | null;
  templateId: string;
  /** Values of the template's placeholders, in their order. */
  parameters: { name: string; value: string }[];
  /** Whether its placeholders go by names instead of numbers. */
  isNamed: boolean;
  buttons: { index: number; kind: "url"; value: string }[];
  /** What stands above a template: a text, or where a file is. */
  header: TemplateHeader | null;
};

export const emptyContent: Content = {
  kind: "text",
  text: "",
  media: null,
  templateId: "",
  parameters: [],
  isNamed: false,
  buttons: [],
  header: null,
};

/** The message alone of something that holds more. */
export function contentOnly({
  kind,
  text,
  media,
  templateId,
  parameters,
  isNamed,
  buttons,
  header,
}: Content): Content {
  return { kind, text, media, templateId, parameters, isNamed, buttons, header };
}

/** What the API is given of a message. */
export function messageOf({
  kind,
  text,
  media,
  templateId,
  parameters,
  isNamed,
  header,
  buttons,
}: Content): Message {
  if (kind === "text") return { kind, text, ...(media && media.url !== "" && { media }) };
  return {
    kind,
    templateId,
    parameters: {
      ...(parameters.length > 0 && { body: valuesOf(parameters, isNamed) }),
      ...(header && { header }),
      ...(buttons.length > 0 && { buttons }),
    },
  };
}

/** A stored message as it was written. */
export function contentOf(message: Message): Content {
  if (message.kind === "text")
    return { ...emptyContent, kind: "text", text: message.text, media: message.media ?? null };
  return {
    ...emptyContent,
    kind: "meta",
    templateId: message.templateId,
    ...parametersOf(message.parameters?.body ?? []),
    header: message.parameters?.header ?? null,
    buttons: (message.parameters?.buttons ?? []).flatMap(({ kind, ...button }) =>
      kind === "url" ? [{ kind, ...button }] : [],
    ),
  };
}

/** Whether nothing of a message is left open. */
export function isContentComplete({
  kind,
  text,
  media,
  templateId,
  parameters,
  buttons,
  header,
}: Content): boolean {
  if (kind === "text") return text.trim() !== "" && (!media || isHttps(media.url));
  const isFilled = [...parameters, ...buttons].every(({ value }) => value.trim() !== "");
  return templateId !== "" && isFilled && isHeaderComplete(header);
}

function isHeaderComplete(header: TemplateHeader | null): boolean {
  if (header === null) return true;
  return "text" in header ? header.text.trim() !== "" : isHttps(header.url);
}

const isHttps = (url: string) => /^https:\/\/\S+$/.test(url);

function valuesOf(parameters: Content["parameters"], isNamed: boolean): string[] | Record<string, string> {
  if (!isNamed) return parameters.map(({ value }) => value);
  return Object.fromEntries(parameters.map(({ name, value }) => [name, value]));
}

function parametersOf(body: string[] | Record<string, string>): Pick<Content, "parameters" | "isNamed"> {
  if (Array.isArray(body))
    return { parameters: body.map((value, index) => ({ name: String(index + 1), value })), isNamed: false };
  return { parameters: Object.entries(body).map(([name, value]) => ({ name, value })), isNamed: true };
}

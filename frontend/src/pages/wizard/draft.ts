import type { Answer, Body } from "../../api/create-api.ts";

type Message = Body<"createCampaign">["message"];
type TextMessage = Extract<Message, { kind: "text" }>;
type MetaParameters = NonNullable<Extract<Message, { kind: "meta" }>["parameters"]>;
export type TemplateHeader = NonNullable<MetaParameters["header"]>;
export type Media = NonNullable<TextMessage["media"]>;

/** A campaign while it is being made. */
export type Draft = {
  name: string;
  listId: string;
  senderId: string;
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

export const stepNames = ["audience", "message", "limits", "simulation", "start"] as const;
export type StepName = (typeof stepNames)[number];

/** Nothing chosen yet but the list that the person came from. */
export function emptyDraft(listId: string): Draft {
  return {
    name: "",
    listId,
    senderId: "",
    kind: "text",
    text: "",
    media: null,
    templateId: "",
    parameters: [],
    isNamed: false,
    buttons: [],
    header: null,
  };
}

/** What the API is given of a draft. */
export function bodyOf(draft: Draft): Body<"createCampaign"> {
  return {
    name: draft.name.trim(),
    listId: draft.listId,
    senderId: draft.senderId,
    message: messageOf(draft),
  };
}

/** The message that a draft makes. */
export function messageOf({
  kind,
  text,
  media,
  templateId,
  parameters,
  isNamed,
  header,
  buttons,
}: Draft): Message {
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

/** A stored campaign as a draft again. */
export function draftOf(campaign: Answer<"readCampaign">): Draft {
  const { message } = campaign;
  const base = emptyDraft(campaign.listId ?? "");
  return {
    ...base,
    name: campaign.name,
    senderId: campaign.senderId,
    ...(message.kind === "text"
      ? { kind: "text" as const, text: message.text, media: message.media ?? null }
      : {
          kind: "meta" as const,
          templateId: message.templateId,
          ...parametersOf(message.parameters?.body ?? []),
          header: message.parameters?.header ?? null,
          buttons: (message.parameters?.buttons ?? []).flatMap(({ kind, ...button }) =>
            kind === "url" ? [{ kind, ...button }] : [],
          ),
        }),
  };
}

/** Whether a step has all that the next one needs. */
export function isComplete(step: StepName, draft: Draft): boolean {
  if (step === "audience") return draft.name.trim() !== "" && draft.listId !== "" && draft.senderId !== "";
  if (step === "message")
    return draft.kind === "text"
      ? draft.text.trim() !== "" && (!draft.media || /^https:\/\/\S+$/.test(draft.media.url))
      : draft.templateId !== "" &&
          [...draft.parameters, ...draft.buttons].every(({ value }) => value.trim() !== "") &&
          isHeaderComplete(draft.header);
  return true;
}

function isHeaderComplete(header: TemplateHeader | null): boolean {
  if (header === null) return true;
  return "text" in header ? header.text.trim() !== "" : /^https:\/\/\S+$/.test(header.url);
}

function valuesOf(parameters: Draft["parameters"], isNamed: boolean): string[] | Record<string, string> {
  if (!isNamed) return parameters.map(({ value }) => value);
  return Object.fromEntries(parameters.map(({ name, value }) => [name, value]));
}

function parametersOf(body: string[] | Record<string, string>): Pick<Draft, "parameters" | "isNamed"> {
  if (Array.isArray(body))
    return { parameters: body.map((value, index) => ({ name: String(index + 1), value })), isNamed: false };
  return { parameters: Object.entries(body).map(([name, value]) => ({ name, value })), isNamed: true };
}

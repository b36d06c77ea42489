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
  /** Values of the template's numbered placeholders, in their order. */
  parameters: string[];
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
export function messageOf({ kind, text, media, templateId, parameters, header }: Draft): Message {
  if (kind === "text") return { kind, text, ...(media && media.url !== "" && { media }) };
  return {
    kind,
    templateId,
    parameters: {
      ...(parameters.length > 0 && { body: parameters }),
      ...(header && { header }),
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
          parameters: Object.values(message.parameters?.body ?? []),
          header: message.parameters?.header ?? null,
        }),
  };
}

/** Whether a step has all that the next one needs. */
export function isComplete(step: StepName, draft: Draft): boolean {
  if (step === "audience") return draft.name.trim() !== "" && draft.listId !== "" && draft.senderId !== "";
  if (step === "message")
    return draft.kind === "text"
      ? draft.text.trim() !== "" && (!draft.media || /^https:\/\/\S+$/.test(draft.media.url))
      : draft.templateId !== "" && draft.parameters.every((value) => value.trim() !== "");
  return true;
}

/** The numbered placeholders of a template's body: `{{1}}`, `{{2}}`… */
export function placeholdersOf(body: string): string[] {
  return [...new Set([...body.matchAll(/\{\{\s*([\w.]+)\s*\}\}/g)].map(([, name = ""]) => name))];
}

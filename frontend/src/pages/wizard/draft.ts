import type { Answer, Body } from "../../api/create-api.ts";

type Message = Body<"createCampaign">["message"];
type TextMessage = Extract<Message, { kind: "text" }>;
export type Media = NonNullable<TextMessage["media"]>;
export type Window = { from: string; until: string; days?: number[] };

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
  headerUrl: string;
  window: Window | null;
  frequencyCap: { max: number; days: number } | null;
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
    headerUrl: "",
    window: null,
    frequencyCap: null,
  };
}

/** What the API is given of a draft. */
export function bodyOf(draft: Draft): Body<"createCampaign"> {
  return {
    name: draft.name.trim(),
    listId: draft.listId,
    senderId: draft.senderId,
    message: messageOf(draft),
    ...(draft.window && { window: draft.window }),
    ...(draft.frequencyCap && { frequencyCap: draft.frequencyCap }),
  };
}

function messageOf({ kind, text, media, templateId, parameters, headerUrl }: Draft): Message {
  if (kind === "text") return { kind, text, ...(media && media.url !== "" && { media }) };
  return {
    kind,
    templateId,
    parameters: {
      ...(parameters.length > 0 && { body: parameters }),
      ...(headerUrl !== "" && { header: { link: headerUrl } }),
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
    window: campaign.window,
    frequencyCap: campaign.frequencyCap,
    ...(message.kind === "text"
      ? { kind: "text" as const, text: message.text, media: message.media ?? null }
      : {
          kind: "meta" as const,
          templateId: message.templateId,
          parameters: message.parameters.body ?? [],
          headerUrl: message.parameters.header?.link ?? "",
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

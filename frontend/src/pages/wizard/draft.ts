import type { Answer, Body } from "../../api/create-api.ts";
import { type Content, contentOf, emptyContent, isContentComplete, messageOf } from "./content.ts";
import { isTestComplete, testBodyOf, testOf, type VariantTest } from "./variant-test.ts";

type Stored = Body<"createCampaign">;

/** A campaign while it is being made. */
export type Draft = Content & {
  name: string;
  listId: string;
  senderId: string;
  /** Hours of its own beside those of its sender. */
  window: NonNullable<Stored["window"]> | null;
  frequencyCap: NonNullable<Stored["frequencyCap"]> | null;
  variants: VariantTest | null;
};

export const stepNames = ["audience", "message", "limits", "simulation", "start"] as const;
export type StepName = (typeof stepNames)[number];

/** Nothing chosen yet but the list that the person came from. */
export function emptyDraft(listId: string): Draft {
  return {
    ...emptyContent,
    name: "",
    listId,
    senderId: "",
    window: null,
    frequencyCap: null,
    variants: null,
  };
}

/** What the API is given of a draft; a rule that is not there takes back one that was. */
export function bodyOf(draft: Draft): Stored {
  return {
    name: draft.name.trim(),
    listId: draft.listId,
    senderId: draft.senderId,
    message: messageOf(draft),
    window: draft.window,
    frequencyCap: draft.frequencyCap,
    variants: draft.variants && testBodyOf(draft.variants),
  };
}

/** A stored campaign as a draft again. */
export function draftOf(campaign: Answer<"readCampaign">): Draft {
  return {
    ...contentOf(campaign.message),
    name: campaign.name,
    listId: campaign.listId ?? "",
    senderId: campaign.senderId,
    window: campaign.window,
    frequencyCap: campaign.frequencyCap,
    variants: campaign.variants && testOf(campaign.variants),
  };
}

/** Whether a step has all that the next one needs. */
export function isComplete(step: StepName, draft: Draft): boolean {
  if (step === "audience") return draft.name.trim() !== "" && draft.listId !== "" && draft.senderId !== "";
  if (step === "message") return isContentComplete(draft);
  if (step === "limits") return draft.variants === null || isTestComplete(draft.variants);
  return true;
}

import * as z from "zod";
import { ownTopics } from "./topics/index.ts";

/** A contract: the topic's name and what its messages carry. Fields that a reader does not know are dropped, so that payloads may grow. */
export type Topic<T> = { readonly name: string; readonly schema: z.ZodType<T> };

export type WhatsappSend = { sendId: string };
export type CampaignPlan = { campaignId?: string | undefined };

/** One ledgered send is due; the row says to whom, what and when. */
export const whatsappSend: Topic<WhatsappSend> = {
  name: "whatsapp-send",
  schema: z.object({ sendId: z.uuid() }),
};

/** Plan what is due: one campaign when it starts, everything when the minute ticks (then there is no id). */
export const campaignPlan: Topic<CampaignPlan> = {
  name: "campaign-plan",
  schema: z.object({ campaignId: z.uuid().optional() }),
};

/** Every contract by topic name. */
export const topics: Readonly<Record<string, KnownTopic>> = {
  [whatsappSend.name]: whatsappSend,
  [campaignPlan.name]: campaignPlan,
  // New contracts are files in topics/, written by `npm run new:service`.
  ...ownTopics,
};

type KnownTopic = Topic<WhatsappSend> | Topic<CampaignPlan> | (typeof ownTopics)[keyof typeof ownTopics];

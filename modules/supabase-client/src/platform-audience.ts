import * as z from "zod";
import { campaignWindowSchema } from "./campaign-rules.ts";
import type { CallFunction } from "./client.ts";
import { campaignStatuses } from "./platform-campaigns.ts";
import { providers, senderProfileSchema, senderStateSchema } from "./platform-senders.ts";

const count = z.int().nonnegative();
const byDdd = z.record(z.string(), count);
export const exclusionReasons = [
  "erased",
  "no-phone",
  "opted-out",
  "missing-variable",
  "frequency-cap",
] as const;

const audienceSchema = z.object({
  provider: z.enum(providers).nullable(),
  kind: z.enum(["qr", "official"]).nullable(),
  total: count,
  included: count,
  excluded: z.array(z.object({ reason: z.enum(exclusionReasons), count, sample: z.array(z.uuid()) })),
  /** How many lack each of the needed variables. */
  missing: z.record(z.string(), count),
  columns: z.array(z.string()),
  byDdd,
  sample: z.array(
    z.object({
      contactId: z.uuid(),
      phone: z.string(),
      variables: z.record(z.string(), z.coerce.string()),
    }),
  ),
});
/** Whom a message would reach, who is out and why, and a sample from all over the list. */
export type MessageAudience = z.infer<typeof audienceSchema>;

const termsShape = {
  /** Hours of its own. */
  window: campaignWindowSchema.nullable(),
  /** A test of variants that is not decided: which share of those who wait goes before. */
  test: z
    .object({ share: z.number().min(0).max(1), decideAfterMs: count, decidesAt: z.int().nullable() })
    .nullable(),
};
const outlookSchema = z.object({
  now: z.int(),
  status: z.enum(campaignStatuses),
  startsAt: z.int().nullable(),
  category: z.string().nullable(),
  kind: z.enum(["qr", "official"]).nullable(),
  profile: senderProfileSchema.nullable(),
  state: senderStateSchema.nullable(),
  /** Nothing of it can go until a person acts. */
  isStopped: z.boolean(),
  waiting: byDdd,
  underWay: count,
  lastSlotAt: z.int().nullable(),
  ...termsShape,
  others: z.array(z.object({ waiting: byDdd, ...termsShape })),
  delivered: z.object({ sender: count, template: count }),
});
/** What the simulator needs of a campaign. Times are epoch ms. */
export type CampaignOutlook = z.infer<typeof outlookSchema>;

/** What a message to a list would do, on behalf of a person (`actor`). */
export function createPlatformAudience(call: CallFunction) {
  return {
    read: (
      actor: string,
      clientId: string,
      asked: { listId: string; senderId?: string | undefined; needed?: string[]; samples?: number },
    ) =>
      call(
        "read_message_audience",
        {
          p_actor: actor,
          p_client_id: clientId,
          p_list_id: asked.listId,
          p_sender_id: asked.senderId ?? null,
          p_needed: asked.needed ?? [],
          p_samples: asked.samples ?? 200,
        },
        audienceSchema,
      ),
    /** Whom a campaign would reach, by its own cap too; null without a list. */
    readOfCampaign: (actor: string, clientId: string, campaignId: string, needed: string[] = []) =>
      call(
        "read_campaign_audience",
        { p_actor: actor, p_client_id: clientId, p_campaign_id: campaignId, p_needed: needed },
        audienceSchema.nullable(),
      ),
    readOutlook: (actor: string, clientId: string, campaignId: string) =>
      call(
        "read_campaign_outlook",
        { p_actor: actor, p_client_id: clientId, p_campaign_id: campaignId },
        outlookSchema,
      ),
    /** One send of a campaign's message to one phone; whoever asks publishes it. */
    sendTest: (
      actor: string,
      clientId: string,
      campaignId: string,
      { id, phone, variables }: { id: string; phone: string; variables?: Record<string, string> | undefined },
    ) =>
      call(
        "send_test",
        {
          p_actor: actor,
          p_client_id: clientId,
          p_campaign_id: campaignId,
          p_id: id,
          p_phone: phone,
          p_variables: variables ?? null,
        },
        z.uuid(),
      ),
    readTemplate: (actor: string, clientId: string, templateId: string) =>
      call(
        "read_template_text",
        { p_actor: actor, p_client_id: clientId, p_template_id: templateId },
        templateTextSchema,
      ),
  };
}

const templateTextSchema = z.object({
  kind: z.enum(["text", "meta"]),
  name: z.string(),
  language: z.string(),
  status: z.string(),
  category: z.string().nullable(),
  body: z.string(),
  components: z.array(z.unknown()),
});
export type TemplateText = z.infer<typeof templateTextSchema>;
export type PlatformAudience = ReturnType<typeof createPlatformAudience>;

import * as z from "zod";
import { variantKeySchema } from "./campaign-variants.ts";
import type { CallFunction } from "./client.ts";
import { instantText, type PageRequest, pageOf } from "./platform.ts";
import { campaignStatuses, explanationSchema, sendStatuses } from "./platform-campaigns.ts";
import { providers } from "./platform-senders.ts";

const count = z.int().nonnegative();
export const recipientSchema = z.object({
  sendId: z.uuid(),
  contactId: z.uuid().nullable(),
  name: z.string().nullable(),
  phone: z.string().nullable(),
  status: z.enum(sendStatuses),
  reason: z.string().nullable(),
  code: z.string().nullable(),
  notBefore: instantText.nullable(),
  slotAt: instantText.nullable(),
  sentAt: instantText.nullable(),
  deliveredAt: instantText.nullable(),
  readAt: instantText.nullable(),
  repliedAt: instantText.nullable(),
  /** Which of the campaign's messages; null without a test, or while it waits for the test. */
  variant: variantKeySchema.nullable(),
  waiting: explanationSchema.nullable(),
});
export type CampaignRecipient = z.infer<typeof recipientSchema>;
const failuresSchema = z.object({
  status: z.enum(campaignStatuses),
  provider: z.enum(providers),
  items: z.array(
    z.object({
      code: z.string().nullable(),
      reason: z.string().nullable(),
      count,
      /** Of how many it is known that nothing arrived. */
      undelivered: count,
    }),
  ),
});
export type CampaignFailures = z.infer<typeof failuresSchema>;

export type RecipientFilter = {
  statuses?: string[] | undefined;
  /** A reason or a code. */
  reason?: string | undefined;
  /** Part of a name or of a phone. */
  search?: string | undefined;
  /** Whether each that waits says why and until when. */
  explain?: boolean | undefined;
};

/** Recipients of campaigns on behalf of a person (`actor`): SQL asserts the role and keeps the audit. */
export function createPlatformRecipients(call: CallFunction) {
  const of = (actor: string, clientId: string, campaignId: string) => ({
    p_actor: actor,
    p_client_id: clientId,
    p_campaign_id: campaignId,
  });
  return {
    list: (
      actor: string,
      clientId: string,
      campaignId: string,
      { after, limit, ...filter }: RecipientFilter & PageRequest,
    ) =>
      call(
        "list_recipients",
        {
          ...of(actor, clientId, campaignId),
          p_filter: filter,
          p_after: after ?? null,
          p_limit: limit,
        },
        pageOf(recipientSchema),
      ),
    /** Notes in the audit that they are taken away as a file. */
    beginExport: (actor: string, clientId: string, campaignId: string, filter: RecipientFilter) =>
      call("begin_export", { ...of(actor, clientId, campaignId), p_filter: filter }, z.null()),
    groupFailures: (actor: string, clientId: string, campaignId: string) =>
      call("group_failures", of(actor, clientId, campaignId), failuresSchema),
    /** Gives those with these codes a new life, where it is known that nothing arrived; each waits that long after its failure. */
    retryFailed: (
      actor: string,
      clientId: string,
      campaignId: string,
      codes: { code: string; waitMs: number }[],
    ) =>
      call(
        "retry_failed",
        { ...of(actor, clientId, campaignId), p_codes: codes },
        z.object({ retried: count, left: count }),
      ),
    explain: (actor: string, clientId: string, sendId: string) =>
      call("read_send", { p_actor: actor, p_client_id: clientId, p_send_id: sendId }, explanationSchema),
    decide: (actor: string, clientId: string, sendId: string, decision: "sent" | "failed") =>
      call(
        "decide_unconfirmed_send",
        { p_actor: actor, p_client_id: clientId, p_send_id: sendId, p_decision: decision },
        explanationSchema,
      ),
  };
}

export type PlatformRecipients = ReturnType<typeof createPlatformRecipients>;

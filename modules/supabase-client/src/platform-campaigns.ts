import * as z from "zod";
import { type CampaignMessage, campaignMessageSchema } from "./campaign-message.ts";
import {
  type CampaignCap,
  type CampaignWindow,
  campaignCapSchema,
  campaignWindowSchema,
} from "./campaign-rules.ts";
import { campaignVariantsSchema, type VariantTest, variantCountSchema } from "./campaign-variants.ts";
import type { CallFunction } from "./client.ts";
import { instantText, type PageRequest, pageOf } from "./platform.ts";

const count = z.int().nonnegative();
export const campaignStatuses = ["draft", "scheduled", "running", "finished", "cancelled", "halted"] as const;
export const sendStatuses = [
  ...["pending", "queued", "sending", "sent", "delivered", "read"],
  ...["failed", "skipped", "cancelled", "unconfirmed"],
] as const;

export const progressSchema = z.object({
  total: count,
  waiting: count,
  sent: count,
  delivered: count,
  read: count,
  failed: count,
  skipped: count,
  cancelled: count,
  unconfirmed: count,
  /** How many answered: beside the others, not one of those that make the total. */
  replied: count,
  /** Grows with what viewers are told of; see the event `progress`. */
  revision: count,
});
export const campaignSchema = z.object({
  id: z.uuid(),
  name: z.string(),
  status: z.enum(campaignStatuses),
  statusReason: z.string().nullable(),
  senderId: z.uuid(),
  senderName: z.string(),
  listId: z.uuid().nullable(),
  listName: z.string().nullable(),
  startsAt: instantText.nullable(),
  startedAt: instantText.nullable(),
  finishedAt: instantText.nullable(),
  createdAt: instantText,
  updatedAt: instantText,
  /** The widest pause that holds it back. */
  paused: z.enum(["global", "client", "sender", "campaign"]).nullable(),
  progress: progressSchema.nullable(),
  message: campaignMessageSchema.catch({ kind: "text", text: "—" }),
  /** Hours of its own; those of its sender hold too. */
  window: campaignWindowSchema.nullable(),
  /** A cap of its own; that of its sender holds too. */
  frequencyCap: campaignCapSchema.nullable(),
  /** Its test of messages; null: everyone gets the same. */
  variants: campaignVariantsSchema.nullable(),
});
/** Why something is where it is: a word of ours, a provider's code, or what the planner says. */
export const explanationSchema = z.object({
  status: z.string(),
  reason: z.union([z.string(), z.looseObject({ code: z.string() })]).nullish(),
  code: z.string().nullish(),
  until: instantText.nullish(),
});
export type Explanation = z.infer<typeof explanationSchema>;

const campaignNowSchema = campaignSchema.extend({
  waiting: explanationSchema.nullable(),
  perMinute: z.number(),
  /** Whether there is a time at which both its own hours and those of its sender are open. */
  windowMeets: z.boolean(),
});
const metricsSchema = z.object({
  campaignId: z.uuid(),
  name: z.string(),
  status: z.enum(campaignStatuses),
  startedAt: instantText.nullable(),
  finishedAt: instantText.nullable(),
  progress: progressSchema.nullable(),
  optOuts: count,
  byVariant: z.array(variantCountSchema),
});

/** A message with what SQL needs to know of it. */
type WrittenMessage = {
  message: CampaignMessage;
  /** What is sent with it; null: as stored with the template. */
  components: unknown[] | null;
  /** Variables without a fallback. */
  needed: string[];
};
type WrittenVariants = Omit<VariantTest, "items"> & { items: ({ key: "B" | "C" | "D" } & WrittenMessage)[] };
type GivenRules = {
  variants?: WrittenVariants | null | undefined;
  window?: CampaignWindow | null | undefined;
  frequencyCap?: CampaignCap | null | undefined;
};
export type CampaignToCreate = {
  id: string;
  name: string;
  senderId: string;
  listId: string;
} & WrittenMessage &
  GivenRules;
export type CampaignChange = {
  name?: string | undefined;
  senderId?: string | undefined;
  listId?: string | undefined;
} & Partial<WrittenMessage> &
  GivenRules;

/** Campaigns on behalf of a person (`actor`): SQL asserts the role and keeps the audit. */
export function createPlatformCampaigns(call: CallFunction) {
  const of = (actor: string, clientId: string, campaignId: string) => ({
    p_actor: actor,
    p_client_id: clientId,
    p_campaign_id: campaignId,
  });
  return {
    list: (
      actor: string,
      clientId: string,
      { status, after, limit }: { status?: string | undefined } & PageRequest,
    ) =>
      call(
        "list_campaigns",
        {
          p_actor: actor,
          p_client_id: clientId,
          p_status: status ?? null,
          p_after: after ?? null,
          p_limit: limit,
        },
        pageOf(campaignSchema),
      ),
    /** With what holds it back and its pace. */
    read: (actor: string, clientId: string, id: string) =>
      call("read_campaign", of(actor, clientId, id), campaignNowSchema),
    readMetrics: (actor: string, clientId: string, id: string) =>
      call("read_campaign_metrics", of(actor, clientId, id), metricsSchema),
    create: (actor: string, clientId: string, { id, ...draft }: CampaignToCreate) =>
      call(
        "create_draft_campaign",
        { p_actor: actor, p_client_id: clientId, p_id: id, p_draft: draft },
        campaignSchema,
      ),
    change: (actor: string, clientId: string, id: string, change: CampaignChange) =>
      call("change_draft_campaign", { ...of(actor, clientId, id), p_change: change }, campaignSchema),
    remove: (actor: string, clientId: string, id: string) =>
      call("delete_draft_campaign", of(actor, clientId, id), z.null()),
    begin: (actor: string, clientId: string, id: string) =>
      call("begin_campaign", of(actor, clientId, id), campaignSchema),
    schedule: (actor: string, clientId: string, id: string, startsAt: string) =>
      call("schedule_campaign", { ...of(actor, clientId, id), p_starts_at: startsAt }, campaignSchema),
    unschedule: (actor: string, clientId: string, id: string) =>
      call("unschedule_campaign", of(actor, clientId, id), campaignSchema),
    /** Resume also lets go on what the breaker or its template had stopped. */
    switchPause: (actor: string, clientId: string, id: string, action: "pause" | "resume", reason: string) =>
      call(
        "switch_campaign_pause",
        { ...of(actor, clientId, id), p_action: action, p_reason: reason },
        campaignSchema,
      ),
    /** Ends its test before the time: the rest gets this variant. */
    decideVariant: (actor: string, clientId: string, id: string, variant: string) =>
      call("decide_variant", { ...of(actor, clientId, id), p_variant: variant }, campaignSchema),
    stop: (actor: string, clientId: string, id: string, reason: string) =>
      call("stop_campaign", { ...of(actor, clientId, id), p_reason: reason }, campaignSchema),
  };
}

export type PlatformCampaigns = ReturnType<typeof createPlatformCampaigns>;

import * as z from "zod";
import type { CallFunction } from "./client.ts";

const count = z.int().nonnegative();
const instant = z.iso.datetime({ offset: true }).transform((text) => new Date(text));

const createdSchema = z.object({ campaignId: z.uuid(), listId: z.uuid(), templateId: z.uuid() });
const startedSchema = z.object({ total: count, waiting: count, skipped: count });
const importedSchema = z.object({ rows: count, newContacts: count, added: count });
const summarySchema = z.object({
  campaignId: z.uuid(),
  name: z.string(),
  status: z.string(),
  startedAt: instant.nullable(),
  finishedAt: instant.nullable(),
  total: count,
  byStatus: z.record(z.string(), count),
  open: z.boolean(),
  blockedReason: z.record(z.string(), z.unknown()).nullable(),
  blockedUntil: instant.nullable(),
  paused: z.string().nullable(),
  failures: z.record(z.string(), count),
  attemptsPerSend: count,
});
export type CampaignSummary = z.infer<typeof summarySchema>;

const finishedSchema = z.object({
  campaignId: z.uuid(),
  clientId: z.uuid(),
  name: z.string(),
  startedAt: instant,
  finishedAt: instant,
  counts: z.record(z.string(), count),
});
export type FinishedCampaign = z.infer<typeof finishedSchema>;

/** A row to import: the phone canonical, the variables as text. */
export type ContactRow = { phone: string; name?: string; variables?: Record<string, string> };
export type NewTemplate = {
  name: string;
  kind: "text" | "meta";
  body: string;
  language?: string;
  category?: string;
  components?: unknown[];
};
export type NewCampaign = {
  clientId: string;
  senderId: string;
  name: string;
  template: NewTemplate;
  listName: string;
  seed: number;
};

/** Campaigns and their audience. Each method is one SQL function. */
export function createCampaigns(call: CallFunction) {
  return {
    create: ({ clientId, senderId, name, template, listName, seed }: NewCampaign) =>
      call(
        "create_campaign",
        {
          p_client_id: clientId,
          p_sender_id: senderId,
          p_name: name,
          p_template: template,
          p_list_name: listName,
          p_seed: seed,
        },
        createdSchema,
      ),
    /** Adds rows to a list; known people keep their contact. At most some thousand rows a call. */
    importContacts: (clientId: string, listId: string, rows: ContactRow[]) =>
      call("import_contacts", { p_client_id: clientId, p_list_id: listId, p_rows: rows }, importedSchema),
    /** Freezes audience and content as ledger rows. Fails with `database.nv409` when it cannot start; the hint says why. */
    start: (clientId: string, campaignId: string, actor: string) =>
      call(
        "start_campaign",
        { p_client_id: clientId, p_campaign_id: campaignId, p_actor: actor },
        startedSchema,
      ),
    cancel: (clientId: string, campaignId: string, reason: string) =>
      call("cancel_campaign", { p_client_id: clientId, p_campaign_id: campaignId, p_reason: reason }, count),
    /** Counted from the ledger rows, not from counters. */
    summarize: (campaignId: string) =>
      call("summarize_campaign", { p_campaign_id: campaignId }, summarySchema.nullable()),
    /** Ends campaigns with nothing left to send; returns those that people must be told of. */
    finish: () => call("finish_campaigns", {}, z.array(finishedSchema)),
    confirmAnnouncement: (campaignId: string) =>
      call("confirm_announcement", { p_campaign_id: campaignId }, z.null()),
    /** Folds leftover progress of one campaign, or of all, and tells its viewers. */
    foldProgress: (campaignId?: string) =>
      call("fold_campaign_progress", { p_campaign_id: campaignId ?? null }, count),
  };
}

export type Campaigns = ReturnType<typeof createCampaigns>;

import type { CampaignSummary, NovaDatabase } from "@nova/supabase-client";
import * as z from "zod";
import type { Explanation } from "../demo/describe-waiting.ts";
import type { Rows } from "../stack/read-rows.ts";

const instant = z.iso.datetime({ offset: true }).transform((text) => new Date(text));
const campaignRow = z.object({
  id: z.uuid(),
  client_id: z.uuid(),
  sender_id: z.uuid(),
  name: z.string(),
  status: z.string(),
  status_reason: z.string().nullable(),
  created_at: instant,
});
const progressRow = z.object({
  campaign_id: z.uuid(),
  total: z.int(),
  waiting: z.int(),
  sent: z.int(),
  delivered: z.int(),
  read: z.int(),
  failed: z.int(),
});
const senderRow = z.object({
  id: z.uuid(),
  client_id: z.uuid(),
  name: z.string(),
  provider: z.string(),
  external_id: z.string(),
  status: z.string(),
  status_reason: z.string().nullable(),
  activated_at: instant,
});
const profileRow = z.object({
  max_per_hour: z.int().nullable(),
  max_per_day: z.int().nullable(),
  tier_per_day: z.int().nullable(),
  warm_up: z.array(z.object({ untilAgeDays: z.number(), maxPerDay: z.int() })),
  send_window: z.looseObject({ from: z.string(), until: z.string() }).nullable(),
});
const stateRow = z.object({
  blocked_reason: z.record(z.string(), z.unknown()).nullable(),
  blocked_until: instant.nullable(),
});
const pauseRow = z.object({ scope_key: z.string(), event_id: z.coerce.number(), since: instant });
const pauseEventRow = z.object({ id: z.coerce.number(), reason: z.string(), actor: z.string().nullable() });
const webhookRow = z.object({
  id: z.uuid(),
  provider: z.string(),
  status: z.string(),
  reason: z.string().nullable(),
  received_at: instant,
});

export type Campaign = z.infer<typeof campaignRow>;
export type Progress = z.infer<typeof progressRow>;
export type Sender = z.infer<typeof senderRow>;
export type SenderProfile = z.infer<typeof profileRow>;
export type WebhookEvent = z.infer<typeof webhookRow>;
export type Pause = { scope: string; since: Date; reason: string; actor: string | null };
export type CampaignView = {
  campaign: Campaign;
  sender: Sender | undefined;
  summary: CampaignSummary;
  waiting: Explanation | null;
  pauses: Pause[];
  lastMinute: number;
};
export type SenderView = {
  sender: Sender;
  profile: SenderProfile | undefined;
  blocked: z.infer<typeof stateRow> | undefined;
  pauses: Pause[];
  lastHour: number;
  lastDay: number;
};

type Ports = {
  rows: Rows;
  campaigns: Pick<NovaDatabase["campaigns"], "summarize">;
  readRateLimits: NovaDatabase["operations"]["readRateLimits"];
  explainWaiting: (clientId: string, campaignId: string) => Promise<Explanation | null>;
  now?: () => Date;
};
export type PanelReader = ReturnType<typeof createPanelReader>;
export const campaignsPerPage = 20;

const columns = (row: z.ZodObject) => Object.keys(row.shape).join(",");
const eventColumns = columns(webhookRow); // not the body

/** What the panel's pages show, read from the ledger's rows. */
export function createPanelReader({
  rows,
  campaigns,
  readRateLimits,
  explainWaiting,
  now = () => new Date(),
}: Ports) {
  const one = async <T>(table: string, id: string, select: string, row: z.ZodType<T>, key = "id") =>
    (await rows.list(table, { select, [key]: `eq.${id}`, limit: "1" }, row))[0];

  async function pausesOf(clientId: string, scopes: string[]): Promise<Pause[]> {
    const keys = ["global", `client:${clientId}`, ...scopes].join(",");
    const select = { select: columns(pauseRow), scope_key: `in.(${keys})` };
    const pauses = await rows.list("active_pauses", select, pauseRow);
    if (pauses.length === 0) return [];
    const ids = `in.(${pauses.map(({ event_id }) => event_id).join(",")})`;
    const events = await rows.list(
      "pause_events",
      { select: columns(pauseEventRow), id: ids },
      pauseEventRow,
    );
    return pauses.map(({ scope_key, event_id, since }) => {
      const event = events.find(({ id }) => id === event_id);
      const scope = scope_key.split(":")[0] ?? scope_key;
      return { scope, since, reason: event?.reason ?? "", actor: event?.actor ?? null };
    });
  }

  return {
    /** A page of campaigns, newest first, one more than fits if there are older ones. */
    async listCampaigns(page: number) {
      const found = await rows.list(
        "campaigns",
        {
          select: columns(campaignRow),
          order: "created_at.desc,id.asc",
          limit: String(campaignsPerPage + 1),
          offset: String(page * campaignsPerPage),
        },
        campaignRow,
      );
      if (found.length === 0) return [];
      const ids = found.map(({ id }) => id);
      const keys = { scope_key: `in.(${ids.map((id) => `campaign:${id}`).join(",")})` };
      const wanted = { select: columns(progressRow), campaign_id: `in.(${ids.join(",")})` };
      const [progress, pauses] = await Promise.all([
        rows.list("campaign_progress", wanted, progressRow),
        rows.list("active_pauses", { select: columns(pauseRow), ...keys }, pauseRow),
      ]);
      return found.map((campaign) => ({
        campaign,
        progress: progress.find(({ campaign_id }) => campaign_id === campaign.id),
        isPaused: pauses.some(({ scope_key }) => scope_key === `campaign:${campaign.id}`),
      }));
    },
    listSenders: () =>
      rows.list(
        "client_providers",
        { select: columns(senderRow), order: "priority,name", limit: "50" },
        senderRow,
      ),
    findCampaign: (id: string) => one("campaigns", id, columns(campaignRow), campaignRow),
    findSender: (id: string) => one("client_providers", id, columns(senderRow), senderRow),
    findWebhookEvent: (id: string) => one("webhook_events", id, eventColumns, webhookRow),
    async viewCampaign(campaign: Campaign): Promise<CampaignView | undefined> {
      const { id, client_id, sender_id } = campaign;
      const [sender, summary, waiting, pauses, lastMinute] = await Promise.all([
        one("client_providers", sender_id, columns(senderRow), senderRow),
        campaigns.summarize(id),
        explainWaiting(client_id, id),
        pausesOf(client_id, [`sender:${sender_id}`, `campaign:${id}`]),
        rows.count("sends", {
          select: "id",
          campaign_id: `eq.${id}`,
          sent_at: `gt.${new Date(now().getTime() - 60_000).toISOString()}`,
        }),
      ]);
      return summary ? { campaign, sender, summary, waiting, pauses, lastMinute } : undefined;
    },
    async viewSender(sender: Sender): Promise<SenderView> {
      const [profile, blocked, pauses, limits] = await Promise.all([
        one("sender_profiles", sender.id, columns(profileRow), profileRow, "sender_id"),
        one("sender_states", sender.id, columns(stateRow), stateRow, "sender_id"),
        pausesOf(sender.client_id, [`sender:${sender.id}`]),
        readRateLimits(),
      ]);
      const { lastHour = 0, lastDay = 0 } = limits.find(({ senderId }) => senderId === sender.id) ?? {};
      return { sender, profile, blocked, pauses, lastHour, lastDay };
    },
  };
}

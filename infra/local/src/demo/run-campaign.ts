import { setTimeout as sleep } from "node:timers/promises";
import { campaignPlan, type Publisher } from "@nova/queue";
import type { CampaignSummary, ContactRow, NewCampaign, NovaDatabase } from "@nova/supabase-client";
import { createProgressBar, progressOf } from "./progress-bar.ts";

type Ports = {
  database: Pick<NovaDatabase, "campaigns">;
  publisher: Pick<Publisher, "publish">;
  output?: Parameters<typeof createProgressBar>[0];
  /** Give up waiting when nothing has moved for this long. */
  patienceMs?: number;
};
type Campaign = Omit<NewCampaign, "listName" | "seed"> & { contacts: ContactRow[] };
export type CampaignRun = { campaignId: string; startedAt: Date; seconds: number; summary: CampaignSummary };

const rowsPerImport = 2_000;
const pollMs = 250;

/** Imports the contacts, starts the campaign and shows it move until nothing more can happen by itself. */
export async function runCampaign(campaign: Campaign, ports: Ports): Promise<CampaignRun> {
  const { campaigns } = ports.database;
  const { contacts, ...rest } = campaign;
  const seed = Math.floor(Math.random() * 2 ** 31);
  const { campaignId, listId } = await campaigns.create({ ...rest, listName: `${rest.name} ${seed}`, seed });
  for (let from = 0; from < contacts.length; from += rowsPerImport) {
    await campaigns.importContacts(rest.clientId, listId, contacts.slice(from, from + rowsPerImport));
  }
  const startedAt = new Date();
  await campaigns.start(rest.clientId, campaignId, "local");
  await ports.publisher.publish(campaignPlan, { campaignId });
  const summary = await watch(campaignId, startedAt, ports);
  return { campaignId, startedAt, summary, seconds: (Date.now() - startedAt.getTime()) / 1_000 };
}

/** Draws until every recipient is reached or has ended otherwise, or nothing has moved for a while. */
async function watch(
  campaignId: string,
  startedAt: Date,
  { database, output, patienceMs = 100_000 }: Ports,
): Promise<CampaignSummary> {
  const bar = createProgressBar(output);
  let lastMove = Date.now();
  let last = "";
  for (;;) {
    const summary = await database.campaigns.summarize(campaignId);
    if (!summary) throw new Error(`campaign ${campaignId} is gone`);
    bar.draw(progressOf(summary, Date.now() - startedAt.getTime()));
    const state = JSON.stringify(summary.byStatus);
    if (state !== last) lastMove = Date.now();
    last = state;
    const { unconfirmed = 0, sent = 0 } = summary.byStatus;
    // Sent ones are still to be confirmed by the provider; unconfirmed ones may yet be resolved by its echo.
    const settled = !summary.open && sent === 0 && (unconfirmed === 0 || Date.now() - lastMove > 10_000);
    const waitsLong =
      summary.blockedUntil !== null && summary.blockedUntil.getTime() - Date.now() > patienceMs;
    if (settled || waitsLong || summary.paused !== null || Date.now() - lastMove > patienceMs) {
      bar.end();
      return summary;
    }
    await sleep(pollMs);
  }
}

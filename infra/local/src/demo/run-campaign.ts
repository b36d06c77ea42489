import { setTimeout as sleep } from "node:timers/promises";
import { AppError, attempt } from "@nova/error-handler";
import { campaignPlan, type Publisher } from "@nova/queue";
import type { CampaignSummary, ContactRow, NewCampaign, NovaDatabase } from "@nova/supabase-client";
import { describeWaiting, type Explanation, type Waiting } from "./describe-waiting.ts";
import { explainBySummary } from "./explain-waiting.ts";
import { createProgressBar, progressOf } from "./progress-bar.ts";

type Ports = {
  database: Pick<NovaDatabase, "campaigns">;
  publisher: Pick<Publisher, "publish">;
  /** Why the first of those who wait does so; without it, what the summary says. */
  explainWaiting?: (clientId: string, campaignId: string) => Promise<Explanation | null>;
  output?: Parameters<typeof createProgressBar>[0];
  onStart?: (campaignId: string) => void;
  /** Give up waiting when nothing has moved for this long. */
  patienceMs?: number;
};
type Campaign = Omit<NewCampaign, "listName" | "seed"> & { contacts: ContactRow[] };
export type CampaignRun = {
  campaignId: string;
  startedAt: Date;
  seconds: number;
  summary: CampaignSummary;
  /** What those who are left wait for. */
  waiting: Waiting | null;
};

const rowsPerImport = 2_000;
const pollMs = 250;
const calmMs = 2_000;
/** What is on its way is still given the time that a provider takes to tell how it ended. */
const calmInFlightMs = 15_000;

/** Imports the contacts, starts the campaign and shows it move until nothing more can happen soon. */
export async function runCampaign(campaign: Campaign, ports: Ports): Promise<CampaignRun> {
  const { campaigns } = ports.database;
  const { contacts, ...rest } = campaign;
  const seed = Math.floor(Math.random() * 2 ** 31);
  const { campaignId, listId } = await campaigns.create({ ...rest, listName: `${rest.name} ${seed}`, seed });
  for (let from = 0; from < contacts.length; from += rowsPerImport) {
    await campaigns.importContacts(rest.clientId, listId, contacts.slice(from, from + rowsPerImport));
  }
  const startedAt = new Date();
  await campaigns.start(rest.clientId, campaignId, "local").catch(refuseStart);
  ports.onStart?.(campaignId);
  await ports.publisher.publish(campaignPlan, { campaignId });
  const { summary, waiting } = await watch(rest.clientId, campaignId, startedAt, ports);
  return { campaignId, startedAt, summary, waiting, seconds: (Date.now() - startedAt.getTime()) / 1_000 };
}

/** Draws until every recipient is reached or has ended otherwise, or what is left waits for longer than a person would. */
async function watch(
  clientId: string,
  campaignId: string,
  startedAt: Date,
  { database, output, explainWaiting, patienceMs = 100_000 }: Ports,
): Promise<{ summary: CampaignSummary; waiting: Waiting | null }> {
  const bar = createProgressBar(output);
  const explain = async (summary: CampaignSummary) => {
    if (!summary.open) return null;
    const now = new Date();
    const explanation = explainWaiting
      ? await explainWaiting(clientId, campaignId)
      : explainBySummary(summary, now);
    return explanation && describeWaiting(explanation, now);
  };
  let lastMove = Date.now();
  let lastAsked = 0;
  let last = "";
  for (;;) {
    const asked = await attempt(() => database.campaigns.summarize(campaignId));
    if (!asked.ok) {
      // The campaign goes on without us: a gateway or database that is being restarted is no reason to stop watching.
      if (Date.now() - lastMove > patienceMs) throw asked.error;
      await sleep(pollMs * 2);
      continue;
    }
    const summary = asked.value;
    if (!summary) throw new AppError("campaign.gone", `campaign ${campaignId} is gone`, { retry: "never" });
    bar.draw(progressOf(summary, Date.now() - startedAt.getTime()));
    const state = JSON.stringify(summary.byStatus);
    if (state !== last) lastMove = Date.now();
    last = state;
    const quietMs = Date.now() - lastMove;
    const { unconfirmed = 0, sent = 0, sending = 0 } = summary.byStatus;
    // Sent ones are still to be confirmed by the provider; unconfirmed ones may yet be resolved by its echo.
    const settled = !summary.open && sent === 0 && (unconfirmed === 0 || quietMs > 10_000);
    const isCalm = quietMs >= (sent + sending + unconfirmed > 0 ? calmInFlightMs : calmMs);
    const asks = summary.open && isCalm && Date.now() - lastAsked > 1_000;
    if (asks) lastAsked = Date.now();
    const waiting = asks ? await explain(summary) : null;
    if (settled || waiting?.isLong || quietMs > patienceMs) {
      bar.end();
      return { summary, waiting: waiting ?? (await explain(summary)) };
    }
    await sleep(pollMs);
  }
}

/** A sender that is stopped or disconnected takes no campaign: that is for a person to change. */
function refuseStart(thrown: unknown): never {
  if (!(thrown instanceof AppError) || thrown.code !== "database.nv409") throw thrown;
  throw new AppError(
    "campaign.refused",
    `A campanha não pôde começar: confira o remetente no painel (npm start) e reative-o se estiver parado.
The campaign could not start: ${thrown.message}; ${thrown.context.hint}.`,
    { retry: "never", cause: thrown },
  );
}

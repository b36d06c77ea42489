import type { Breaker } from "@nova/breaker";
import { attempt, type Reporter } from "@nova/error-handler";
import type { Alert } from "@nova/notify";
import { type CampaignPlan, type Publisher, whatsappSend } from "@nova/queue";
import type { Campaigns, Schedules, Sends } from "@nova/supabase-client";
import { announceFinished, announceRefusedStart, announceUndecided } from "./announce.ts";
import type { Planned } from "./plan-senders.ts";
import type { Started } from "./start-due.ts";
import type { TendedConversations } from "./sweep-conversations.ts";

type Context = { note: (fields: Record<string, unknown>) => void };
type Ports = {
  sends: Pick<Sends, "sweep">;
  campaigns: Pick<Campaigns, "finish" | "confirmAnnouncement" | "foldProgress">;
  schedules: Pick<Schedules, "confirmRefusal">;
  publisher: Pick<Publisher, "publishBatch">;
  breaker: Pick<Breaker, "lookAtAll">;
  sweepConversations: () => Promise<TendedConversations>;
  startDue: () => Promise<Started>;
  planSenders: () => Promise<Planned>;
  reporter: Pick<Reporter, "report">;
  notify: (alert: Alert) => Promise<void>;
  linkTo: (path: string) => string | undefined;
};

/**
 * One round: sweep sends and, at a tick, conversations; stop what fails, start what is due, plan, end what is done, tell people. Every step is safe to repeat and to run beside another
 * dispatcher, so a tick that comes twice changes nothing.
 */
export function createDispatch(ports: Ports) {
  const {
    sends,
    campaigns,
    schedules,
    publisher,
    breaker,
    sweepConversations,
    startDue,
    planSenders,
    notify,
    linkTo,
    reporter,
  } = ports;
  return async function dispatch({ campaignId }: CampaignPlan, { note }: Context): Promise<void> {
    const swept = await sends.sweep();
    if (swept.republish.length > 0) {
      await publisher.publishBatch(
        whatsappSend,
        swept.republish.map((sendId) => ({ sendId })),
      );
    }
    // Once a minute is enough, and a campaign that starts must not wait for it.
    if (campaignId === undefined) note({ ...(await sweepConversations()) });
    // Before anything is planned: what the webhook or a worker did not get to see must not get another slot.
    const looked = await attempt(breaker.lookAtAll);
    if (!looked.ok) await reporter.report(looked.error);
    const { started, refused } = await startDue();
    const planned = await planSenders();
    const finished = await campaigns.finish();
    await campaigns.foldProgress();
    note({
      ...planned,
      started,
      unconfirmed: swept.unconfirmed,
      missed: swept.missed,
      finished: finished.length,
    });

    for (const campaign of finished) {
      await notify(announceFinished(campaign, linkTo));
      await campaigns.confirmAnnouncement(campaign.campaignId);
    }
    for (const refusal of refused) {
      await notify(announceRefusedStart(refusal, linkTo));
      await schedules.confirmRefusal(refusal.campaignId);
    }
    for (const undecided of swept.undecided) await notify(announceUndecided(undecided, linkTo));
  };
}

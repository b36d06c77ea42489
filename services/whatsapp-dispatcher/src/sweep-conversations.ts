import { attempt, type Reporter } from "@nova/error-handler";
import type { Alert } from "@nova/notify";
import { conversationProcess, type Publisher } from "@nova/queue";
import type { Conversations } from "@nova/supabase-client";
import { announceUnanswered } from "./announce.ts";

type Ports = {
  conversations: Pick<Conversations, "sweep">;
  publisher: Pick<Publisher, "publishBatch">;
  notify: (alert: Alert) => Promise<void>;
  linkTo: (path: string) => string | undefined;
  reporter: Pick<Reporter, "report">;
};
export type TendedConversations = { rewoken: number; resumed: number; unanswered: number };

/** Wakes conversations whose wake-up was lost or which people left, and tells people of those that wait for them. A failure waits for the next tick. */
export function createSweepConversations({ conversations, publisher, notify, linkTo, reporter }: Ports) {
  return async function sweepConversations(): Promise<TendedConversations> {
    const swept = await attempt(conversations.sweep);
    if (!swept.ok) {
      await reporter.report(swept.error);
      return { rewoken: 0, resumed: 0, unanswered: 0 };
    }
    const { due, resumed, alarms } = swept.value;
    const woken = await attempt(async () => {
      if (due.length === 0) return;
      await publisher.publishBatch(
        conversationProcess,
        due.map((conversationId) => ({ conversationId })),
      );
    });
    if (!woken.ok) await reporter.report(woken.error);
    for (const alarm of alarms) {
      const told = await attempt(() => notify(announceUnanswered(alarm, linkTo)));
      if (!told.ok) await reporter.report(told.error, { conversationId: alarm.conversationId });
    }
    return { rewoken: due.length, resumed, unanswered: alarms.length };
  };
}

import type { Breaker, React } from "@nova/breaker";
import { attempt, type Reporter } from "@nova/error-handler";
import { campaignPlan, conversationProcess, type Publisher } from "@nova/queue";
import type { Ingested } from "@nova/supabase-client";
import { classifyError, type InboundProvider } from "@nova/whatsapp";

type Ports = {
  react: React;
  breaker: Pick<Breaker, "look">;
  publisher: Pick<Publisher, "publish" | "publishAt">;
  reporter: Pick<Reporter, "report">;
  now: () => Date;
};

const apartMs = 1_000;
const maxKept = 1_000;

/**
 * What statuses and opt-outs demand beyond their rows: a failed status stops a sender or campaign as the same code in an
 * answer does; a campaign that fails too often is paused; one that waited to see a slice through is planned on. What was said is
 * answered once its burst is over.
 */
export function createReactToIngested({ react, breaker, publisher, reporter, now }: Ports) {
  const woken = new Map<string, number>();

  return async function reactToIngested(provider: InboundProvider, ingested: Ingested): Promise<void> {
    const { failures = [], optedOutOf = [], slicesKnown = [], conversations = [] } = ingested;
    const due: (() => Promise<unknown>)[] = [];
    // When the burst may be over; whoever types on is waited for by the claim.
    for (const [wakeAt, talks] of Map.groupBy(conversations, (one) => one.wakeAt))
      due.push(() =>
        publisher.publishAt(
          conversationProcess,
          talks.map(({ id }) => ({ conversationId: id })),
          new Date(wakeAt),
        ),
      );
    for (const { code, ...blamed } of failures) {
      if (code === null) continue;
      const { action, reason, wholeAccount } = classifyError(provider, code);
      // Who stopped us is opted out with the body itself, whoever it is.
      due.push(() => react({ code, message: reason, action, wholeAccount }, blamed));
    }
    const failed = failures.flatMap(({ campaignId }) => campaignId ?? []);
    for (const campaignId of new Set([...failed, ...optedOutOf])) due.push(() => breaker.look(campaignId));
    for (const campaignId of slicesKnown.filter(isDue))
      due.push(() => publisher.publish(campaignPlan, { campaignId }));
    for (const one of due) {
      const done = await attempt(one);
      if (!done.ok) await reporter.report(done.error, { eventId: ingested.eventId ?? null });
    }
  };

  /** The planner that is woken sees all that came until then; a slice's statuses come within moments of each other. */
  function isDue(campaignId: string): boolean {
    const at = now().getTime();
    const last = woken.get(campaignId) ?? Number.NEGATIVE_INFINITY;
    if (at - last < apartMs && at >= last) return false;
    if (woken.size >= maxKept) woken.clear();
    woken.set(campaignId, at);
    return true;
  }
}

import type { Breaker, React } from "@nova/breaker";
import { attempt, insist, type Reporter, type Result } from "@nova/error-handler";
import { campaignPlan, type Publisher, type WhatsappSend, whatsappSend } from "@nova/queue";
import { drainingError } from "@nova/runtime";
import type { Claim, Granted, Outcome, Sends, Settled } from "@nova/supabase-client";
import type { Sent, WhatsApp } from "@nova/whatsapp";
import { recipientOf, renderMessage } from "@nova/whatsapp/render-message";
import { blameOf } from "./blame-of.ts";
import { createGate } from "./create-gate.ts";
import { createReplanning } from "./create-replanning.ts";
import { planOutcome } from "./plan-outcome.ts";

type Context = { note: (fields: Record<string, unknown>) => void; draining: () => boolean };
type Begun = { claim: Granted; sending: Promise<Result<Sent>> } | { claim: Claim; sending?: undefined };
export type Ports = {
  sends: Pick<Sends, "claim" | "abandon" | "settle">;
  publisher: Pick<Publisher, "publish" | "publishAt">;
  openSender: (granted: Granted) => Promise<WhatsApp>;
  /** Stops the sender, pauses the campaign or opts the contact out, as the provider's error demands. */
  react: React;
  /** Sees whether failures are more than a few bad contacts. */
  breaker: Pick<Breaker, "look">;
  reporter: Pick<Reporter, "report">;
  newAttemptId: () => string;
  now: () => Date;
  pause: (ms: number) => Promise<unknown>;
};

const beginsAtOnce = 4;
/** The last few of a campaign are under way together: by then they have settled, and most statuses are in. */
const lastOnesMs = 2_000;
const claimWaitsMs = [100, 400, 1_500];
/** An outcome is worth more patience than a claim: what is not recorded ends up as `unconfirmed`, for people to decide. */
const settleWaitsMs = [100, 400, 1_500, 4_000, 8_000, 15_000];

/** Pub/Sub delivers at least once, so the claim, not the message, decides who sends. */
export function createDeliver(ports: Ports) {
  const { sends, publisher, newAttemptId, now, pause } = ports;
  const enter = createGate(beginsAtOnce);
  const replan = createReplanning();

  return async function deliver({ sendId }: WhatsappSend, { note, draining }: Context): Promise<void> {
    const attemptId = newAttemptId();
    const begun = await begin(sendId, attemptId, draining);
    note({ sendId, attemptId, claim: begun.claim.kind });
    if (begun.claim.kind === "wait")
      return publisher.publishAt(whatsappSend, [{ sendId }], begun.claim.until);
    if (!begun.sending) return; // taken, refused, gone: the row says why and until when

    const { claim } = begun;
    const result = await begun.sending;
    const outcome = planOutcome(result, { inCampaign: claim.send.campaignId !== null });
    const settled = await insist(() => sends.settle(attemptId, outcome), settleWaitsMs, pause);
    const { code } = result.ok ? {} : result.error;
    note({ outcome: outcome.kind, sendStatus: settled.status, ...(code && { code }) });

    // The outcome is recorded: whatever fails from here on is mended by the next tick, never by sending again.
    for (const followUp of followUps(claim, settled, outcome, result)) {
      const done = await attempt(followUp);
      if (!done.ok) await ports.reporter.report(done.error, { sendId });
    }
  };

  /**
   * Claims and lets the request leave, few at a time: a worker that is killed then takes hardly anything along that was
   * claimed but never sent, which nobody could tell from sent.
   */
  async function begin(sendId: string, attemptId: string, draining: () => boolean): Promise<Begun> {
    const leave = await enter();
    let mayBeGranted = false;
    const giveUp = () => insist(() => sends.abandon(sendId, attemptId), settleWaitsMs, pause);
    try {
      // Asking again with the same id gives the same answer, so a lost answer costs nothing.
      const claim = await insist(
        async () => {
          if (draining()) throw drainingError();
          const asked = await attempt(() => sends.claim(sendId, attemptId));
          if (asked.ok) return asked.value;
          mayBeGranted ||= asked.error.retry === "unknown";
          throw asked.error;
        },
        claimWaitsMs,
        pause,
      );
      if (claim.kind !== "granted") {
        leave();
        // An earlier question may still get what this one did not, or got it and was taken for lost meanwhile.
        if (mayBeGranted) await giveUp();
        return { claim };
      }
      const sending = send(claim, attemptId);
      await new Promise((resolve) => setImmediate(resolve));
      return { claim, sending };
    } catch (thrown) {
      leave();
      // Whoever asked knows that nothing went out; once it is gone, nobody does.
      if (mayBeGranted) await giveUp();
      throw thrown;
    } finally {
      leave();
    }
  }

  async function send(granted: Granted, attemptId: string): Promise<Result<Sent>> {
    return attempt(async () => {
      const client = await ports.openSender(granted);
      const { send } = granted;
      return client.send(recipientOf(send), renderMessage(send), {
        trackId: attemptId,
        attempt: send.attempt,
      });
    });
  }

  /** Each for itself: a queue that is away must not keep a sender going that has to stop. */
  function followUps(granted: Granted, settled: Settled, outcome: Outcome, result: Result<Sent>) {
    const { id: sendId, campaignId } = granted.send;
    const { republishAt, nextSendId } = settled;
    const due: (() => Promise<unknown>)[] = [];
    const blame = blameOf(result, settled, granted);
    if (blame) due.push(() => ports.react(blame.failure, blame.blamed));
    if (republishAt) due.push(() => publisher.publishAt(whatsappSend, [{ sendId }], republishAt));
    if (nextSendId) due.push(() => publisher.publish(whatsappSend, { sendId: nextSendId }));
    const planAt = campaignId && replanAt(campaignId, settled, outcome);
    if (planAt) due.push(() => publisher.publishAt(campaignPlan, [{ campaignId }], planAt));
    const hasFailed = settled.status === "failed" || settled.status === "unconfirmed";
    if (campaignId && hasFailed) due.push(() => ports.breaker.look(campaignId));
    return due;
  }

  /** When the dispatcher should look at the campaign before its tick: to end it, to see what became of a slice, or because a throttled send may go. */
  function replanAt(campaignId: string, settled: Settled, outcome: Outcome): Date | undefined {
    if (settled.lastOfCampaign || settled.sliceEnded)
      return replan(campaignId, new Date(now().getTime() + lastOnesMs), now());
    const { status, notBefore } = settled;
    const isPutOff = outcome.kind === "later" && status === "pending" && notBefore;
    return isPutOff ? replan(campaignId, notBefore, now()) : undefined;
  }
}

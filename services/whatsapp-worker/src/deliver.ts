import { type AppError, attempt, type Reporter, type Result } from "@nova/error-handler";
import { campaignPlan, type Publisher, type WhatsappSend, whatsappSend } from "@nova/queue";
import type { Granted, Sends, Settled } from "@nova/supabase-client";
import type { Sent, WhatsApp } from "@nova/whatsapp";
import { recipientOf, renderMessage } from "@nova/whatsapp/render-message";
import { insist } from "./insist.ts";
import { planOutcome } from "./plan-outcome.ts";

type Context = { note: (fields: Record<string, unknown>) => void };
export type Ports = {
  sends: Pick<Sends, "claim" | "settle">;
  publisher: Pick<Publisher, "publish" | "publishAt">;
  openSender: (granted: Granted) => Promise<WhatsApp>;
  /** Pauses the sender or campaign, or opts the contact out, as the provider's error demands. */
  react: (error: AppError, granted: Granted) => Promise<void>;
  reporter: Pick<Reporter, "report">;
  newAttemptId: () => string;
  now: () => Date;
  pause: (ms: number) => Promise<unknown>;
};

const claimWaitsMs = [100, 400, 1_500];
/** An outcome is worth more patience than a claim: what is not recorded ends up as `unconfirmed`, for people to decide. */
const settleWaitsMs = [100, 400, 1_500, 4_000, 8_000];

/** Pub/Sub delivers at least once, so the claim, not the message, decides who sends. */
export function createDeliver(ports: Ports) {
  const { sends, publisher, newAttemptId, now, pause } = ports;

  return async function deliver({ sendId }: WhatsappSend, { note }: Context): Promise<void> {
    const attemptId = newAttemptId();
    // Asking again with the same id gives the same answer, so a lost answer costs nothing.
    const claim = await insist(() => sends.claim(sendId, attemptId), claimWaitsMs, pause);
    note({ sendId, attemptId, claim: claim.kind });
    if (claim.kind === "wait") return publisher.publishAt(whatsappSend, [{ sendId }], claim.until);
    if (claim.kind !== "granted") return; // taken, refused, gone: the row says why and until when

    const result = await send(claim, attemptId);
    const outcome = planOutcome(result, { now: now(), inCampaign: claim.send.campaignId !== null });
    const settled = await insist(() => sends.settle(attemptId, outcome), settleWaitsMs, pause);
    note({
      outcome: outcome.kind,
      status: settled.status,
      ...(result.ok ? {} : { code: result.error.code }),
    });

    // The outcome is recorded: whatever fails from here on is mended by the next tick, never by sending again.
    for (const followUp of followUps(claim, settled, result)) {
      const done = await attempt(followUp);
      if (!done.ok) await ports.reporter.report(done.error, { sendId });
    }
  };

  async function send(granted: Granted, attemptId: string): Promise<Result<Sent>> {
    return attempt(async () => {
      const client = await ports.openSender(granted);
      return client.send(recipientOf(granted.send), renderMessage(granted.send), { trackId: attemptId });
    });
  }

  /** Each for itself: a queue that is away must not keep a sender going that has to stop. */
  function followUps(granted: Granted, settled: Settled, result: Result<Sent>): (() => Promise<unknown>)[] {
    const { id: sendId, campaignId } = granted.send;
    const { republishAt, nextSendId, lastOfCampaign } = settled;
    const due: (() => Promise<unknown>)[] = [];
    if (!result.ok) due.push(() => ports.react(result.error, granted));
    if (republishAt) due.push(() => publisher.publishAt(whatsappSend, [{ sendId }], republishAt));
    if (nextSendId) due.push(() => publisher.publish(whatsappSend, { sendId: nextSendId }));
    if (lastOfCampaign && campaignId) due.push(() => publisher.publish(campaignPlan, { campaignId }));
    return due;
  }
}

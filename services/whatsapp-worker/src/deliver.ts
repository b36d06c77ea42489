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
};

/** Pub/Sub delivers at least once, so the claim, not the message, decides who sends. */
export function createDeliver(ports: Ports) {
  const { sends, publisher, newAttemptId, now } = ports;

  return async function deliver({ sendId }: WhatsappSend, { note }: Context): Promise<void> {
    const attemptId = newAttemptId();
    // Asking again with the same id gives the same answer, so a lost answer costs nothing.
    const claim = await insist(() => sends.claim(sendId, attemptId));
    note({ sendId, attemptId, claim: claim.kind });
    if (claim.kind === "wait") return publisher.publishAt(whatsappSend, [{ sendId }], claim.until);
    if (claim.kind !== "granted") return; // taken, refused, gone: the row says why and until when

    const result = await send(claim, attemptId);
    const outcome = planOutcome(result, { now: now(), inCampaign: claim.send.campaignId !== null });
    const settled = await insist(() => sends.settle(attemptId, outcome));
    note({
      outcome: outcome.kind,
      status: settled.status,
      ...(result.ok ? {} : { code: result.error.code }),
    });

    // The outcome is recorded: whatever fails from here on is mended by the next tick, never by sending again.
    const after = await attempt(() => followUp(claim, settled, result));
    if (!after.ok) await ports.reporter.report(after.error, { sendId });
  };

  async function send(granted: Granted, attemptId: string): Promise<Result<Sent>> {
    return attempt(async () => {
      const client = await ports.openSender(granted);
      return client.send(recipientOf(granted.send), renderMessage(granted.send), { trackId: attemptId });
    });
  }

  async function followUp(
    { send, ...granted }: Granted,
    settled: Settled,
    result: Result<Sent>,
  ): Promise<void> {
    if (settled.republishAt)
      await publisher.publishAt(whatsappSend, [{ sendId: send.id }], settled.republishAt);
    if (settled.nextSendId) await publisher.publish(whatsappSend, { sendId: settled.nextSendId });
    if (settled.lastOfCampaign && send.campaignId)
      await publisher.publish(campaignPlan, { campaignId: send.campaignId });
    if (!result.ok) await ports.react(result.error, { send, ...granted });
  }
}

import { AppError } from "@nova/error-handler";
import type { Publisher } from "@nova/queue";
import type { Sends } from "@nova/supabase-client";
import type { OutboundMessage, Recipient, Sent } from "@nova/whatsapp";
import { metaCapabilities } from "@nova/whatsapp/meta";
import { createDeliver } from "../src/deliver.ts";
import { createFakeSends } from "./fake-sends.ts";

export const now = new Date("2026-03-02T12:00:00Z");
export const sendId = "5b1f0c84-8c52-4a7e-9f0f-6c1b0f2d3a01";
export const campaignId = "5b1f0c84-8c52-4a7e-9f0f-6c1b0f2d3a02";

export type Published = { topic: string; data: unknown; at?: Date };
type Answer = Sent | Error;

/** A worker over fakes: a ledger, a provider that answers as told, a queue that remembers. */
export function setUp() {
  const ledger = createFakeSends(() => now);
  const sent: { to: Recipient; message: OutboundMessage; trackId: string }[] = [];
  const answers: Answer[] = [];
  const published: Published[] = [];
  const reacted: string[] = [];
  const lookedAt: string[] = [];
  const reported: string[] = [];
  const noted: Record<string, unknown> = {};
  const pauses: number[] = [];
  const faults: Record<"claim" | "abandon" | "settle", Error[]> &
    Record<"lostClaims" | "lostSettles", number> & { beforeClaim: (() => unknown)[] } = {
    /** What happens in the ledger before each question. */
    beforeClaim: [],
    claim: [],
    abandon: [],
    settle: [],
    lostClaims: 0,
    lostSettles: 0,
  };
  let queueIsAway = false;
  let isDraining = false;
  let senderIsBroken: Error | undefined;
  let attempts = 0;

  const sends: Pick<Sends, "claim" | "abandon" | "settle"> = {
    abandon: async (id, attemptId) => {
      const fault = faults.abandon.shift();
      if (fault) throw fault;
      return ledger.sends.abandon(id, attemptId);
    },
    claim: async (id, attemptId) => {
      faults.beforeClaim.shift()?.();
      const fault = faults.claim.shift();
      if (fault) throw fault;
      const claim = await ledger.sends.claim(id, attemptId);
      if (faults.lostClaims-- > 0) throw lost();
      return claim;
    },
    settle: async (attemptId, outcome) => {
      const fault = faults.settle.shift();
      if (fault) throw fault;
      const settled = await ledger.sends.settle(attemptId, outcome);
      if (faults.lostSettles-- > 0) throw lost();
      return settled;
    },
  };
  function publish(entry: Published): string {
    if (queueIsAway) throw new AppError("queue.unreachable", "the queue is away", { retry: "unknown" });
    published.push(entry);
    return "1";
  }
  const publisher: Pick<Publisher, "publish" | "publishAt"> = {
    publish: async (topic, data) => publish({ topic: topic.name, data }),
    publishAt: async (topic, datas, at) => {
      for (const data of datas) publish({ topic: topic.name, data, at });
    },
  };
  const deliver = createDeliver({
    sends,
    publisher,
    openSender: async () => {
      if (senderIsBroken) throw senderIsBroken;
      return {
        capabilities: metaCapabilities,
        send: async (to, message, { trackId }) => {
          const answer = answers.shift() ?? { providerMessageId: `wamid.${sent.length + 1}` };
          if (answer instanceof Error) throw answer;
          sent.push({ to, message, trackId });
          return answer;
        },
      };
    },
    react: async ({ code }) => void reacted.push(code),
    breaker: { look: async (id) => void lookedAt.push(id) },
    reporter: {
      report: async (thrown) => {
        const error =
          thrown instanceof AppError ? thrown : new AppError("unexpected", "", { retry: "unknown" });
        reported.push(error.code);
        return error;
      },
    },
    newAttemptId: () => `attempt-${++attempts}`,
    now: () => now,
    pause: async (ms) => pauses.push(ms),
  });

  return {
    ledger,
    deliver: (id = sendId) =>
      deliver({ sendId: id }, { note: (fields) => Object.assign(noted, fields), draining: () => isDraining }),
    status: (id = sendId) => ledger.statusOf(id),
    sent,
    published,
    reacted,
    lookedAt,
    reported,
    noted,
    pauses,
    faults,
    answerWith: (...given: Answer[]) => answers.push(...given),
    drain: () => {
      isDraining = true;
    },
    breakQueue: () => {
      queueIsAway = true;
    },
    breakSender: (error: Error) => {
      senderIsBroken = error;
    },
  };
}

/** The answer did not come: the call may have taken effect. */
export function lost(): AppError {
  return new AppError("database.unreachable", "no answer", { retry: "unknown" });
}

/** A provider's failure. */
export function failure(
  retry: "safe" | "never" | "unknown",
  action = "fail",
  retryAfterMs?: number,
): AppError {
  const wait = retryAfterMs === undefined ? {} : { retryAfterMs };
  return new AppError(`meta.${action}`, "Não deu.", { retry, context: { action }, ...wait });
}

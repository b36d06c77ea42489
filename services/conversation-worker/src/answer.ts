import { type AppError, attempt, insist, type Reporter, withTimeout } from "@nova/error-handler";
import { faultOf, needsPeople } from "@nova/llm";
import type { Alert } from "@nova/notify";
import { type ConversationProcess, conversationProcess, type Publisher, whatsappSend } from "@nova/queue";
import { drainingError } from "@nova/runtime";
import type { Conversations, TurnResult } from "@nova/supabase-client";
import { announceAccount, announceCeiling, announceHandOver } from "./announce.ts";
import { endTurn } from "./end-turn.ts";
import { type Granted, planTurn, type Turn } from "./plan-turn.ts";
import { readVoice, type Voice } from "./read-voice.ts";
import type { createThink, Store } from "./think.ts";

type Context = { note: (fields: Record<string, unknown>) => void; draining: () => boolean };
type Ports = {
  conversations: Pick<
    Conversations,
    "claim" | "readTurn" | "storeStep" | "finish" | "giveUp" | "tellOfCeiling"
  >;
  publisher: Pick<Publisher, "publish" | "publishAt">;
  think: ReturnType<typeof createThink>;
  notify: (alert: Alert) => Promise<void>;
  linkTo: (path: string) => string | undefined;
  reporter: Pick<Reporter, "report">;
  newLeaseId: () => string;
  now: () => Date;
  pause: (ms: number) => Promise<unknown>;
};
type Held = { conversationId: string; leaseId: string; claim: Granted; voice: Voice };
type Decided = { kind: "end"; result: TurnResult; facts: object } | { kind: "lost" };

/** Less than the lease of 120 s, so that an answer is written by whoever has the conversation. */
const turnMs = 85_000;
const waitsMs = [100, 400, 1_500];
/** An answer that was paid for is worth more patience than a question. */
const finishWaitsMs = [100, 400, 1_500, 4_000, 8_000];
const spendCeiling = "spend-ceiling";

/** A wake carries an id only: the claim decides whether there is something to answer, and who answers it. */
export function createAnswer(ports: Ports) {
  const { conversations, publisher, think, newLeaseId, now, pause } = ports;

  return async function answer({ conversationId }: ConversationProcess, context: Context): Promise<void> {
    const { note, draining } = context;
    const leaseId = newLeaseId();
    const claim = await insist(
      async () => {
        if (draining()) throw drainingError();
        return conversations.claim(conversationId, leaseId);
      },
      waitsMs,
      pause,
    );
    note({ conversationId, leaseId, claim: claim.kind });
    if (claim.kind === "wait") return wake(conversationId, claim.until);
    if (claim.kind !== "granted") return; // answered, or people have it
    const turn = await insist(() => conversations.readTurn(conversationId, leaseId), waitsMs, pause);
    if (turn.kind === "lost") return note({ outcome: "lost" });
    const voice = readVoice(turn.voice);
    const held: Held = { conversationId, leaseId, claim, voice };

    const decided = await attempt(() => decide(held, turn));
    if (!decided.ok) return fail(held, decided.error, context);
    if (decided.value.kind === "lost") return note({ outcome: "lost" });
    note({ ...decided.value.facts });
    return end(held, decided.value.result, context);
  };

  async function decide({ conversationId, leaseId, claim, voice }: Held, turn: Turn): Promise<Decided> {
    const plan = planTurn(claim, turn, voice, now());
    if (plan.kind === "nothing") return { kind: "end", result: { bubbles: [] }, facts: {} };
    const store: Store = (step) =>
      insist(() => conversations.storeStep(conversationId, leaseId, claim.through, step), waitsMs, pause);
    const thought =
      plan.kind === "hand-over"
        ? plan
        : await withTimeout(turnMs, (signal) => think({ asked: plan, turn, voice, store, signal }));
    switch (thought.kind) {
      case "lost":
        return thought;
      case "said": {
        const { rounds, tier, why } = thought;
        const agreed = plan.kind === "ask" ? plan.agreed : undefined;
        return { kind: "end", result: endTurn(thought, turn, voice, agreed), facts: { rounds, tier, why } };
      }
      default: {
        const reason = thought.kind === "ceiling" ? spendCeiling : thought.reason;
        return { kind: "end", result: { bubbles: [voice.handOverNotice], handOver: { reason } }, facts: {} };
      }
    }
  }

  async function end(held: Held, result: TurnResult, { note }: Context): Promise<void> {
    const { conversationId, leaseId, claim } = held;
    const ended = await insist(
      () => conversations.finish(conversationId, leaseId, claim.through, result),
      finishWaitsMs,
      pause,
    );
    note({ outcome: ended.kind, ...(result.handOver && { handOver: result.handOver.reason }) });
    if (ended.kind === "lost") return; // people took it: what was written is never said
    if (ended.kind === "superseded") return wake(conversationId, ended.wakeAt);
    const { sendIds, wakeAt } = ended;
    await follow(held, [
      () => publishFirst(sendIds),
      () => (wakeAt === null ? undefined : wake(conversationId, wakeAt)),
      () => (result.handOver ? tell(held, result.handOver.reason, result.lead?.score) : undefined),
    ]);
  }

  /** The model failed: again in a moment, twice; then people, and a word to the contact. What the database does is the queue's to repeat. */
  async function fail(held: Held, error: AppError, context: Context): Promise<void> {
    const { code, message } = error;
    if (!/^(llm|conversation)\./.test(code)) throw error;
    const { conversationId, leaseId, voice } = held;
    context.note({ code });
    if (needsPeople(error)) await follow(held, [() => ports.notify(announceAccount(code, message))]);
    // Another try would be refused as well.
    if (code.startsWith("llm.") && faultOf(error) === "request")
      return end(held, { bubbles: [voice.failureNotice], handOver: { reason: code } }, context);
    const givenUp = await insist(
      () => conversations.giveUp(conversationId, leaseId, code, voice.failureNotice),
      finishWaitsMs,
      pause,
    );
    context.note({ outcome: givenUp.kind });
    if (givenUp.kind === "retry") return wake(conversationId, givenUp.wakeAt);
    if (givenUp.kind === "handed-over")
      await follow(held, [() => publishFirst(givenUp.sendIds), () => tell(held, code)]);
  }

  async function tell({ conversationId, claim, voice }: Held, reason: string, score?: number): Promise<void> {
    const { clientId, answered, through } = claim;
    if (reason !== spendCeiling) {
      const told = { conversationId, clientId, reason, messages: through - answered, score };
      return ports.notify(announceHandOver(told, ports.linkTo));
    }
    if (await conversations.tellOfCeiling(clientId))
      await ports.notify(announceCeiling(clientId, voice.dailyCeilingUsd, ports.linkTo));
  }

  /** The turn has ended: what fails from here on is mended by the dispatcher's next tick, never by answering again. */
  async function follow({ conversationId }: Held, steps: (() => unknown)[]): Promise<void> {
    for (const step of steps) {
      const done = await attempt(step);
      if (!done.ok) await ports.reporter.report(done.error, { conversationId });
    }
  }

  /** Each message publishes the next when it has gone. */
  async function publishFirst([sendId]: readonly string[]): Promise<void> {
    if (sendId !== undefined) await publisher.publish(whatsappSend, { sendId });
  }

  function wake(conversationId: string, at: string): Promise<void> {
    return publisher.publishAt(conversationProcess, [{ conversationId }], new Date(at));
  }
}

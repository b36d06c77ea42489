import * as z from "zod";
import type { CallFunction } from "./client.ts";

const instant = z.iso.datetime({ offset: true });
const messageSchema = z.object({
  id: z.int(),
  author: z.enum(["contact", "bot", "human"]),
  /** The number of the contact's message within its conversation; null for ours. */
  turn: z.int().nullable(),
  externalId: z.string().nullable(),
  type: z.string(),
  text: z.string().nullable(),
  media: z.unknown().nullable(),
  content: z.unknown().nullable(),
  replyTo: z.string().nullable(),
  at: instant,
});
export type ChatMessage = z.infer<typeof messageSchema>;

const claimSchema = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("granted"),
    clientId: z.uuid(),
    senderId: z.uuid(),
    contactId: z.uuid(),
    epoch: z.int(),
    /** The answer covers the contact's messages after `answered`, up to `through`. */
    answered: z.int(),
    through: z.int(),
    superseded: z.int(),
    failures: z.int(),
    summary: z.string().nullable(),
    /** The last 40, oldest first. */
    messages: z.array(messageSchema),
  }),
  z.object({ kind: z.literal("wait"), until: instant, reason: z.enum(["leased", "typing"]) }),
  z.object({ kind: z.literal("not-ours"), state: z.string() }),
  z.object({ kind: z.enum(["gone", "answered"]) }),
]);
export type ConversationClaim = z.infer<typeof claimSchema>;

const lost = z.object({ kind: z.literal("lost"), state: z.string() });
const finishedSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("done"), sendIds: z.array(z.uuid()), wakeAt: instant.nullable() }),
  z.object({ kind: z.literal("superseded"), wakeAt: instant }),
  lost,
]);
export type FinishedTurn = z.infer<typeof finishedSchema>;

const givenUpSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("retry"), failures: z.int(), wakeAt: instant }),
  z.object({ kind: z.literal("handed-over"), sendIds: z.array(z.uuid()) }),
  lost,
]);
export type GivenUpTurn = z.infer<typeof givenUpSchema>;

const turnSchema = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("turn"),
    /** The tenant's settings of conversations, as people wrote them. */
    voice: z.unknown(),
    tenantName: z.string(),
    contactName: z.string().nullable(),
    /** What the contact answered to the tenant's questions. */
    lead: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
    /** Today, in millionths of a US dollar. */
    spentMicros: z.int(),
    /** People had the conversation, and the bot has said nothing since. */
    handedBack: z.boolean(),
    /** What an earlier worker's steps gave, by their names. */
    steps: z.record(z.string(), z.unknown()),
  }),
  z.object({ kind: z.literal("lost") }),
]);
export type ConversationTurn = z.infer<typeof turnSchema>;

const keptStepSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("kept"), result: z.unknown(), spentMicros: z.int() }),
  z.object({ kind: z.literal("lost") }),
]);
export type KeptStep = z.infer<typeof keptStepSchema>;

export type StepUsage = {
  promptVersion: string;
  model: string;
  promptTokens: number;
  completionTokens: number;
  /** In millionths of a US dollar. */
  costMicros: number;
};

const sweptSchema = z.object({
  /** Due, and nobody is at them. */
  due: z.array(z.uuid()),
  /** How many the bot got back after people's silence. */
  resumed: z.int(),
  /** Those that wait for people too long; each wait is told once. */
  alarms: z.array(
    z.object({ conversationId: z.uuid(), clientId: z.uuid(), since: instant, minutes: z.number() }),
  ),
});
export type SweptConversations = z.infer<typeof sweptSchema>;

/** What a turn ends with: the messages to send in order, and whether people have to go on. */
export type TurnResult = {
  bubbles: string[];
  handOver?: { reason: string };
  /** What was agreed so far, for whoever goes on. */
  summary?: string;
  /** What the contact answered to the tenant's questions, all of it. */
  lead?: {
    fields: Readonly<Record<string, string | number | boolean>>;
    score: number;
    status: "open" | "qualified" | "not-qualified";
  };
};

const steeredSchema = z.object({ state: z.string(), epoch: z.int(), wakeAt: instant.nullable() });
export type SteeredConversation = z.infer<typeof steeredSchema>;

/** Turns of the bot, and people who step in. Each method is one SQL function. */
export function createConversations(call: CallFunction) {
  return {
    /** Asks for a turn of at most 120 s. Safe to repeat with the same lease id. */
    claim: (conversationId: string, leaseId: string) =>
      call("claim_conversation", { p_conversation_id: conversationId, p_lease_id: leaseId }, claimSchema),
    /** What a claimed turn needs besides its messages. */
    readTurn: (conversationId: string, leaseId: string) =>
      call("read_turn", { p_conversation_id: conversationId, p_lease_id: leaseId }, turnSchema),
    /** Keeps what a step gave, once, and puts its cost down; who comes second gets what is kept. Safe to repeat. */
    storeStep: (
      conversationId: string,
      leaseId: string,
      through: number,
      step: { name: string; result: unknown; usage: StepUsage },
    ) =>
      call(
        "store_turn_step",
        {
          p_conversation_id: conversationId,
          p_lease_id: leaseId,
          p_through: through,
          p_step: step.name,
          p_result: step.result,
          p_usage: step.usage,
        },
        keptStepSchema,
      ),
    /** Whether people have still to be told that a tenant's ceiling of today is reached: true once a day. */
    tellOfCeiling: (clientId: string) => call("tell_of_ceiling", { p_client_id: clientId }, z.boolean()),
    /** The bot goes on after people's silence; what is due and what waits too long. */
    sweep: () => call("sweep_conversations", {}, sweptSchema),
    /** Ends a turn: what it says up to message `through`, at once and once. Safe to repeat. */
    finish: (conversationId: string, leaseId: string, through: number, result: TurnResult) =>
      call(
        "finish_conversation",
        { p_conversation_id: conversationId, p_lease_id: leaseId, p_through: through, p_result: result },
        finishedSchema,
      ),
    /** A turn that failed: tried again twice, then people have it and the contact gets `notice`. */
    giveUp: (conversationId: string, leaseId: string, reason: string, notice: string) =>
      call(
        "give_up_turn",
        { p_conversation_id: conversationId, p_lease_id: leaseId, p_reason: reason, p_notice: notice },
        givenUpSchema,
      ),
    /** What a person decides; `wakeAt` is when the bot has something to answer. */
    steer: (
      actor: string,
      { clientId, conversationId }: { clientId: string; conversationId: string },
      event: "hand-over" | "take-over" | "hand-back" | "close",
      reason?: string,
    ) =>
      call(
        "steer_conversation",
        {
          p_actor: actor,
          p_client_id: clientId,
          p_conversation_id: conversationId,
          p_event: event,
          ...(reason !== undefined && { p_reason: reason }),
        },
        steeredSchema,
      ),
  };
}

export type Conversations = ReturnType<typeof createConversations>;

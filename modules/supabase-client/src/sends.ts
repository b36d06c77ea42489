import * as z from "zod";
import type { CallFunction } from "./client.ts";

const instant = z.iso.datetime({ offset: true }).transform((text) => new Date(text));
const jsonObject = z.record(z.string(), z.unknown());

const contentSchema = z.looseObject({
  kind: z.enum(["text", "meta"]),
  name: z.string().nullish(),
  language: z.string().nullish(),
  body: z.string(),
  components: z.array(z.unknown()).nullish(),
});
/** What a send says: a text template of ours, or a template approved by Meta. */
export type SendContent = z.infer<typeof contentSchema>;

const grantedSchema = z.object({
  kind: z.literal("granted"),
  send: z.object({
    id: z.uuid(),
    clientId: z.uuid(),
    campaignId: z.uuid().nullable(),
    lane: z.enum(["campaign", "followup", "reply", "human"]),
    toKind: z.enum(["phone", "userId", "jid"]),
    toValue: z.string(),
    variables: z.record(z.string(), z.coerce.string()),
    content: contentSchema,
    seed: z.int(),
    /** How often this send was already put off. */
    attempt: z.int().nonnegative(),
  }),
  sender: z.object({
    id: z.uuid(),
    provider: z.enum(["meta", "evolution", "uazapi", "lancepilot"]),
    externalId: z.string(),
    apiUrl: z.string().nullable(),
    credentials: z.string().nullable(),
  }),
  legacy: z.object({ apiUrl: z.string().nullable(), token: z.string().nullable() }).nullable(),
});

const claimSchema = z.discriminatedUnion("kind", [
  grantedSchema,
  z.object({ kind: z.literal("taken"), status: z.string() }),
  z.object({ kind: z.literal("wait"), until: instant, reason: z.string().nullable() }),
  z.object({ kind: z.literal("refused"), status: z.string(), reason: z.string() }),
  z.object({ kind: z.literal("gone") }),
]);
export type Claim = z.infer<typeof claimSchema>;
export type Granted = z.infer<typeof grantedSchema>;

/** How a send ended. `later`: it did not happen. `failed`: it will not. `unconfirmed`: it may have, so it is never repeated on its own. */
export type Outcome =
  | { kind: "sent"; providerMessageId: string }
  | { kind: "later"; waitMs: number; reason: string; code?: string }
  | { kind: "failed"; code: string; reason: string }
  | { kind: "unconfirmed"; code: string; reason: string };

const settledSchema = z.object({
  status: z.string(),
  repeated: z.boolean(),
  nextSendId: z.uuid().nullish(),
  /** From when a send that waits again may go, by the database's clock. */
  notBefore: instant.nullish(),
  republishAt: instant.nullish(),
  lastOfCampaign: z.boolean().nullish(),
  /** Nothing of the campaign is under way, and its planner waits to see what became of that. */
  sliceEnded: z.boolean().nullish(),
  /** Of a send that failed. */
  code: z.string().nullish(),
});
export type Settled = z.infer<typeof settledSchema>;

const openAttemptSchema = z.object({
  attemptId: z.uuid(),
  senderId: z.uuid(),
  toValue: z.string(),
  variables: z.record(z.string(), z.coerce.string()),
  content: contentSchema,
  seed: z.int(),
});
export type OpenAttempt = z.infer<typeof openAttemptSchema>;

const explanationSchema = z.object({
  status: z.string(),
  reason: z.union([z.string(), jsonObject]).nullish(),
  code: z.string().nullish(),
  until: instant.nullish(),
});

const sweptSchema = z.object({
  unconfirmed: z.int(),
  missed: z.int(),
  republish: z.array(z.uuid()),
  undecided: z.array(z.object({ clientId: z.uuid(), campaignId: z.uuid().nullable(), count: z.int() })),
});

/** The send ledger. Each method is one SQL function; see its comment in `database/functions` for what it promises. */
export function createSends(call: CallFunction) {
  return {
    /** Asks to send now. Safe to repeat with the same attempt id: the answer is the same. */
    claim: (sendId: string, attemptId: string) =>
      call("claim_send", { p_send_id: sendId, p_attempt_id: attemptId }, claimSchema),
    /** Gives up a claim that was never answered: the send waits again, and the claim fails if it is still on its way. */
    abandon: (sendId: string, attemptId: string) =>
      call("abandon_send", { p_send_id: sendId, p_attempt_id: attemptId }, z.boolean()),
    /** Records how an attempt ended. Safe to repeat: a settled attempt keeps its first outcome. */
    settle: (attemptId: string, outcome: Outcome) =>
      call("settle_send", { p_attempt_id: attemptId, p_outcome: outcome }, settledSchema),
    /** Expired leases become unconfirmed, missed slots pending; returns replies to publish again. */
    sweep: () => call("sweep_sends", {}, sweptSchema),
    /** Attempts to these addresses whose fate is open, with what they should have said. */
    findOpenAttempts: (provider: string, externalId: string, toValues: string[]) =>
      call(
        "find_open_attempts",
        { p_provider: provider, p_external_id: externalId, p_to_values: toValues },
        z.array(openAttemptSchema),
      ),
    /** Why a send is where it is and until when it waits; null when this client has no such send. */
    explain: (clientId: string, sendId: string) =>
      call("explain_send", { p_client_id: clientId, p_send_id: sendId }, explanationSchema.nullable()),
  };
}

export type Sends = ReturnType<typeof createSends>;

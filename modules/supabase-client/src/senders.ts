import * as z from "zod";
import type { breakerLimitsSchema } from "./breaker.ts";
import { campaignRulesSchema } from "./campaign-rules.ts";
import type { CallFunction } from "./client.ts";

const instantMs = z.number().nullable();
const share = z.number().min(0).max(1);
const rampSchema = z.object({
  firstSlice: z.int().positive(),
  growth: z.number().nonnegative(),
  knownShare: share,
  maxFailureShare: share,
  patienceMs: z.number().nonnegative(),
  provenSender: z.int().nonnegative(),
  provenTemplate: z.int().nonnegative(),
});
const profileSchema = z.object({
  minGapMs: z.number().positive(),
  gapJitterMs: z.number().nonnegative(),
  maxPerHour: z.int().nullable(),
  maxPerDay: z.int().nullable(),
  warmUp: z.array(z.object({ untilAgeDays: z.number(), maxPerDay: z.int() })),
  tierPerDay: z.int().nullable(),
  window: z.object({ from: z.string(), until: z.string(), days: z.array(z.int()).optional() }).nullable(),
  pairGapMs: z.number().nonnegative(),
  frequencyCap: z.object({ max: z.int(), days: z.number() }).nullable(),
  replyHeadroom: z.number().min(0).max(0.9),
  repliesCount: z.boolean(),
  /** How a template or number that is not proven yet begins; null is off. A ramp that cannot be read is none: others must be planned. */
  ramp: rampSchema.nullish().catch(null),
});

const senderPlanSchema = z.object({
  /** The database's clock: a planner's own may be off. */
  now: z.int(),
  senderId: z.uuid(),
  clientId: z.uuid(),
  planVersion: z.int(),
  limit: z.int(),
  profile: profileSchema,
  state: z.object({
    nextSlotAt: instantMs,
    ageDays: z.number(),
    usage: z.array(z.object({ minute: z.int(), used: z.int() })),
    /** Of all numbers that share the messaging limit, this one included; null when it has its own. */
    tierUsage: z.array(z.object({ minute: z.int(), used: z.int() })).nullable(),
  }),
  /** What the ramp goes by; null when the sender has none. */
  ramps: z
    .object({
      senderDelivered: z.int(),
      campaigns: z.array(
        z.object({
          campaignId: z.uuid(),
          templateDelivered: z.int(),
          delivered: z.int(),
          failed: z.int(),
          underWay: z.int(),
          latestAt: instantMs,
        }),
      ),
    })
    .nullish(),
  campaignRules: campaignRulesSchema.optional(),
  pending: z.array(
    z.object({
      id: z.uuid(),
      campaignId: z.uuid().nullable(),
      lane: z.enum(["campaign", "followup"]),
      contactId: z.string(),
      ddd: z.string().nullable(),
      timeZone: z.string().nullable(),
      contactLastAt: instantMs,
      contactRecent: z.int(),
      campaignRecent: z.int().optional(),
      notBefore: instantMs,
      notAfter: instantMs,
    }),
  ),
});
/** What the planner needs for one sender. Times are epoch ms. */
export type SenderPlan = z.infer<typeof senderPlanSchema>;

const reservedSchema = z.object({ won: z.boolean(), reserved: z.array(z.uuid()) });

export type Reservation = {
  senderId: string;
  planVersion: number;
  slots: { id: string; slotAt: number; notAfter: number | null }[];
  deferrals: { id: string; notBefore: number; reason: string }[];
  nextSlotAt: number | null;
  blocked: { reason: Record<string, unknown>; until: number } | null;
  /** What holds single campaigns back. */
  waits?: { campaignId: string; reason: Record<string, unknown>; until: number }[];
};

export type PauseScope =
  | { scope: "global" }
  | { scope: "client"; clientId: string }
  | { scope: "sender"; clientId: string; senderId: string }
  | { scope: "campaign"; clientId: string; campaignId: string };
type PauseRequest = PauseScope & {
  action: "pause" | "resume";
  reason: string;
  source: "slack" | "sistema" | "api" | "manual" | "discord";
  actor?: string;
};

export type NewSender = {
  id: string;
  clientId: string;
  provider: "meta" | "evolution" | "uazapi" | "lancepilot";
  externalId: string;
  name: string;
  apiUrl: string | null;
  /** Sealed by `@nova/credentials`. */
  credentials: string | null;
  profile: {
    kind: "qr" | "official";
    portfolioId?: string | null;
    /** Breaker limits other than the defaults. */
    breaker?: z.infer<typeof breakerLimitsSchema>;
  } & z.infer<typeof profileSchema>;
};

/** Senders, their plans and pauses. Each method is one SQL function. */
export function createSenders(call: CallFunction) {
  return {
    /** The sender whose turn it is, other than those to skip; null when none has anything due. */
    readPlan: (skip: string[], horizonSeconds: number) =>
      call(
        "read_sender_plan",
        { p_skip: skip, p_horizon_seconds: horizonSeconds },
        senderPlanSchema.nullable(),
      ),
    /** Stores a plan if nobody planned this sender since it was read; `won` says so. */
    reserve: ({ senderId, planVersion, slots, deferrals, nextSlotAt, blocked, waits = [] }: Reservation) =>
      call(
        "reserve_slots",
        {
          p_sender_id: senderId,
          p_plan_version: planVersion,
          p_slots: slots.map(({ id, slotAt, notAfter }) => ({ id, slot_at: slotAt, not_after: notAfter })),
          p_deferrals: deferrals.map(({ id, notBefore, reason }) => ({ id, not_before: notBefore, reason })),
          p_next_slot_at: nextSlotAt === null ? null : new Date(nextSlotAt).toISOString(),
          p_blocked:
            waits.length === 0
              ? blocked
              : {
                  ...blocked,
                  waits: waits.map(({ campaignId: id, reason, until }) => ({ id, reason, until })),
                },
        },
        reservedSchema,
      ),
    /** When it returns, no further claim of the scope succeeds (pause) or claims may go on (resume). */
    pause: (request: PauseRequest) =>
      call(
        "pause_sending",
        {
          p_scope: request.scope,
          p_action: request.action,
          p_reason: request.reason,
          p_source: request.source,
          p_client_id: "clientId" in request ? request.clientId : null,
          p_sender_id: "senderId" in request ? request.senderId : null,
          p_campaign_id: "campaignId" in request ? request.campaignId : null,
          p_actor: request.actor ?? null,
        },
        z.int(),
      ),
    /** True if that changed anything. */
    setStatus: (senderId: string, status: "active" | "disconnected" | "quarantined", reason: string) =>
      call("set_sender_status", { p_sender_id: senderId, p_status: status, p_reason: reason }, z.boolean()),
    save: ({ id, clientId, provider, externalId, name, apiUrl, credentials, profile }: NewSender) =>
      call(
        "save_sender",
        {
          p_id: id,
          p_client_id: clientId,
          p_provider: provider,
          p_external_id: externalId,
          p_name: name,
          p_api_url: apiUrl,
          p_credentials: credentials,
          p_profile: profile,
        },
        z.uuid(),
      ),
    saveClient: (id: string, slug: string, name: string) =>
      call("save_client", { p_id: id, p_slug: slug, p_name: name }, z.uuid()),
  };
}

export type Senders = ReturnType<typeof createSenders>;

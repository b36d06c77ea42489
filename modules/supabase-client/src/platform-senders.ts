import * as z from "zod";
import type { CallFunction } from "./client.ts";
import { instantText } from "./platform.ts";

export const providers = ["meta", "evolution", "uazapi", "lancepilot"] as const;
const nullableCap = z.int().nullable();

/** A pacing profile as it is stored; what may be given is stricter. */
export const senderProfileSchema = z.object({
  kind: z.enum(["qr", "official"]),
  minGapMs: z.number(),
  gapJitterMs: z.int(),
  maxPerHour: nullableCap,
  maxPerDay: nullableCap,
  warmUp: z.array(z.object({ untilAgeDays: z.number(), maxPerDay: z.int() })),
  tierPerDay: nullableCap,
  window: z.object({ from: z.string(), until: z.string(), days: z.array(z.int()).optional() }).nullable(),
  pairGapMs: z.int(),
  frequencyCap: z.object({ max: z.int(), days: z.number() }).nullable(),
  replyHeadroom: z.number(),
  repliesCount: z.boolean(),
  ramp: z
    .object({
      firstSlice: z.int(),
      growth: z.number(),
      knownShare: z.number(),
      maxFailureShare: z.number(),
      patienceMs: z.number(),
      provenSender: z.int(),
      provenTemplate: z.int(),
    })
    .nullable(),
  breaker: z
    .object({
      enabled: z.boolean(),
      window: z.int(),
      minFailures: z.int(),
      failureShare: z.number(),
      consecutive: z.int(),
      minOptOuts: z.int(),
      optOutShare: z.number(),
      warnShare: z.number(),
    })
    .partial()
    .nullable(),
  portfolioId: z.string().nullable(),
});
export type StoredProfile = z.infer<typeof senderProfileSchema>;

export const senderSchema = z.object({
  id: z.uuid(),
  provider: z.enum(providers),
  name: z.string(),
  externalId: z.string(),
  accountId: z.string().nullable(),
  /** Shown to owners only. */
  apiUrl: z.string().nullable(),
  status: z.enum(["active", "disconnected", "quarantined", "disabled"]),
  statusReason: z.string().nullable(),
  priority: z.int(),
  paused: z.boolean(),
  hasCredentials: z.boolean(),
  credentialsHint: z.string().nullable(),
  credentialsSetAt: instantText.nullable(),
  activatedAt: instantText,
  createdAt: instantText,
  /** None: a sender that was never given one, which plans nothing. */
  profile: senderProfileSchema.nullable(),
});

const usage = z.array(z.object({ minute: z.int(), used: z.int() }));
export const senderStateSchema = z.object({
  nextSlotAt: z.number().nullable(),
  ageDays: z.number(),
  usage,
  tierUsage: usage.nullable(),
});
const limitsSchema = z.array(
  z.object({
    now: z.int(),
    senderId: z.uuid(),
    status: z.string(),
    clientStatus: z.string(),
    paused: z.string().nullable(),
    profile: senderProfileSchema,
    state: senderStateSchema,
  }),
);
/** What a sender may do and has done, as the planner sees it. Times are epoch ms. */
export type SenderLimits = z.infer<typeof limitsSchema>[number];

export type SenderToCreate = {
  id: string;
  provider: (typeof providers)[number];
  externalId: string;
  name: string;
  accountId?: string | null | undefined;
  apiUrl?: string | null | undefined;
  priority?: number | undefined;
  /** Sealed by `@nova/credentials`. */
  credentials?: string | undefined;
  credentialsHint?: string | undefined;
};
type Change = {
  name?: string | undefined;
  accountId?: string | null | undefined;
  priority?: number | undefined;
};

/** Senders on behalf of a person (`actor`): SQL asserts the role and keeps the audit. */
export function createPlatformSenders(call: CallFunction) {
  return {
    list: (actor: string, clientId: string) =>
      call("list_senders", { p_actor: actor, p_client_id: clientId }, z.array(senderSchema)),
    read: async (actor: string, clientId: string, senderId: string) => {
      const args = { p_actor: actor, p_client_id: clientId, p_sender_id: senderId };
      return (await call("list_senders", args, z.tuple([senderSchema])))[0];
    },
    create: (actor: string, clientId: string, { id, ...sender }: SenderToCreate, profile: StoredProfile) =>
      call(
        "create_sender",
        { p_actor: actor, p_client_id: clientId, p_id: id, p_sender: sender, p_profile: profile },
        senderSchema,
      ),
    change: (actor: string, clientId: string, senderId: string, change: Change) =>
      call(
        "change_sender",
        { p_actor: actor, p_client_id: clientId, p_sender_id: senderId, p_change: change },
        senderSchema,
      ),
    changeProfile: (actor: string, clientId: string, senderId: string, profile: StoredProfile) =>
      call(
        "change_sender_profile",
        { p_actor: actor, p_client_id: clientId, p_sender_id: senderId, p_profile: profile },
        senderSchema,
      ),
    setCredentials: (
      actor: string,
      clientId: string,
      senderId: string,
      provider: SenderToCreate["provider"],
      { sealed, hint, apiUrl }: { sealed: string; hint: string; apiUrl: string | null },
    ) =>
      call(
        "set_sender_credentials",
        {
          p_actor: actor,
          p_client_id: clientId,
          p_sender_id: senderId,
          p_provider: provider,
          p_credentials: sealed,
          p_hint: hint,
          p_api_url: apiUrl,
        },
        senderSchema,
      ),
    switch: (
      actor: string,
      clientId: string,
      senderId: string,
      action: "disable" | "enable" | "reactivate",
      reason: string,
    ) =>
      call(
        "switch_sender",
        {
          p_actor: actor,
          p_client_id: clientId,
          p_sender_id: senderId,
          p_action: action,
          p_reason: reason,
        },
        senderSchema,
      ),
    readLimits: (actor: string, clientId: string, senderId?: string) =>
      call(
        "read_sender_limits",
        { p_actor: actor, p_client_id: clientId, p_sender_id: senderId ?? null },
        limitsSchema,
      ),
  };
}

export type PlatformSenders = ReturnType<typeof createPlatformSenders>;

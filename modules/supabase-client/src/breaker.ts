import * as z from "zod";
import type { CallFunction } from "./client.ts";

const share = z.number().min(0).max(1);
const atLeastOne = z.int().min(1);

/** Limits of a sender's own. What cannot be read leaves the defaults in place: one bad row must not stop the breaker of all. */
export const breakerLimitsSchema = z
  .object({
    enabled: z.boolean(),
    window: atLeastOne.max(200),
    minFailures: atLeastOne,
    failureShare: share,
    consecutive: atLeastOne,
    minOptOuts: atLeastOne,
    optOutShare: share,
    warnShare: share,
  })
  .partial()
  .nullable()
  .catch(null);

const signalsSchema = z.array(
  z.object({
    senderId: z.uuid(),
    clientId: z.uuid(),
    kind: z.enum(["official", "qr"]),
    limits: breakerLimitsSchema,
    seenAt: z.string(),
    campaigns: z.array(
      z.object({
        campaignId: z.uuid(),
        name: z.string(),
        paused: z.boolean(),
        warned: z.boolean(),
        outcomes: z.array(z.string().nullable()),
        reached: z.int(),
        optOuts: z.int(),
      }),
    ),
  }),
);

const widestWindow = 200;

export type Trip = {
  scope: "campaign" | "sender";
  id: string;
  reason: string;
  /** What is held against it: this send, or what was seen at that time. */
  sendId?: string;
  seenAt?: string;
};
export type StopSender = {
  senderId: string;
  status: "disconnected" | "quarantined";
  reason: string;
  /** Also the other numbers of the account that the provider blamed. */
  wholeAccount: boolean;
  sendId?: string;
};

/** What stops sending on its own. Each method is one SQL function. */
export function createBreakerCalls(call: CallFunction) {
  return {
    /** What became of the latest sends: of the sender of this campaign, or of every sender that has failures. */
    readSignals: (campaignId: string | null) =>
      call("read_breaker_signals", { p_campaign_id: campaignId, p_window: widestWindow }, signalsSchema),
    /** True for the one caller who paused it. */
    trip: ({ scope, id, reason, sendId, seenAt }: Trip) =>
      call(
        "trip_breaker",
        { p_scope: scope, p_id: id, p_reason: reason, p_send_id: sendId ?? null, p_seen_at: seenAt ?? null },
        z.boolean(),
      ),
    /** How many numbers that stopped. */
    stopSender: ({ senderId, status, reason, wholeAccount, sendId }: StopSender) =>
      call(
        "stop_sender",
        {
          p_sender_id: senderId,
          p_status: status,
          p_reason: reason,
          p_whole_account: wholeAccount,
          p_send_id: sendId ?? null,
        },
        z.int(),
      ),
    /** True for the one caller who is to tell people. */
    warnCampaign: (campaignId: string) => call("warn_campaign", { p_campaign_id: campaignId }, z.boolean()),
  };
}

export type BreakerCalls = ReturnType<typeof createBreakerCalls>;

import * as z from "zod";
import type { CallFunction } from "./client.ts";
import { instantText, type PageRequest, pageOf } from "./platform.ts";

export const pauseSchema = z.object({
  id: z.int(),
  scope: z.enum(["global", "client", "sender", "campaign"]),
  senderId: z.uuid().nullable(),
  campaignId: z.uuid().nullable(),
  action: z.enum(["pause", "resume"]),
  reason: z.string(),
  source: z.enum(["slack", "sistema", "api", "manual", "discord"]),
  /** The account, or whatever name another source gave. */
  actor: z.string().nullable(),
  at: instantText,
});
export const pausePageSchema = pageOf(pauseSchema).extend({ active: z.array(pauseSchema) });

/** Pauses on behalf of a person (`actor`): SQL asserts the role and keeps history and audit. */
export function createPlatformPauses(call: CallFunction) {
  return {
    /** Without a sender the whole tenant, without a tenant everything. */
    switch: (
      actor: string,
      { clientId, senderId }: { clientId?: string; senderId?: string },
      action: "pause" | "resume",
      reason: string,
    ) =>
      call(
        "switch_pause",
        {
          p_actor: actor,
          p_client_id: clientId ?? null,
          p_sender_id: senderId ?? null,
          p_action: action,
          p_reason: reason,
        },
        pauseSchema,
      ),
    list: (actor: string, clientId: string | null, { after, limit }: PageRequest) =>
      call(
        "list_pauses",
        { p_actor: actor, p_client_id: clientId, p_after: after ?? null, p_limit: limit },
        pausePageSchema,
      ),
  };
}

export type PlatformPauses = ReturnType<typeof createPlatformPauses>;

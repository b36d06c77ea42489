import * as z from "zod";
import type { CallFunction } from "./client.ts";

const refusedSchema = z.object({
  campaignId: z.uuid(),
  clientId: z.uuid(),
  name: z.string(),
  /** The code of a problem. */
  reason: z.string(),
});
/** A campaign that its schedule could not start. */
export type RefusedStart = z.infer<typeof refusedSchema>;
const dueSchema = z.object({
  /** The campaign that this call started, if any. */
  started: z.uuid().nullable(),
  refused: z.array(refusedSchema),
  hasMore: z.boolean(),
});
export type DueCampaigns = z.infer<typeof dueSchema>;

/** Campaigns that start by themselves. Each method is one SQL function. */
export function createSchedules(call: CallFunction) {
  return {
    /** Starts the campaign that is due longest, once; returns those that could not start and that people must be told of. */
    startDue: () => call("start_due_campaigns", {}, dueSchema),
    confirmRefusal: (campaignId: string) =>
      call("confirm_start_refusal", { p_campaign_id: campaignId }, z.null()),
  };
}

export type Schedules = ReturnType<typeof createSchedules>;

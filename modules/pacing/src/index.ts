export { describeWait, type Locale } from "./describe-wait.ts";
export {
  planRamp,
  planRampedSlots,
  planRamps,
  type Ramp,
  type RampedPlan,
  type RampSignals,
} from "./plan-ramp.ts";
export { planSlots } from "./plan-slots.ts";
export { profiles } from "./profiles.ts";
export { seededRandom } from "./seeded-random.ts";
export { ddds, defaultTimeZone, timeZoneOfDdd } from "./time-zone-of-ddd.ts";
export type {
  CampaignRules,
  Deferral,
  MinuteUsage,
  PendingSend,
  Plan,
  PlanInput,
  RampSettings,
  SenderProfile,
  SenderState,
  SendingWindow,
  Slot,
  WaitCode,
  WaitReason,
} from "./types.ts";
export { type ZonedWindow, zonedWindow } from "./zoned-window.ts";

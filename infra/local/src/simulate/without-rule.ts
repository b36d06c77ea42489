import type { SenderProfile } from "@nova/pacing";
import type { RuleCode } from "@nova/pacing/simulate";

/** The same profile without one rule, to see what that rule costs; null when it is not one that can be lifted. */
export function withoutRule(profile: SenderProfile, code: RuleCode): SenderProfile | null {
  switch (code) {
    case "hourly-cap":
      return { ...profile, maxPerHour: null };
    case "daily-cap":
      return { ...profile, maxPerDay: null };
    case "warm-up":
      return { ...profile, warmUp: [] };
    case "tier":
      return { ...profile, tierPerDay: null };
    case "window":
      return { ...profile, window: null };
    case "probe":
      return { ...profile, ramp: null };
    default:
      return null; // a gap belongs to every sender; other campaigns' turns are theirs
  }
}

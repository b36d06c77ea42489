import { createRollingCount } from "./rolling-count.ts";
import type { SenderProfile, SenderState, WaitCode, WaitReason } from "./types.ts";

const minuteMs = 60_000;
const dayMs = 86_400_000;
// An hour that ends inside a minute touches 61 of them, and a day 1,441: the span reaches back 60, or 1,440.
const hourSpan = 60;
const daySpan = 1_440;

type Cap = { code: WaitCode; max: number };

export type Caps = {
  /** The earliest time from `at` on (never before an earlier question's) with room in every cap, and what bound until then. */
  freeAt: (at: number) => { at: number; reason: WaitReason | null };
  /** Uses up one place at the time last found free. */
  take: () => void;
};

/** The sender-wide rolling caps: per hour, and per day the tightest of the plain cap, the warm-up stage and Meta's tier. */
export function createCaps(profile: SenderProfile, state: SenderState, now: number): Caps {
  const hour = createRollingCount(state.usage, hourSpan);
  const day = createRollingCount(state.usage, daySpan);
  const sharesTier = state.tierUsage != null && profile.tierPerDay !== null;
  const tier = sharesTier ? createRollingCount(state.tierUsage ?? [], daySpan) : null;
  const tierCap: Cap | null = tier && { code: "tier", max: profile.tierPerDay ?? 0 };
  const stages = profile.warmUp.toSorted((a, b) => a.untilAgeDays - b.untilAgeDays);
  const hourCap: Cap | null =
    profile.maxPerHour === null ? null : { code: "hourly-cap", max: profile.maxPerHour };

  function dayCap(minute: number): Cap | null {
    const age = state.ageDays + (Math.max(now, minute * minuteMs) - now) / dayMs;
    const stage = stages.find(({ untilAgeDays }) => untilAgeDays > age);
    let tightest: Cap | null = null;
    const consider = (code: WaitCode, max: number | null | undefined): void => {
      if (max !== null && max !== undefined && (tightest === null || max < tightest.max))
        tightest = { code, max };
    };
    consider("daily-cap", profile.maxPerDay);
    consider("warm-up", stage?.maxPerDay);
    if (!tier) consider("tier", profile.tierPerDay);
    return tightest;
  }

  function bindingAt(minute: number): WaitReason | null {
    const usedInHour = hour.peakAt(minute);
    const usedInDay = day.peakAt(minute);
    const usedInTier = tier?.peakAt(minute) ?? 0;
    return binds(hourCap, usedInHour) ?? binds(dayCap(minute), usedInDay) ?? binds(tierCap, usedInTier);
  }

  function binds(cap: Cap | null, used: number): WaitReason | null {
    if (cap === null) return null;
    const usable = usableOf(cap.max, profile.replyHeadroom);
    if (used < usable) return null;
    const kept = cap.max - usable;
    return { code: cap.code, used, max: cap.max, ...(kept > 0 && { kept }) };
  }

  function freeAt(at: number): { at: number; reason: WaitReason | null } {
    const minute = Math.floor(at / minuteMs);
    let reason = bindingAt(minute);
    if (reason === null) return { at, reason };
    for (const later of minutesThatMayFree(minute)) {
      const next = bindingAt(later);
      if (next === null) return { at: later * minuteMs, reason };
      reason = next;
    }
    return { at: at + dayMs, reason }; // a cap of nothing never frees: look again tomorrow
  }

  function* minutesThatMayFree(minute: number): Generator<number> {
    const used = sharesTier ? [...state.usage, ...(state.tierUsage ?? [])] : state.usage;
    const last = used.reduce((latest, bucket) => Math.max(latest, bucket.minute), minute) + daySpan + 1;
    for (let next = minute + 1; next <= last; next++) yield next;
    for (const { untilAgeDays } of stages) {
      const end = Math.ceil((now + (untilAgeDays - state.ageDays) * dayMs) / minuteMs);
      if (end > last) yield end;
    }
  }

  function take(): void {
    hour.take();
    day.take();
    tier?.take();
  }

  return { freeAt, take };
}

/** The part of a cap that campaigns may use: never less than one, or a small cap with headroom would stop them for good. */
function usableOf(max: number, replyHeadroom: number): number {
  if (max < 1) return 0;
  const share = 1 - Math.min(0.9, Math.max(0, replyHeadroom));
  return Math.max(1, Math.floor(max * share + 1e-9)); // 20 * (1 - 0.9) is 1.9999999999999996
}

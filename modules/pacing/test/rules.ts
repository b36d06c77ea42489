import {
  type MinuteUsage,
  type PendingSend,
  type PlanInput,
  type SenderProfile,
  type Slot,
  timeZoneOfDdd,
} from "../src/index.ts";
import { readClock, showsTimeOf } from "./local-clock.ts";
import { dayMs, minuteMs } from "./scenario.ts";

type Case = Omit<PlanInput, "random" | "pending">;

type Taken = (Slot & { send: PendingSend })[];

/** The rules told again, naively and with no code of the planner: may this send go at `t` beside these slots? */
export function mayGoAt(
  t: number,
  send: PendingSend,
  slots: Taken,
  input: Case,
  all: PendingSend[],
): boolean {
  const { profile, state, now, horizonMs } = input;
  if (t < now || t > now + horizonMs || (state.nextSlotAt !== null && t < state.nextSlotAt)) return false;
  if (slots.some((slot) => Math.abs(slot.slotAt - t) < profile.minGapMs || slot.slotAt === t)) return false;
  return suitsRecipient(t, send, slots, input, all) && capsLeaveRoom(t, slots, input);
}

/** Whether the send's own terms and its recipient's allow `t`, whatever the sender may do. */
export function suitsRecipient(
  t: number,
  send: PendingSend,
  slots: Taken,
  { profile }: Case,
  all: PendingSend[],
): boolean {
  if (send.notBefore !== null && t < send.notBefore) return false;
  if (send.notAfter !== null && t >= send.notAfter) return false;
  if (!isOpen(t, profile, send)) return false;

  const ofContact = all.filter(({ contactId }) => contactId === send.contactId);
  if (ofContact.some(({ contactLastAt }) => contactLastAt !== null && t < contactLastAt + profile.pairGapMs))
    return false;
  const planned = slots.filter((slot) => slot.send.contactId === send.contactId);
  if (planned.some((slot) => Math.abs(slot.slotAt - t) < profile.pairGapMs)) return false;
  const recent = Math.max(...ofContact.map(({ contactRecent }) => contactRecent));
  const campaigns = planned.filter((slot) => slot.send.lane === "campaign").length;
  return !(
    send.lane === "campaign" &&
    profile.frequencyCap &&
    recent + campaigns >= profile.frequencyCap.max
  );
}

/** Whether the sender's hour, day and tier have a place at `t`. */
export function capsLeaveRoom(t: number, slots: Slot[], { profile, state, now }: Case): boolean {
  const minute = Math.floor(t / minuteMs);
  const taken = slots.map((slot) => ({ minute: Math.floor(slot.slotAt / minuteMs), used: 1 }));
  const used = [...state.usage, ...taken];
  const ageDays = state.ageDays + (Math.max(now, minute * minuteMs) - now) / dayMs;
  return (
    fits(minute, used, 60, hourCap(profile)) &&
    fits(minute, used, 1_440, dayCap(profile, ageDays)) &&
    fits(minute, [...(state.tierUsage ?? state.usage), ...taken], 1_440, tierCap(profile))
  );
}

function fits(minute: number, usage: MinuteUsage[], span: number, cap: number): boolean {
  const ends = [minute, ...usage.filter(({ used }) => used > 0).map((bucket) => bucket.minute)];
  return ends
    .filter((end) => end >= minute && end <= minute + span)
    .every(
      (end) =>
        usage.reduce((sum, { minute: m, used }) => sum + (m >= end - span && m <= end ? used : 0), 0) < cap,
    );
}

export function isOpen(t: number, { window }: SenderProfile, { timeZone, ddd }: PendingSend): boolean {
  if (window === null) return true;
  const zone = timeZone === null || timeZone.startsWith("Nowhere") ? timeZoneOfDdd(ddd) : timeZone;
  return showsTimeOf(readClock(t, zone), window);
}

export const hourCap = (profile: SenderProfile): number => usable(profile.maxPerHour, profile);

export function dayCap(profile: SenderProfile, ageDays: number): number {
  const stage = profile.warmUp.find(({ untilAgeDays }) => untilAgeDays > ageDays);
  return Math.min(...[profile.maxPerDay, stage?.maxPerDay ?? null].map((max) => usable(max, profile)));
}

export const tierCap = (profile: SenderProfile): number => usable(profile.tierPerDay, profile);

function usable(max: number | null, { replyHeadroom }: SenderProfile): number {
  if (max === null) return Number.POSITIVE_INFINITY;
  return max === 0 ? 0 : Math.max(1, Math.floor(Math.round(max * (1 - replyHeadroom) * 1e6) / 1e6));
}

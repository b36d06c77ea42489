import type { SenderProfile } from "@nova/pacing";
import {
  type CampaignTerms,
  type Simulation,
  type SimulationInput,
  simulateCampaign,
} from "@nova/pacing/simulate";
import type { CampaignOutlook, StoredProfile } from "@nova/supabase-client";
import * as z from "zod";

type Asked = {
  startAt: number;
  /** Instead of who waits: whom a draft would reach. */
  byDdd?: Record<string, number>;
  signals?: NonNullable<SimulationInput["signals"]>;
  assumptions?: NonNullable<SimulationInput["assumptions"]>;
};
const yearDays = 366;
const categories = z.enum(["marketing", "utility", "authentication", "service"]).catch("marketing");

/** Plays a campaign through with its sender as it stands, other campaigns included. Null without a profile. Pure. */
export function simulateOutlook(outlook: CampaignOutlook, asked: Asked): Simulation | null {
  const { kind, profile, state, delivered, category, waiting, others } = outlook;
  if (!kind || !profile || !state) return null;
  const { startAt, byDdd = waiting, signals, assumptions } = asked;
  return simulateCampaign({
    kind,
    profile: toPlanner(profile),
    state,
    audience: { byDdd },
    startAt,
    terms: termsOf(outlook),
    others: others
      .filter((other) => Object.keys(other.waiting).length > 0)
      .map((other) => ({ audience: { byDdd: other.waiting }, ...termsOf(other) })),
    delivered,
    category: categories.parse(category?.toLowerCase()),
    maxDays: yearDays,
    ...(signals && { signals }),
    ...(assumptions && { assumptions }),
  });
}

/** When what is left of a running campaign will have gone out; null while it is stopped, or beyond a year. Pure. */
export function finishOf(outlook: CampaignOutlook): number | null {
  const { status, isStopped, now, waiting, underWay, lastSlotAt } = outlook;
  if (status !== "running" || isStopped) return null;
  if (Object.keys(waiting).length === 0) return underWay > 0 ? (lastSlotAt ?? now) : null;
  // One pass: retries are few, and a page asks for this again and again.
  return simulateOutlook(outlook, { startAt: now, assumptions: { retryShare: 0 } })?.finishAt ?? null;
}

function toPlanner({
  window,
  breaker: _,
  portfolioId: __,
  kind: ___,
  ...profile
}: StoredProfile): SenderProfile {
  return { ...profile, window: toWindow(window) };
}

function termsOf({ window, test }: Pick<CampaignOutlook, "window" | "test">): CampaignTerms {
  return { window: toWindow(window), test };
}

function toWindow(window: StoredProfile["window"]): SenderProfile["window"] {
  if (!window) return null;
  const { from, until, days } = window;
  return days ? { from, until, days } : { from, until };
}

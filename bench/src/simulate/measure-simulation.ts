import { type PendingSend, planSlots, type SenderProfile, seededRandom } from "@nova/pacing";
import { nationalAudience, simulateCampaign } from "@nova/pacing/simulate";

/** CPU seconds of one simulation, and of one plan that gives as many people their slots in one go. */
export type SimulationTimes = { simulated: number; planned: number; slots: number };

const dayMs = 86_400_000;
/** A Monday, 09:37 in Brasília. */
const startAt = Date.UTC(2026, 10, 23, 12, 37);

/**
 * Plays a campaign to so many people through, and plans them all at once with the bare planner. That one without hours:
 * a plan of years would set everyone aside every evening, which is what the simulator spares itself.
 */
export function measureSimulation(
  kind: "qr" | "official",
  profile: SenderProfile,
  recipients: number,
): SimulationTimes {
  const audience = nationalAudience(recipients);
  const beganAt = cpuSeconds();
  const { finishAt } = simulateCampaign({ kind, profile, audience, startAt });
  const endedAt = cpuSeconds();

  const pending = pendingOf("byDdd" in audience ? audience.byDdd : {});
  const plannedFrom = cpuSeconds();
  const { slots } = planSlots({
    profile: { ...profile, window: null },
    state: { nextSlotAt: null, ageDays: 365, usage: [] },
    pending,
    now: startAt,
    horizonMs: (finishAt ?? startAt) - startAt + dayMs,
    random: seededRandom(1),
  });
  const planned = cpuSeconds() - plannedFrom;
  return { simulated: endedAt - beganAt, planned, slots: slots.length };
}

/** Pure code on one thread: its CPU time does not depend on what else the machine does. */
function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

function pendingOf(byDdd: Record<string, number>): PendingSend[] {
  const ddds = Object.entries(byDdd).flatMap(([ddd, count]) => Array.from({ length: count }, () => ddd));
  return ddds.map((ddd, index) => ({
    id: `${index}`,
    campaignId: "0",
    lane: "campaign",
    ddd,
    timeZone: null,
    contactId: `${index}`,
    contactLastAt: null,
    contactRecent: 0,
    notBefore: null,
    notAfter: null,
  }));
}

import { planRamps, type Ramp, type RampSignals } from "./plan-ramp.ts";
import type { RampSettings } from "./types.ts";

/** What a number and this campaign's template delivered in the last 90 days. */
export type Delivered = { sender: number; template: number };
/** When a send's fate is known, and the share of them that fail. */
export type Fate = { deliveryMs: number; failureShare: number };

type Sent = { slots: number[]; known: number };

/** Plays what providers would report back, so that the ramp has its signals: each send is known `deliveryMs` after its slot. */
export function createSimulatedRamp(
  settings: RampSettings | null | undefined,
  campaigns: number,
  delivered: Delivered,
  { deliveryMs, failureShare }: Fate,
) {
  const sent: Sent[] = Array.from({ length: campaigns }, () => ({ slots: [], known: 0 }));
  let isOn = Boolean(settings);

  function ramps(now: number): Map<string, Ramp> {
    const signals = sent.map((one, campaign): RampSignals => {
      while ((one.slots[one.known] ?? Number.POSITIVE_INFINITY) + deliveryMs <= now) one.known += 1;
      const failed = Math.floor(one.known * failureShare);
      const arrived = one.known - failed;
      return {
        campaignId: `${campaign}`,
        templateDelivered: (campaign === 0 ? delivered.template : 0) + arrived,
        delivered: arrived,
        failed,
        underWay: one.slots.length - one.known,
        latestAt: one.slots.at(-1) ?? null,
      };
    });
    const arrived = signals.reduce((sum, signal) => sum + signal.delivered, 0);
    const planned = planRamps(settings, signals, delivered.sender + arrived, now);
    isOn = [...planned.values()].some(({ allowance }) => allowance !== null);
    return planned;
  }

  return {
    /** False once number and templates are proven, or without a ramp. */
    isOn: () => isOn,
    ramps,
    add: (campaign: number, at: number): void => {
      if (isOn) sent[campaign]?.slots.push(at);
    },
    /** When enough of what is out is known for the first campaign to go on: its slice has gone, and the planner is woken. */
    goesOnAt: (now: number): number => {
      const { slots = [], known = 0 } = sent[0] ?? {};
      const gone = Math.max(now, slots.at(-1) ?? now);
      for (const slot of slots.slice(known)) {
        const at = Math.max(gone, slot + deliveryMs);
        if ((ramps(at).get("0")?.allowance ?? 1) > 0) return at;
      }
      return gone;
    },
  };
}

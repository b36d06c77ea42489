import type { MinuteUsage, SenderProfile, SenderState } from "./types.ts";

const minuteMs = 60_000;
const dayMinutes = 1_441;
const hourMinutes = 61;

/** What a simulated sender has used, kept as far back as any of its caps looks. */
export function createSimulatedUsage(profile: SenderProfile, state: SenderState) {
  const { maxPerDay, tierPerDay, warmUp } = profile;
  const looksBackADay = maxPerDay !== null || tierPerDay !== null || warmUp.length > 0;
  const span = looksBackADay ? dayMinutes : hourMinutes;
  let own = state.usage;
  let shared = state.tierUsage ?? null;

  const since = (used: MinuteUsage[], now: number) => {
    const oldest = Math.floor(now / minuteMs) - span;
    return used.filter(({ minute }) => minute > oldest);
  };

  return {
    add: (used: MinuteUsage[]) => {
      own = [...own, ...used];
      shared = shared && [...shared, ...used];
    },
    at: (now: number): Pick<SenderState, "usage" | "tierUsage"> => {
      own = since(own, now);
      shared = shared && since(shared, now);
      return { usage: own, tierUsage: shared };
    },
  };
}

import { tickFrom } from "./simulate-clock.ts";
import type { VariantTest } from "./simulate-types.ts";

/** Who of so many goes first in a test of variants, and when it is decided: at a tick of the dispatcher. */
export function createSimulatedTest(recipients: number, variants: VariantTest | null) {
  const { share = 1, decideAfterMs = 0, decidesAt = null } = variants ?? {};
  const size = Math.min(recipients, Math.ceil(recipients * share - 1e-9)); // a share of k of n may come to k and a hair
  let left = variants === null ? 0 : size;
  let lastAt = Number.NEGATIVE_INFINITY;

  /** Spread over the list; who it is in truth does not change when it ends. */
  const isIn = (position: number): boolean =>
    variants === null ||
    Math.floor(((position + 1) * size) / recipients) > Math.floor((position * size) / recipients);

  return {
    isIn,
    /** When the rest goes although nobody of the test waits any more; null while some do. */
    decidedBefore: (now: number): number | null =>
      variants !== null && left === 0 ? Math.max(now, tickFrom(decidesAt ?? now)) : null,
    take: (position: number, slotAt: number): number | null => {
      if (left === 0 || !isIn(position)) return null;
      left -= 1;
      lastAt = Math.max(lastAt, slotAt);
      return left === 0 ? tickFrom(lastAt + decideAfterMs) : null;
    },
    /** How long after a slot that is given now the test can be decided at the earliest. */
    undecidedForMs: (): number => (left === 0 ? Number.POSITIVE_INFINITY : decideAfterMs),
  };
}

const minuteMs = 60_000;
const apartMs = 2_000;
const maxKept = 1_000;

/**
 * When to have a campaign planned again for a send that the provider put off for less than a minute, so that it need not
 * wait for the tick; undefined when the tick or a plan already asked for comes in time. Many throttled sends ask for few plans.
 */
export function createReplanning() {
  const asked = new Map<string, number>();

  return function replan(campaignId: string, notBefore: Date, now: Date): Date | undefined {
    const wanted = notBefore.getTime();
    if (wanted > now.getTime() + minuteMs) return undefined;
    const last = asked.get(campaignId) ?? Number.NEGATIVE_INFINITY;
    if (last >= wanted) return undefined;
    const at = Math.max(wanted, last + apartMs);
    if (asked.size >= maxKept) asked.clear();
    asked.set(campaignId, at);
    return new Date(at);
  };
}

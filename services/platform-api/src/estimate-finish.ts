type Known = { at: number; finish: Promise<number | null> };

/**
 * Remembers for a moment when each campaign will end: a long list takes the simulator a second, and many people may look
 * at one campaign.
 */
export function createFinishEstimates({
  reuseMs,
  maxCampaigns = 500,
}: {
  reuseMs: number;
  maxCampaigns?: number;
}) {
  const known = new Map<string, Known>();
  return async function estimateFinish(
    key: string,
    now: number,
    estimate: () => Promise<number | null>,
  ): Promise<number | null> {
    const last = known.get(key);
    if (last && now - last.at < reuseMs && now >= last.at) return last.finish;
    known.delete(key);
    const finish = estimate();
    known.set(key, { at: now, finish });
    const [oldest] = known.keys();
    if (known.size > maxCampaigns && oldest !== undefined) known.delete(oldest);
    finish.catch(() => known.delete(key));
    return finish;
  };
}

import type { Ledger } from "./ledger-fixture.ts";
import type { Campaign } from "./pause-load.ts";

export type Books = ReturnType<typeof openBooks>;

/** What must add up at any moment, also in the middle of everything; each is read in one snapshot. */
export function openBooks({ pool, call }: Ledger) {
  /** Counters, folded plus what is still to fold, that are not what the rows say. */
  async function drifted(): Promise<unknown[]> {
    const bucket = "case when s.status in ('pending', 'queued', 'sending') then 'waiting' else s.status end";
    const { rows } = await pool.query(`
      select p.campaign_id, b.bucket, b.folded + coalesce(d.delta, 0) as counted, coalesce(r.n, 0) as rows
      from public.campaign_progress p
      cross join lateral (values ('waiting', p.waiting), ('sent', p.sent), ('delivered', p.delivered), ('read', p.read),
        ('failed', p.failed), ('skipped', p.skipped), ('cancelled', p.cancelled), ('unconfirmed', p.unconfirmed)) b (bucket, folded)
      left join lateral (
        select sum(d.delta)::int as delta from public.campaign_progress_deltas d
        where d.campaign_id = p.campaign_id and d.bucket = b.bucket) d on true
      left join lateral (
        select count(*)::int as n from public.sends s where s.campaign_id = p.campaign_id and ${bucket} = b.bucket) r on true
      where b.folded + coalesce(d.delta, 0) <> coalesce(r.n, 0)`);
    return rows;
  }

  /** Minutes of a sender whose used budget is not the number of sends that hold a slot in them. */
  async function misspent(): Promise<unknown[]> {
    const { rows } = await pool.query(`
      select sender_id, minute, coalesce(u.used, 0) as used, coalesce(h.held, 0) as held
      from public.sender_usage u
      full join (
        select s.sender_id, floor(extract(epoch from s.slot_at) / 60)::bigint as minute, count(*)::int as held
        from public.sends s where s.slot_at is not null group by 1, 2) h using (sender_id, minute)
      where coalesce(u.used, 0) <> coalesce(h.held, 0)`);
    return rows;
  }

  /** Campaigns whose summary, or progress once folded, does not add up to their recipients. */
  async function missing(campaigns: Campaign[]): Promise<unknown[]> {
    const found: unknown[] = [];
    for (const { campaignId, sendIds } of campaigns) {
      const summary = await call<Summary>("summarize_campaign", campaignId);
      const sum = Object.values(summary.byStatus).reduce((total, n) => total + n, 0);
      if (summary.total !== sendIds.length || sum !== sendIds.length) found.push(summary);
    }
    return found;
  }
  type Summary = { total: number; byStatus: Record<string, number> };

  return async (campaigns: Campaign[]) => ({
    drifted: await drifted(),
    misspent: await misspent(),
    missing: await missing(campaigns),
  });
}

export const balanced = { drifted: [], misspent: [], missing: [] };

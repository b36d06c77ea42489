import type { Stream } from "./start-stream.ts";

/** How fast messages went and how far from their slots; seconds late, negative when early. */
export type Pace = { from: Date; until: Date; perSecond: number; p50: number; p95: number; p99: number };

/** The pace of the middle of the run: the first two seconds and the last few are somebody else's. */
export async function readPace({ client, campaignId }: Stream): Promise<Pace> {
  const { rows } = await client.query<Pace & { seconds: number; sends: number }>(
    `with sent as (
       select a.started_at, extract(epoch from a.started_at - coalesce(k.slot_at, s.slot_at)) as late,
         percent_rank() over (order by a.started_at) as place
       from public.send_attempts a
       join public.sends s on s.id = a.send_id
       left join bench.slots k on k.id = s.id
       where s.campaign_id = $1 and a.outcome is distinct from 'later'
     ), middle as (select * from sent where place between 0.1 and 0.9)
     select min(started_at) as "from", max(started_at) as "until", count(*)::int as sends,
       extract(epoch from max(started_at) - min(started_at))::float8 as seconds,
       percentile_cont(0.5) within group (order by late)::float8 as p50,
       percentile_cont(0.95) within group (order by late)::float8 as p95,
       percentile_cont(0.99) within group (order by late)::float8 as p99
     from middle`,
    [campaignId],
  );
  const [row] = rows;
  if (!row) throw new Error("nothing was sent");
  const { from, until, p50, p95, p99, sends, seconds } = row;
  return { from, until, p50, p95, p99, perSecond: (sends - 1) / seconds };
}

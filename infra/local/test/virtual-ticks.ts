import type pg from "pg";

const minuteMs = 60_000;

/** The next tick, from `next` on, at which anything can change: something is due, a test is decided, a message comes. */
export async function readNextTick(pool: pg.Pool, next: number, messageAt: number): Promise<number> {
  const { rows } = await pool.query<{
    at: string | null;
    decides_at: string | null;
    is_busy: boolean;
  }>(
    `select (select extract(epoch from min(c.test_until)) from public.campaigns c
             where c.status = 'running' and c.winner is null) decides_at, extract(epoch from min(greatest(s.blocked_until - interval '120 seconds', w.not_before, 'epoch'))) at,
            exists (select from public.sends where status = 'sending') is_busy
     from public.sender_states s
     join lateral (select min(d.not_before) not_before from public.sends d
                   where d.sender_id = s.sender_id and d.status = 'pending' having count(*) > 0) w on true`,
  );
  const [found] = rows;
  if (found?.is_busy) return next;
  const dueAt = (text: string | null | undefined) =>
    text ? Math.max(Number(text) * 1_000, next) : Number.POSITIVE_INFINITY;
  const due = Math.min(dueAt(found?.at), dueAt(found?.decides_at), Math.max(next, messageAt));
  return Math.ceil(due / minuteMs) * minuteMs;
}

create or replace function app.has_waiting_sends(p_campaign_id uuid) returns boolean
language plpgsql stable
set search_path = ''
set enable_seqscan = off -- while most rows wait, reading the table looks cheap; near the end it would be read whole, for every outcome
as $$
begin
  return exists (select 1 from public.sends s where s.campaign_id = p_campaign_id and s.status = 'queued')
    or exists (
      select 1 from public.sends s
      join public.campaigns c on c.sender_id = s.sender_id and c.id = s.campaign_id
      where c.id = p_campaign_id and s.status = 'pending');
end
$$;
comment on function app.has_waiting_sends is 'Whether a campaign has rows that nobody is sending yet.';
grant execute on function app.has_waiting_sends to service_role;

create or replace function app.has_open_sends(p_campaign_id uuid) returns boolean
language sql stable
set search_path = ''
as $$
  select exists (select 1 from public.sends s where s.campaign_id = p_campaign_id and s.status = 'sending')
  or app.has_waiting_sends(p_campaign_id)
$$;
comment on function app.has_open_sends is 'Whether a campaign still has rows that are to be sent. Finished is this query, never a flag.';
grant execute on function app.has_open_sends to service_role;

create or replace function app.fold_progress(p_campaign_id uuid) returns void
language plpgsql volatile
set search_path = ''
as $$
declare
  v_row public.campaign_progress;
begin
  with folded as (
    delete from public.campaign_progress_deltas d where d.campaign_id = p_campaign_id
    returning d.bucket, d.delta
  ), sums as (
    select coalesce(sum(f.delta) filter (where f.bucket = 'waiting'), 0) waiting,
           coalesce(sum(f.delta) filter (where f.bucket = 'sent'), 0) sent,
           coalesce(sum(f.delta) filter (where f.bucket = 'delivered'), 0) delivered,
           coalesce(sum(f.delta) filter (where f.bucket = 'read'), 0) read,
           coalesce(sum(f.delta) filter (where f.bucket = 'failed'), 0) failed,
           coalesce(sum(f.delta) filter (where f.bucket = 'skipped'), 0) skipped,
           coalesce(sum(f.delta) filter (where f.bucket = 'cancelled'), 0) cancelled,
           coalesce(sum(f.delta) filter (where f.bucket = 'unconfirmed'), 0) unconfirmed,
           coalesce(sum(f.delta) filter (where f.bucket = 'replied'), 0) replied,
           count(*) changes
    from folded f
  )
  update public.campaign_progress p set
    waiting = p.waiting + s.waiting, sent = p.sent + s.sent, delivered = p.delivered + s.delivered,
    read = p.read + s.read, failed = p.failed + s.failed, skipped = p.skipped + s.skipped,
    cancelled = p.cancelled + s.cancelled, unconfirmed = p.unconfirmed + s.unconfirmed,
    replied = p.replied + s.replied,
    revision = p.revision + 1, broadcast_at = app.now()
  from sums s
  where p.campaign_id = p_campaign_id and s.changes > 0
  returning p.* into v_row;
  if found then
    perform app.broadcast('campaign:' || p_campaign_id, 'progress', to_jsonb(v_row) - 'broadcast_at');
  end if;
end
$$;
comment on function app.fold_progress is 'Adds up a campaign''s deltas and tells its viewers. One at a time per campaign: callers hold its lock.';
grant execute on function app.fold_progress to service_role;

create or replace function app.fold_progress_soon(p_campaign_id uuid) returns void
language plpgsql volatile
set search_path = ''
as $$
begin
  if exists (
    select 1 from public.campaign_progress p
    where p.campaign_id = p_campaign_id and p.broadcast_at < app.now() - interval '500 milliseconds')
  and pg_try_advisory_xact_lock(hashtextextended('fold:' || p_campaign_id, 0)) then
    perform app.fold_progress(p_campaign_id);
  end if;
end
$$;
comment on function app.fold_progress_soon is 'Folds at most twice a second, and never waits: whoever comes too early or second leaves it to the next.';
grant execute on function app.fold_progress_soon to service_role;

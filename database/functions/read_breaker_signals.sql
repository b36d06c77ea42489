create or replace function app.recent_outcomes(p_campaign_id uuid, p_since timestamptz, p_now timestamptz, p_window integer) returns jsonb
language sql stable
set search_path = ''
as $$
  -- In the order in which they left, from the latest whose fate is known: failures are told sooner than deliveries, so the last
  -- ones heard of would look worse than they are. One not heard of counts as good: the share of failures is never overstated.
  select coalesce(jsonb_agg(w.code order by w.left_at desc), '[]')
  from (
    select s.left_at, case when s.status = 'failed' or s.status = 'unconfirmed' and s.code is not null then coalesce(s.code, 'unknown') end code
    from public.sends s
    where s.campaign_id = p_campaign_id and s.left_at > p_since
    and s.left_at <= (
      select k.left_at from public.sends k
      where k.campaign_id = p_campaign_id and k.left_at > p_since
      and (k.status <> 'sent' or k.left_at < p_now - interval '1 minute')
      order by k.left_at desc limit 1)
    order by s.left_at desc limit p_window) w
$$;
comment on function app.recent_outcomes is 'What became of the latest sends of a campaign, latest first: the code of each failure, null for the others.';
grant execute on function app.recent_outcomes to service_role;

create or replace function public.read_breaker_signals(p_campaign_id uuid default null, p_window integer default 100) returns jsonb
language sql stable
set search_path = ''
as $$
  select coalesce(jsonb_agg(jsonb_build_object(
    'senderId', x.sender_id, 'clientId', x.client_id, 'kind', x.kind, 'limits', x.breaker, 'seenAt', x.seen_at, 'campaigns', x.campaigns)), '[]')
  from (
    select p.id sender_id, p.client_id, f.kind, f.breaker, n.now seen_at,
      jsonb_agg(jsonb_build_object(
        'campaignId', c.id, 'name', c.name,
        'paused', app.is_paused(c.client_id, p.id, c.id) is not null,
        'warned', coalesce(c.warned_at >= j.since, false),
        'outcomes', app.recent_outcomes(c.id, j.since, n.now, p_window),
        'reached', g.sent + g.delivered + g.read + g.failed,
        'optOuts', o.n)) campaigns
    from public.client_providers p
    join public.sender_profiles f on f.sender_id = p.id
    join public.sender_states t on t.sender_id = p.id
    join public.campaigns c on c.sender_id = p.id and c.status = 'running'
    join public.campaign_progress g on g.campaign_id = c.id
    cross join lateral (select greatest(c.judged_since, t.judged_since) as since) j
    cross join lateral (
      select count(*) n from (
        select 1 from public.opt_outs o where o.campaign_id = c.id and o.created_at > j.since limit 1000) o) o
    cross join (select app.now() as now) n
    where p.status = 'active'
    and (p_campaign_id is null or p.id = (select s.sender_id from public.campaigns s where s.id = p_campaign_id))
    and (p_campaign_id is not null or g.failed + g.unconfirmed > 0 or o.n > 0 -- else there is nothing to judge
      or exists (select 1 from public.campaign_progress_deltas d where d.campaign_id = c.id))
    and app.is_paused(p.client_id, p.id, null) is null
    group by p.id, p.client_id, f.kind, f.breaker, n.now
  ) x
$$;
comment on function public.read_breaker_signals is
  'What the breaker judges by: for the sender of a campaign, or for all that have failures, what became of the latest sends of each running campaign since a person last let it go on.';
revoke execute on function public.read_breaker_signals from public, anon, authenticated;
grant execute on function public.read_breaker_signals to service_role;

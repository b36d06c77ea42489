create or replace function public.read_sender_plan(p_skip uuid[] default '{}', p_horizon_seconds integer default 120) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
declare
  v_now     timestamptz := app.now();
  v_sender  public.client_providers;
  v_profile public.sender_profiles;
  v_state   public.sender_states;
  v_limit   integer;
  v_runs    integer;
begin
  -- The sender planned longest ago goes first, so that a busy one cannot starve the others.
  select p.* into v_sender
  from public.client_providers p
  join public.sender_states s on s.sender_id = p.id
  join public.sender_profiles f on f.sender_id = p.id
  join public.clients c on c.id = p.client_id and c.status = 'active'
  where p.status = 'active'
  and p.id <> all (p_skip)
  -- A place may have become free meanwhile, by a cancel or a missed slot: looked at again every five minutes.
  and (s.blocked_until is null or s.blocked_until <= v_now + make_interval(secs => p_horizon_seconds) or s.planned_at < v_now - interval '5 minutes')
  and app.is_paused(p.client_id, p.id, null) is null
  and exists (
    select 1 from public.campaigns g
    where g.sender_id = p.id and g.status = 'running' and app.is_paused(g.client_id, p.id, g.id) is null
    and exists (
      select 1 from public.sends d
      where d.sender_id = p.id and d.campaign_id = g.id and d.status = 'pending' and d.not_before <= v_now)
    union all
    select 1 from public.sends d
    where d.sender_id = p.id and d.campaign_id is null and d.status = 'pending' and d.not_before <= v_now and d.lane = 'followup')
  order by s.planned_at limit 1;
  if not found then
    return null;
  end if;
  select * into v_profile from public.sender_profiles f where f.sender_id = v_sender.id;
  select * into v_state from public.sender_states s where s.sender_id = v_sender.id;
  v_limit := least(10000, ceil(p_horizon_seconds * 1000 / v_profile.min_gap_ms) + 10)::integer;
  select count(*) + 1 into v_runs from public.campaigns g where g.sender_id = v_sender.id and g.status = 'running';

  return jsonb_build_object(
    'now', (extract(epoch from v_now) * 1000)::bigint,
    'senderId', v_sender.id, 'clientId', v_sender.client_id, 'planVersion', v_state.plan_version, 'limit', v_limit,
    'profile', jsonb_build_object(
      'minGapMs', v_profile.min_gap_ms, 'gapJitterMs', v_profile.gap_jitter_ms, 'maxPerHour', v_profile.max_per_hour,
      'maxPerDay', v_profile.max_per_day, 'warmUp', v_profile.warm_up, 'tierPerDay', v_profile.tier_per_day,
      'window', v_profile.send_window, 'pairGapMs', v_profile.pair_gap_ms, 'frequencyCap', v_profile.frequency_cap,
      'replyHeadroom', v_profile.reply_headroom, 'repliesCount', v_profile.replies_count,
      'ramp', v_profile.ramp),
    -- Read after plan_version: what another planner reserves in between makes this plan void.
    'ramps', app.ramp_signals(v_sender.id, v_profile.ramp, v_now),
    'state', jsonb_build_object(
      'nextSlotAt', (extract(epoch from v_state.next_slot_at) * 1000)::bigint,
      'ageDays', (extract(epoch from v_now - v_sender.activated_at) / 86400)::float8,
      'usage', (
        select coalesce(jsonb_agg(jsonb_build_object('minute', u.minute, 'used', u.used) order by u.minute), '[]')
        from public.sender_usage u
        where u.sender_id = v_sender.id and u.used > 0 and u.minute > floor(extract(epoch from v_now) / 60)::bigint - 1441),
      'tierUsage', case when v_sender.portfolio_id is not null then (
        select coalesce(jsonb_agg(jsonb_build_object('minute', x.minute, 'used', x.used) order by x.minute), '[]')
        from (
          select u.minute, sum(u.used) as used
          from public.client_providers o join public.sender_usage u on u.sender_id = o.id
          where o.client_id = v_sender.client_id and o.portfolio_id = v_sender.portfolio_id
          and u.used > 0 and u.minute > floor(extract(epoch from v_now) / 60)::bigint - 1441
          group by u.minute) x) end),
    'campaignRules', (
      select coalesce(jsonb_object_agg(g.id, jsonb_build_object('window', g.send_window, 'frequencyCap', g.frequency_cap)), '{}')
      from public.campaigns g
      where g.sender_id = v_sender.id and g.status = 'running' and (g.send_window is not null or g.frequency_cap is not null)),
    'pending', (
      select coalesce(jsonb_agg(jsonb_build_object(
        'id', d.id, 'campaignId', d.campaign_id, 'lane', d.lane, 'contactId', coalesce(d.contact_id, d.id),
        'ddd', case when d.to_kind = 'phone' and d.to_value like '55%' then substr(d.to_value, 3, 2) end,
        'timeZone', t.time_zone,
        'contactLastAt', case when v_profile.pair_gap_ms > 0 then (
          select (extract(epoch from max(a.started_at)) * 1000)::bigint from public.send_attempts a
          where a.contact_id = d.contact_id and a.sender_id = v_sender.id and a.started_at > v_now - interval '1 day'
          and a.outcome is distinct from 'later') end,
        'contactRecent', case when v_profile.frequency_cap is null then 0 else
          app.count_campaign_messages(d.contact_id, (v_profile.frequency_cap ->> 'days')::float8, v_now) end,
        'campaignRecent', case when d.campaign_cap is null then 0 else
          app.count_campaign_messages(d.contact_id, (d.campaign_cap ->> 'days')::float8, v_now) end,
        'notBefore', case when d.not_before > '-infinity' then (extract(epoch from d.not_before) * 1000)::bigint end,
        'notAfter', null) order by d.rank, app.turn_of(d.campaign_id, v_state.plan_version)), '[]')
      from (
        select x.*, g.frequency_cap as campaign_cap, row_number() over (partition by x.campaign_id order by x.not_before, x.position) rank
        from public.campaigns g
        cross join lateral (
          select d.* from public.sends d
          where d.sender_id = v_sender.id and d.campaign_id = g.id and d.status = 'pending' and d.not_before <= v_now
          order by d.not_before, d.position limit greatest(1, v_limit / greatest(1, v_runs - 1))) x
        where g.sender_id = v_sender.id and g.status = 'running' and app.is_paused(g.client_id, v_sender.id, g.id) is null
        union all
        (select d.*, null::jsonb, row_number() over (order by d.not_before, d.position) rank
        from public.sends d
        where d.sender_id = v_sender.id and d.campaign_id is null and d.lane = 'followup' and d.status = 'pending' and d.not_before <= v_now
        order by d.not_before, d.position limit v_limit)
      ) d
      left join public.contacts t on t.id = d.contact_id));
end
$$;
comment on function public.read_sender_plan is
  'Everything the planner needs for the sender whose turn it is: profile, state, usage of 24 h, and as many pending sends as the horizon can hold; null when none is due.';
revoke execute on function public.read_sender_plan from public, anon, authenticated;
grant execute on function public.read_sender_plan to service_role;

create or replace function app.turn_of(p_campaign_id uuid, p_plan_version bigint) returns text
language sql immutable
set search_path = ''
as $$ select md5(concat(p_campaign_id, ':', p_plan_version)) $$;
comment on function app.turn_of is
  'Which campaign begins a plan: another order each time, or a sender with one place per plan would only ever serve the same one.';
grant execute on function app.turn_of to service_role;

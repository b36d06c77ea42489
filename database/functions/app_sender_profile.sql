create or replace function app.save_profile(p_sender_id uuid, p_client_id uuid, p_profile jsonb) returns void
language sql volatile
set search_path = ''
as $$
  insert into public.sender_profiles as f (
    sender_id, client_id, kind, min_gap_ms, gap_jitter_ms, max_per_hour, max_per_day, warm_up, tier_per_day,
    send_window, pair_gap_ms, frequency_cap, reply_headroom, replies_count, ramp, breaker)
  values (
    p_sender_id, p_client_id, p_profile ->> 'kind', (p_profile ->> 'minGapMs')::numeric, (p_profile ->> 'gapJitterMs')::integer,
    (p_profile ->> 'maxPerHour')::integer, (p_profile ->> 'maxPerDay')::integer, coalesce(p_profile -> 'warmUp', '[]'),
    (p_profile ->> 'tierPerDay')::integer, nullif(p_profile -> 'window', 'null'), (p_profile ->> 'pairGapMs')::integer,
    nullif(p_profile -> 'frequencyCap', 'null'), (p_profile ->> 'replyHeadroom')::numeric, (p_profile ->> 'repliesCount')::boolean,
    nullif(p_profile -> 'ramp', 'null'), nullif(p_profile -> 'breaker', 'null'))
  on conflict (sender_id) do update set
    kind = excluded.kind, min_gap_ms = excluded.min_gap_ms, gap_jitter_ms = excluded.gap_jitter_ms,
    max_per_hour = excluded.max_per_hour, max_per_day = excluded.max_per_day, warm_up = excluded.warm_up,
    tier_per_day = excluded.tier_per_day, send_window = excluded.send_window, pair_gap_ms = excluded.pair_gap_ms,
    frequency_cap = excluded.frequency_cap, reply_headroom = excluded.reply_headroom, replies_count = excluded.replies_count,
    ramp = excluded.ramp, breaker = excluded.breaker;
$$;
comment on function app.save_profile is 'Gives a sender its pacing profile, all of it; the portfolio is the sender''s own column.';
grant execute on function app.save_profile to service_role;

create or replace function app.show_profile(p_sender_id uuid) returns jsonb
language sql stable
set search_path = ''
as $$
  select jsonb_build_object(
    'kind', f.kind, 'minGapMs', f.min_gap_ms, 'gapJitterMs', f.gap_jitter_ms, 'maxPerHour', f.max_per_hour, 'maxPerDay', f.max_per_day,
    'warmUp', f.warm_up, 'tierPerDay', f.tier_per_day, 'window', f.send_window, 'pairGapMs', f.pair_gap_ms,
    'frequencyCap', f.frequency_cap, 'replyHeadroom', f.reply_headroom, 'repliesCount', f.replies_count,
    'ramp', f.ramp, 'breaker', f.breaker, 'portfolioId', p.portfolio_id)
  from public.sender_profiles f join public.client_providers p on p.id = f.sender_id
  where f.sender_id = p_sender_id
$$;
comment on function app.show_profile is 'The pacing profile of a sender as save_profile takes it, with its portfolio.';
grant execute on function app.show_profile to service_role;

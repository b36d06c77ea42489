create or replace function app.reached_frequency_cap(p_contact_id uuid, p_cap jsonb, p_now timestamptz) returns boolean
language plpgsql volatile
set search_path = ''
as $$
begin
  -- Two senders may be about to write to the same person: the second one sees what the first one did.
  perform pg_advisory_xact_lock(hashtextextended('contact:' || p_contact_id, 0));
  return app.count_campaign_messages(p_contact_id, (p_cap ->> 'days')::float8, p_now) >= (p_cap ->> 'max')::integer;
end
$$;
comment on function app.reached_frequency_cap is 'Whether this contact has had as many campaign messages as the cap allows. A plan counts only what had left when it was made.';
grant execute on function app.reached_frequency_cap to service_role;

create or replace function app.count_campaign_messages(p_contact_id uuid, p_days float8, p_now timestamptz) returns bigint
language plpgsql stable
set search_path = ''
as $$
begin
  return (
    select count(*) from public.send_attempts a
    join public.sends s on s.id = a.send_id and s.lane = 'campaign'
    where a.contact_id = p_contact_id and a.started_at > p_now - p_days * interval '1 day'
    and coalesce(a.outcome, 'unconfirmed') in ('sent', 'unconfirmed'));
end
$$;
comment on function app.count_campaign_messages is 'Campaign messages that a contact got, or may be getting at this moment. Conversations do not count.';
grant execute on function app.count_campaign_messages to service_role;

create or replace function app.exceeds_cap(p_sender public.client_providers, p_profile public.sender_profiles, p_now timestamptz) returns boolean
language sql stable
set search_path = ''
as $$
  with now as (
    select floor(extract(epoch from p_now) / 60)::bigint as minute, p_now - p_sender.activated_at as age
  ), own as (
    select coalesce(sum(u.used) filter (where u.minute >= n.minute - 60), 0) as in_hour, coalesce(sum(u.used), 0) as in_day
    from now n left join public.sender_usage u on u.sender_id = p_sender.id and u.minute between n.minute - 1440 and n.minute
  ), shared as (
    select coalesce(sum(u.used), 0) as in_day
    from now n
    join public.client_providers o on o.client_id = p_sender.client_id and o.portfolio_id = p_sender.portfolio_id
    join public.sender_usage u on u.sender_id = o.id and u.minute between n.minute - 1440 and n.minute
  ), stage as (
    select (w ->> 'maxPerDay')::integer as max
    from now n cross join jsonb_array_elements(p_profile.warm_up) w
    where (w ->> 'untilAgeDays')::float8 * interval '1 day' > n.age
    order by (w ->> 'untilAgeDays')::float8 limit 1
  )
  select coalesce(own.in_hour > p_profile.max_per_hour, false)
  or coalesce(own.in_day > least(p_profile.max_per_day, (select max from stage)), false)
  or coalesce(greatest(own.in_day, shared.in_day) > p_profile.tier_per_day, false)
  from own, shared
$$;
comment on function app.exceeds_cap is
  'Whether replies that count have taken more than was left since the plan was made. The budget of the send that asks is part of the sum.';
grant execute on function app.exceeds_cap to service_role;

create or replace function app.waiting_talk(p_sender_id uuid, p_now timestamptz, out first_at timestamptz, out last_at timestamptz)
language plpgsql stable
set search_path = ''
set plan_cache_mode = force_generic_plan
as $$
begin
  select min(s.not_before), max(s.not_before) into first_at, last_at from public.sends s
  where s.sender_id = p_sender_id and s.campaign_id is null and s.status = 'pending'
  and s.lane in ('reply', 'human') and s.reason = 'gap' and s.not_before > p_now - interval '10 seconds';
end
$$;
comment on function app.waiting_talk is
  'When the first and the last of the replies that were told to wait for the gap come back. One that is not back after ten seconds holds up nobody.';
grant execute on function app.waiting_talk to service_role;

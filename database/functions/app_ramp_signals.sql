create or replace function app.ramp_signals(p_sender_id uuid, p_ramp jsonb, p_now timestamptz) returns jsonb
language plpgsql stable
set search_path = ''
as $$
declare
  v_patience interval := (p_ramp ->> 'patienceMs')::float8 * interval '1 millisecond';
  v_total    bigint;
  v_result   jsonb;
begin
  if p_ramp is null then
    return null;
  end if;
  with own as (
    select g.id, g.template_key, g.status, p.failed,
      p.delivered + p.read + coalesce((
        select sum(d.delta) from public.campaign_progress_deltas d
        where g.status = 'running' and d.campaign_id = g.id and d.bucket in ('delivered', 'read')), 0) delivered
    from public.campaigns g join public.campaign_progress p on p.campaign_id = g.id
    where g.sender_id = p_sender_id and g.started_at > p_now - interval '90 days'
  ), totals as (
    select o.template_key, sum(o.delivered) delivered from own o group by o.template_key
  ), watched as (
    select o.id, o.delivered, o.failed, t.delivered template_delivered,
      -- Of what is proven nothing is limited, so nothing is counted.
      t.delivered < (p_ramp ->> 'provenTemplate')::integer
        or (select sum(a.delivered) from totals a) < (p_ramp ->> 'provenSender')::integer as is_new
    from own o join totals t on t.template_key = o.template_key
    where o.status = 'running'
  )
  select (select coalesce(sum(t.delivered), 0) from totals t), coalesce(jsonb_agg(jsonb_build_object(
    'campaignId', w.id, 'templateDelivered', w.template_delivered, 'delivered', w.delivered, 'failed', w.failed,
    'underWay', coalesce(q.n, 0) + coalesce(s.n, 0),
    'latestAt', (extract(epoch from greatest(q.latest, s.latest)) * 1000)::bigint) order by w.id), '[]')
  into v_total, v_result
  from watched w
  left join lateral (
    select count(*) n, max(x.slot_at) latest from (
      select d.slot_at from public.sends d
      where d.campaign_id = w.id and d.status in ('queued', 'sending') limit 2000) x
    where w.is_new) q on true
  left join lateral (
    select count(*) n, max(x.left_at) latest from (
      select d.left_at from public.sends d
      where d.campaign_id = w.id and d.left_at > p_now - v_patience and d.status in ('sent', 'unconfirmed') limit 2000) x
    where w.is_new) s on true;
  return jsonb_build_object('senderDelivered', v_total, 'campaigns', v_result);
end
$$;
comment on function app.ramp_signals is
  'What the ramp of a sender goes by: how much it and each template delivered in 90 days, and what of each running campaign is out and not known. Null without a ramp. Counts what is out up to some thousands: more than any ramp allows.';
grant execute on function app.ramp_signals to service_role;

create or replace function app.known_slices(p_campaign_ids uuid[]) returns uuid[]
language plpgsql stable
set search_path = ''
as $$
begin
  if p_campaign_ids = '{}' then
    return p_campaign_ids;
  end if;
  return (select coalesce(array_agg(c.id), '{}')
    from public.campaigns c
    join public.sender_profiles f on f.sender_id = c.sender_id
    where c.id = any (p_campaign_ids) and c.status = 'running' and c.wait_reason ->> 'code' = 'probe' and f.ramp is not null
    and not exists (select 1 from public.sends q where q.campaign_id = c.id and q.status in ('queued', 'sending'))
    and (
      select count(*) from (
        select 1 from public.sends s
        where s.campaign_id = c.id and s.left_at > app.now() - (f.ramp ->> 'patienceMs')::float8 * interval '1 millisecond'
        and s.status in ('sent', 'unconfirmed') limit 2000) s)
      <= (c.wait_reason ->> 'max')::numeric * (1 - (f.ramp ->> 'knownShare')::numeric));
end
$$;
comment on function app.known_slices is 'Those of these campaigns whose planner waits for a slice of which enough is known now: it may plan on.';
grant execute on function app.known_slices to service_role;

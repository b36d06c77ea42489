create or replace function public.schedule_campaign(p_actor uuid, p_client_id uuid, p_campaign_id uuid, p_starts_at timestamptz) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
declare
  v_campaign public.campaigns;
begin
  perform app.assert_role(p_actor, p_client_id, array['owner', 'operator']);
  v_campaign := app.lock_campaign(p_client_id, p_campaign_id, array['draft', 'scheduled'], 'campaign.not-startable');
  if p_starts_at is null or not isfinite(p_starts_at) or p_starts_at < app.now() - interval '1 minute' or p_starts_at > app.now() + interval '1 year' then
    raise exception 'not within the next year' using errcode = 'NV409', hint = 'campaign.bad-time';
  end if;
  perform app.assert_startable(v_campaign);
  update public.campaigns c set status = 'scheduled', starts_at = p_starts_at, status_reason = null, start_refused_at = null
  where c.id = p_campaign_id returning * into v_campaign;
  perform app.audit(p_actor, p_client_id, 'campaign.scheduled', 'campaign', p_campaign_id::text, jsonb_build_object('startsAt', p_starts_at));
  return app.show_campaign(v_campaign);
end
$$;
comment on function public.schedule_campaign is
  'Has a campaign started at a time, or at another one. NV404 another tenant''s, NV409 not startable as things are, or a time that has passed: the hint says which.';
revoke execute on function public.schedule_campaign from public, anon, authenticated;
grant execute on function public.schedule_campaign to service_role;

create or replace function public.unschedule_campaign(p_actor uuid, p_client_id uuid, p_campaign_id uuid) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
declare
  v_campaign public.campaigns;
begin
  perform app.assert_role(p_actor, p_client_id, array['owner', 'operator']);
  perform app.lock_campaign(p_client_id, p_campaign_id, array['scheduled'], 'campaign.not-scheduled');
  update public.campaigns c set status = 'draft', starts_at = null where c.id = p_campaign_id returning * into v_campaign;
  perform app.audit(p_actor, p_client_id, 'campaign.unscheduled', 'campaign', p_campaign_id::text, '{}');
  return app.show_campaign(v_campaign);
end
$$;
comment on function public.unschedule_campaign is 'Takes a schedule back. NV404 another tenant''s, NV409 when it has none, or has begun.';
revoke execute on function public.unschedule_campaign from public, anon, authenticated;
grant execute on function public.unschedule_campaign to service_role;

create or replace function public.start_due_campaigns() returns jsonb
language plpgsql volatile
set search_path = ''
as $$
declare
  v_now     timestamptz := app.now();
  v_due     public.campaigns;
  v_started uuid;
  v_hint    text;
  v_refused jsonb;
begin
  -- One a call: a large list must not keep others waiting in one transaction, nor undo them.
  select * into v_due from public.campaigns c
  where c.status = 'scheduled' and c.starts_at <= v_now order by c.starts_at, c.id limit 1 for update skip locked;
  if found then
    begin
      perform app.assert_startable(v_due);
      perform public.start_campaign(v_due.client_id, v_due.id, 'schedule');
      v_started := v_due.id;
    exception when sqlstate 'NV409' or data_exception or integrity_constraint_violation then
      get stacked diagnostics v_hint = pg_exception_hint;
      update public.campaigns c
      set status = 'draft', status_reason = case when v_hint like 'campaign.%' then v_hint else 'campaign.not-startable' end,
          start_refused_at = v_now, announce_lease_until = '-infinity'
      where c.id = v_due.id;
    end;
  end if;

  if v_started is null then
    perform app.decide_variants(); -- not beside a start: what that holds, a rest of as many would hold twice as long
  end if;
  with untold as (
    select c.id from public.campaigns c
    where c.start_refused_at is not null and c.announce_lease_until < v_now for update skip locked
  ), leased as (
    update public.campaigns c set announce_lease_until = v_now + interval '60 seconds'
    from untold u where c.id = u.id returning c.id, c.client_id, c.name, c.status_reason, c.starts_at
  )
  select coalesce(jsonb_agg(jsonb_build_object(
    'campaignId', l.id, 'clientId', l.client_id, 'name', l.name, 'reason', l.status_reason, 'startsAt', l.starts_at)), '[]')
  into v_refused from leased l;
  return jsonb_build_object(
    'started', v_started, 'refused', v_refused,
    'hasMore', v_due.id is not null and exists (select 1 from public.campaigns c where c.status = 'scheduled' and c.starts_at <= v_now));
end
$$;
comment on function public.start_due_campaigns is
  'Starts the campaign that is due longest, once, whoever asks; one that cannot start is a draft again and says why. With nothing to start it decides the tests of variants whose time is over, each once. refused: what people are to be told, leased for a minute; confirm_start_refusal follows. hasMore: ask again.';
revoke execute on function public.start_due_campaigns from public, anon, authenticated;
grant execute on function public.start_due_campaigns to service_role;

create or replace function public.confirm_start_refusal(p_campaign_id uuid) returns void
language sql volatile
set search_path = ''
as $$
  update public.campaigns c set start_refused_at = null, announce_lease_until = '-infinity'
  where c.id = p_campaign_id and c.start_refused_at is not null
$$;
comment on function public.confirm_start_refusal is 'People have been told that this campaign could not start.';
revoke execute on function public.confirm_start_refusal from public, anon, authenticated;
grant execute on function public.confirm_start_refusal to service_role;

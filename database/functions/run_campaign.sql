create or replace function app.assert_startable(p_campaign public.campaigns) returns void
language plpgsql stable
set search_path = ''
as $$
begin
  if exists (select 1 from app.templates_of(p_campaign) o (id) left join public.templates t on t.id = o.id where t.status is distinct from 'approved') then
    raise exception 'the template is not approved' using errcode = 'NV409', hint = 'campaign.template-not-approved';
  elsif not exists (
    select 1 from public.client_providers p join public.sender_profiles f on f.sender_id = p.id
    where p.id = p_campaign.sender_id and p.client_id = p_campaign.client_id and p.status = 'active') then
    raise exception 'the sender is not active or has no profile' using errcode = 'NV409', hint = 'campaign.sender-not-ready';
  elsif p_campaign.list_id is null then
    raise exception 'the campaign has no list' using errcode = 'NV409', hint = 'campaign.no-list';
  elsif not exists (
    select 1 from public.contact_list_members m join public.contacts t on t.id = m.contact_id and t.erased_at is null
    where m.list_id = p_campaign.list_id) then
    raise exception 'the list is empty' using errcode = 'NV409', hint = 'campaign.empty-list';
  end if;
  perform app.assert_window_meets(p_campaign);
end
$$;
comment on function app.assert_startable is 'NV409 when a campaign cannot start as things are; the hint is the code of why.';
revoke execute on function app.assert_startable from public, anon, authenticated;
grant execute on function app.assert_startable to service_role;

create or replace function public.begin_campaign(p_actor uuid, p_client_id uuid, p_campaign_id uuid) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
declare
  v_campaign public.campaigns;
  v_counts   jsonb;
begin
  perform app.assert_role(p_actor, p_client_id, array['owner', 'operator']);
  v_campaign := app.lock_campaign(p_client_id, p_campaign_id, array['draft', 'scheduled'], 'campaign.not-startable');
  perform app.assert_startable(v_campaign);
  v_counts := public.start_campaign(p_client_id, p_campaign_id, p_actor::text);
  perform app.audit(p_actor, p_client_id, 'campaign.started', 'campaign', p_campaign_id::text, v_counts);
  return app.show_campaign(app.find_campaign(p_client_id, p_campaign_id));
end
$$;
comment on function public.begin_campaign is 'Starts a campaign on behalf of a person. NV404 another tenant''s, NV409 not startable: the hint is the code of why.';
revoke execute on function public.begin_campaign from public, anon, authenticated;
grant execute on function public.begin_campaign to service_role;

create or replace function public.switch_campaign_pause(p_actor uuid, p_client_id uuid, p_campaign_id uuid, p_action text, p_reason text) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
declare
  v_campaign public.campaigns;
  v_paused   boolean;
begin
  perform app.assert_role(p_actor, p_client_id, array['owner', 'operator']);
  perform app.close_send_gate(); -- before the campaign's row, as cancel_campaign does
  v_campaign := app.find_campaign(p_client_id, p_campaign_id);
  v_paused := exists (select 1 from public.active_pauses a where a.scope_key = 'campaign:' || p_campaign_id);
  if v_campaign.status not in ('running', 'halted') then
    raise exception 'campaign is %', v_campaign.status using errcode = 'NV409', hint = 'campaign.not-running';
  elsif p_action = 'resume' and not v_paused and v_campaign.status = 'running' then
    raise exception 'campaign is not paused' using errcode = 'NV409', hint = 'campaign.not-paused';
  elsif p_action = 'resume' and v_campaign.status = 'halted' and exists (
    select 1 from app.templates_of(v_campaign) o (id) join public.templates t on t.id = o.id where t.status <> 'approved') then
    raise exception 'the template is not approved' using errcode = 'NV409', hint = 'campaign.template-not-approved';
  end if;
  if p_action = 'resume' and v_campaign.status = 'halted' then
    perform public.resume_campaign(p_client_id, p_campaign_id, p_actor::text);
  end if;
  if p_action = 'pause' or v_paused then
    perform public.pause_sending('campaign', p_action, p_reason, 'api', p_client_id, null, p_campaign_id, p_actor::text);
  end if;
  perform app.audit(p_actor, p_client_id, 'campaign.' || p_action || 'd', 'campaign', p_campaign_id::text, jsonb_build_object('reason', p_reason));
  return app.show_campaign(app.find_campaign(p_client_id, p_campaign_id));
end
$$;
comment on function public.switch_campaign_pause is
  'Pauses a campaign, or lets one go on that a person, the breaker or its template had stopped. NV404 another tenant''s, NV409 when there is nothing to pause or resume.';
revoke execute on function public.switch_campaign_pause from public, anon, authenticated;
grant execute on function public.switch_campaign_pause to service_role;

create or replace function public.stop_campaign(p_actor uuid, p_client_id uuid, p_campaign_id uuid, p_reason text) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
declare
  v_campaign public.campaigns;
  v_spared   integer;
begin
  perform app.assert_role(p_actor, p_client_id, array['owner', 'operator']);
  perform app.close_send_gate();
  v_campaign := app.find_campaign(p_client_id, p_campaign_id);
  if v_campaign.status in ('finished', 'cancelled') then
    raise exception 'campaign is %', v_campaign.status using errcode = 'NV409', hint = 'campaign.ended';
  end if;
  v_spared := public.cancel_campaign(p_client_id, p_campaign_id, p_reason);
  perform app.audit(p_actor, p_client_id, 'campaign.cancelled', 'campaign', p_campaign_id::text,
    jsonb_build_object('reason', p_reason, 'spared', v_spared, 'from', v_campaign.status));
  return app.show_campaign(app.find_campaign(p_client_id, p_campaign_id));
end
$$;
comment on function public.stop_campaign is 'Cancels a campaign on behalf of a person: nothing more of it is claimed. NV404 another tenant''s, NV409 when it has ended.';
revoke execute on function public.stop_campaign from public, anon, authenticated;
grant execute on function public.stop_campaign to service_role;

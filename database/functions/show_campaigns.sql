create or replace function app.show_progress(p_campaign_id uuid) returns jsonb
language sql stable
set search_path = ''
as $$
  -- With what is not folded yet: a page must not show less than the rows say for up to a minute.
  select jsonb_build_object(
    'total', p.total, 'waiting', p.waiting + coalesce(d.waiting, 0), 'sent', p.sent + coalesce(d.sent, 0),
    'delivered', p.delivered + coalesce(d.delivered, 0), 'read', p.read + coalesce(d.read, 0), 'failed', p.failed + coalesce(d.failed, 0),
    'skipped', p.skipped + coalesce(d.skipped, 0), 'cancelled', p.cancelled + coalesce(d.cancelled, 0),
    'unconfirmed', p.unconfirmed + coalesce(d.unconfirmed, 0), 'replied', p.replied + coalesce(d.replied, 0), 'revision', p.revision)
  from public.campaign_progress p
  cross join lateral (
    select sum(x.delta) filter (where x.bucket = 'waiting') waiting, sum(x.delta) filter (where x.bucket = 'sent') sent,
      sum(x.delta) filter (where x.bucket = 'delivered') delivered, sum(x.delta) filter (where x.bucket = 'read') read,
      sum(x.delta) filter (where x.bucket = 'failed') failed, sum(x.delta) filter (where x.bucket = 'skipped') skipped,
      sum(x.delta) filter (where x.bucket = 'cancelled') cancelled, sum(x.delta) filter (where x.bucket = 'unconfirmed') unconfirmed, sum(x.delta) filter (where x.bucket = 'replied') replied
    from public.campaign_progress_deltas x where x.campaign_id = p_campaign_id) d
  where p.campaign_id = p_campaign_id
$$;
comment on function app.show_progress is 'Recipients of a campaign by where they are now; null before its start.';
revoke execute on function app.show_progress from public, anon, authenticated;
grant execute on function app.show_progress to service_role;

create or replace function app.show_campaign(p_campaign public.campaigns) returns jsonb
language sql stable
set search_path = ''
as $$
  select jsonb_build_object(
    'id', p_campaign.id, 'name', p_campaign.name, 'status', p_campaign.status, 'statusReason', p_campaign.status_reason,
    'senderId', p_campaign.sender_id, 'senderName', (select p.name from public.client_providers p where p.id = p_campaign.sender_id),
    'listId', p_campaign.list_id, 'listName', (select l.name from public.contact_lists l where l.id = p_campaign.list_id),
    'startsAt', p_campaign.starts_at, 'startedAt', p_campaign.started_at, 'finishedAt', p_campaign.finished_at,
    'createdAt', p_campaign.created_at, 'updatedAt', p_campaign.updated_at,
    'paused', case when p_campaign.status in ('scheduled', 'running', 'halted')
      then split_part(app.is_paused(p_campaign.client_id, p_campaign.sender_id, p_campaign.id), ':', 1) end,
    'progress', app.show_progress(p_campaign.id),
    'window', p_campaign.send_window, 'frequencyCap', p_campaign.frequency_cap,
    'variants', case when p_campaign.variants is not null then (p_campaign.variants - 'items') || jsonb_build_object(
      'items', (
        select jsonb_agg(jsonb_build_object('key', i.item -> 'key', 'message', i.item -> 'message') order by i.n)
        from jsonb_array_elements(p_campaign.variants -> 'items') with ordinality i (item, n)),
      'winner', p_campaign.winner, 'decidedAt', p_campaign.decided_at, 'decision', p_campaign.decision) end,
    'message', coalesce(p_campaign.message, (
      select case t.kind when 'text' then jsonb_build_object('kind', 'text', 'text', t.body)
        else jsonb_build_object('kind', 'meta', 'templateId', t.id) end
      from public.templates t where t.id = p_campaign.template_id)))
$$;
comment on function app.show_campaign is 'A campaign as people see it in a list.';
revoke execute on function app.show_campaign from public, anon, authenticated;
grant execute on function app.show_campaign to service_role;

create or replace function public.list_campaigns(
  p_actor uuid, p_client_id uuid, p_status text default null, p_after uuid default null, p_limit integer default 50) returns jsonb
language plpgsql stable
set search_path = ''
as $$
begin
  perform app.assert_role(p_actor, p_client_id, array['owner', 'operator', 'attendant']);
  return (
    with page as (
      select c as campaign, row_number() over (order by c.created_at desc, c.id desc) as n
      from public.campaigns c
      where c.client_id = p_client_id and (p_status is null or c.status = p_status)
      and (p_after is null or (c.created_at, c.id) < (
        select a.created_at, a.id from public.campaigns a where a.id = p_after and a.client_id = p_client_id))
      order by c.created_at desc, c.id desc limit p_limit + 1
    )
    select jsonb_build_object(
      'items', coalesce(jsonb_agg(app.show_campaign(g.campaign) order by g.n) filter (where g.n <= p_limit), '[]'),
      'next', case when count(*) > p_limit then max((g.campaign).id::text) filter (where g.n = p_limit) end)
    from page g);
end
$$;
comment on function public.list_campaigns is 'The campaigns of a tenant, newest first.';
revoke execute on function public.list_campaigns from public, anon, authenticated;
grant execute on function public.list_campaigns to service_role;

create or replace function public.read_campaign(p_actor uuid, p_client_id uuid, p_campaign_id uuid) returns jsonb
language plpgsql stable
set search_path = ''
as $$
declare
  v_now      timestamptz := app.now();
  v_campaign public.campaigns;
  v_minutes  float8;
begin
  perform app.assert_role(p_actor, p_client_id, array['owner', 'operator', 'attendant']);
  v_campaign := app.find_campaign(p_client_id, p_campaign_id);
  v_minutes := greatest(0.2, least(5, extract(epoch from v_now - v_campaign.started_at) / 60));
  return app.show_campaign(v_campaign) || jsonb_build_object(
    'windowMeets', app.windows_meet(v_campaign.send_window, (
      select f.send_window from public.sender_profiles f where f.sender_id = v_campaign.sender_id)),
    -- Of the one that goes next: what holds it back holds back the others.
    'waiting', case when v_campaign.status in ('running', 'halted') then public.explain_send(p_client_id, coalesce(
      (select s.id from public.sends s where s.campaign_id = p_campaign_id and s.status = 'queued' order by s.slot_at limit 1),
      (select s.id from public.sends s
       where s.sender_id = v_campaign.sender_id and s.campaign_id = p_campaign_id and s.status = 'pending'
       order by s.not_before, s.position limit 1))) end,
    'perMinute', case when v_campaign.started_at is null then 0 else (
      select round((count(*) / v_minutes)::numeric, 1) from public.sends s
      where s.campaign_id = p_campaign_id and s.left_at > v_now - interval '5 minutes') end);
end
$$;
comment on function public.read_campaign is 'A campaign with what holds it back now and its pace over five minutes. NV404 another tenant''s.';
revoke execute on function public.read_campaign from public, anon, authenticated;
grant execute on function public.read_campaign to service_role;

create or replace function public.read_campaign_metrics(p_actor uuid, p_client_id uuid, p_campaign_id uuid) returns jsonb
language plpgsql stable
set search_path = ''
as $$
declare
  v_campaign public.campaigns;
begin
  perform app.assert_role(p_actor, p_client_id, array['owner', 'operator', 'attendant']);
  v_campaign := app.find_campaign(p_client_id, p_campaign_id);
  return jsonb_build_object(
    'campaignId', v_campaign.id, 'name', v_campaign.name, 'status', v_campaign.status,
    'startedAt', v_campaign.started_at, 'finishedAt', v_campaign.finished_at, 'progress', app.show_progress(p_campaign_id),
    'byVariant', app.count_variants(p_campaign_id),
    'optOuts', (select count(*) from public.opt_outs o where o.campaign_id = p_campaign_id));
end
$$;
comment on function public.read_campaign_metrics is 'Counts of a campaign, and how many asked to be left alone after it. NV404 another tenant''s.';
revoke execute on function public.read_campaign_metrics from public, anon, authenticated;
grant execute on function public.read_campaign_metrics to service_role;

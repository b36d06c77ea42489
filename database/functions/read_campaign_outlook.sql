create or replace function app.waiting_by_ddd(p_sender_id uuid, p_campaign_id uuid) returns jsonb
language sql stable
set search_path = ''
set enable_seqscan = off -- as in app.has_waiting_sends: a draft has no rows, and the whole ledger would be read to find none
as $$
  select coalesce(jsonb_object_agg(x.ddd, x.n), '{}') from (
    -- Asked of each group, not of each row: the call costs more than all the rest.
    select app.ddd_of(h.head) as ddd, sum(h.n)::bigint as n from (
      select left(s.to_value, 4) as head, count(*) as n from public.sends s
      where s.sender_id = p_sender_id and s.campaign_id = p_campaign_id and s.status = 'pending' group by 1) h group by 1) x
$$;
comment on function app.waiting_by_ddd is 'How many of a campaign have no slot yet, per area code.';
grant execute on function app.waiting_by_ddd to service_role;

create or replace function app.outlook_of_test(p_campaign public.campaigns) returns jsonb
language plpgsql stable
set search_path = ''
as $$
declare
  v_share float8 := (p_campaign.variants ->> 'sharePercent')::float8 / 100;
begin
  if p_campaign.variants is null or p_campaign.winner is not null then
    return null;
  elsif p_campaign.started_at is not null then
    v_share := (
      select count(*) filter (where s.variant is not null)::float8 / greatest(1, count(*)) from public.sends s
      where s.sender_id = p_campaign.sender_id and s.campaign_id = p_campaign.id and s.status = 'pending');
  end if;
  return jsonb_build_object(
    'share', v_share, 'decideAfterMs', (p_campaign.variants ->> 'decideAfterMinutes')::float8 * 60000,
    'decidesAt', (extract(epoch from p_campaign.test_until) * 1000)::bigint);
end
$$;
comment on function app.outlook_of_test is 'Which share of those who wait goes before the decision of a test, and when that is; null when there is nothing to decide.';
grant execute on function app.outlook_of_test to service_role;

create or replace function public.read_campaign_outlook(p_actor uuid, p_client_id uuid, p_campaign_id uuid) returns jsonb
language plpgsql stable
set search_path = ''
as $$
declare
  v_campaign public.campaigns;
  v_template public.templates;
  v_key      text;
  v_limits   jsonb;
begin
  v_limits := public.read_sender_limits(p_actor, p_client_id,
    (select c.sender_id from public.campaigns c where c.id = p_campaign_id and c.client_id = p_client_id)) -> 0;
  v_campaign := app.find_campaign(p_client_id, p_campaign_id);
  select * into v_template from public.templates t where t.id = v_campaign.template_id;
  -- Before the start the campaign's own key is of no text yet.
  v_key := case when v_campaign.content is not null then v_campaign.template_key
    when v_template.kind = 'meta' then 'meta:' || v_template.name || ':' || v_template.language else 'text:' || md5(v_template.body) end;
  return (select jsonb_build_object(
    'now', (extract(epoch from app.now()) * 1000)::bigint,
    'status', v_campaign.status,
    'startsAt', (extract(epoch from v_campaign.starts_at) * 1000)::bigint,
    'category', v_template.category,
    'kind', v_limits -> 'profile' -> 'kind',
    'profile', v_limits -> 'profile',
    'state', v_limits -> 'state',
    'isStopped', v_limits is null or v_limits ->> 'status' <> 'active' or v_limits ->> 'clientStatus' <> 'active'
      or app.is_paused(p_client_id, v_campaign.sender_id, p_campaign_id) is not null,
    'waiting', app.waiting_by_ddd(v_campaign.sender_id, p_campaign_id),
    'underWay', (select count(*) from public.sends s where s.campaign_id = p_campaign_id and s.status in ('queued', 'sending')),
    'lastSlotAt', (
      select (extract(epoch from max(s.slot_at)) * 1000)::bigint from public.sends s
      where s.campaign_id = p_campaign_id and s.status = 'queued'),
    'window', v_campaign.send_window,
    'test', app.outlook_of_test(v_campaign),
    'others', (
      select coalesce(jsonb_agg(jsonb_build_object('waiting', app.waiting_by_ddd(o.sender_id, o.id), 'window', o.send_window, 'test', app.outlook_of_test(o)) order by o.id), '[]')
      from public.campaigns o
      where o.sender_id = v_campaign.sender_id and o.id <> p_campaign_id and o.status = 'running'
      and app.is_paused(o.client_id, o.sender_id, o.id) is null),
    'delivered', jsonb_build_object(
      'sender', coalesce(d.sender, 0), 'template', coalesce(d.template, 0)))
  from (
    select sum(g.delivered + g.read) as sender, sum(g.delivered + g.read) filter (where c.template_key = v_key) as template
    from public.campaigns c join public.campaign_progress g on g.campaign_id = c.id
    where c.sender_id = v_campaign.sender_id and c.started_at > app.now() - interval '90 days') d);
end
$$;
comment on function public.read_campaign_outlook is
  'What the simulator needs to say when a campaign ends: sender, profile, what it has used and delivered, who still waits here and in its other campaigns. NV404 another tenant''s.';
revoke execute on function public.read_campaign_outlook from public, anon, authenticated;
grant execute on function public.read_campaign_outlook to service_role;

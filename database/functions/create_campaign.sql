create or replace function public.create_campaign(
  p_client_id uuid, p_sender_id uuid, p_name text, p_template jsonb, p_list_name text, p_seed integer default 0)
returns jsonb
language plpgsql volatile
set search_path = ''
as $$
declare
  v_template uuid;
  v_list     uuid;
  v_campaign uuid;
begin
  if not exists (select 1 from public.client_providers p where p.id = p_sender_id and p.client_id = p_client_id) then
    raise exception 'no such sender' using errcode = 'NV404';
  end if;
  insert into public.templates as t (client_id, name, language, version, kind, category, body, components)
  select p_client_id, p_template ->> 'name', coalesce(p_template ->> 'language', 'pt_BR'),
    1 + coalesce((select max(o.version) from public.templates o
      where o.client_id = p_client_id and o.name = p_template ->> 'name' and o.language = coalesce(p_template ->> 'language', 'pt_BR')), 0),
    p_template ->> 'kind', p_template ->> 'category', p_template ->> 'body', coalesce(p_template -> 'components', '[]')
  returning t.id into v_template;
  insert into public.contact_lists as l (client_id, name) values (p_client_id, p_list_name)
  on conflict (client_id, name) do update set name = excluded.name
  returning l.id into v_list;
  insert into public.campaigns (client_id, sender_id, template_id, list_id, name, seed)
  values (p_client_id, p_sender_id, v_template, v_list, p_name, p_seed)
  returning id into v_campaign;
  return jsonb_build_object('campaignId', v_campaign, 'listId', v_list, 'templateId', v_template);
end
$$;
comment on function public.create_campaign is 'A draft campaign with a new template version and its contact list, ready to be filled and started. NV404 unknown sender.';
revoke execute on function public.create_campaign from public, anon, authenticated;
grant execute on function public.create_campaign to service_role;

create or replace function public.summarize_campaign(p_campaign_id uuid) returns jsonb
language sql stable
set search_path = ''
as $$
  select jsonb_build_object(
    'campaignId', c.id, 'name', c.name, 'status', c.status, 'startedAt', c.started_at, 'finishedAt', c.finished_at,
    'total', (select count(*) from public.sends s where s.campaign_id = c.id),
    'byStatus', app.count_sends(c.id),
    'open', app.has_open_sends(c.id),
    'blockedReason', t.blocked_reason, 'blockedUntil', t.blocked_until,
    'paused', app.is_paused(c.client_id, c.sender_id, c.id),
    'failures', (
      select coalesce(jsonb_object_agg(x.code, x.n), '{}') from (
        select coalesce(s.code, s.reason, '?') code, count(*) n from public.sends s
        where s.campaign_id = c.id and s.status in ('failed', 'skipped') group by 1) x),
    'attemptsPerSend', (
      select coalesce(max(x.n), 0) from (
        select count(*) n from public.send_attempts a join public.sends s on s.id = a.send_id
        where s.campaign_id = c.id and a.outcome in ('sent', 'unconfirmed') group by a.send_id) x))
  from public.campaigns c
  left join public.sender_states t on t.sender_id = c.sender_id
  where c.id = p_campaign_id
$$;
comment on function public.summarize_campaign is 'A campaign counted from its rows: by status, why it waits, what failed with which code.';
revoke execute on function public.summarize_campaign from public, anon, authenticated;
grant execute on function public.summarize_campaign to service_role;

create or replace function public.explain_send(p_client_id uuid, p_send_id uuid) returns jsonb
language sql stable
set search_path = ''
as $$
  select jsonb_build_object('status', s.status) || case
    when s.status not in ('pending', 'queued') then jsonb_build_object('reason', s.reason, 'code', s.code, 'until', s.lease_until)
    when g.status is not null and g.status <> 'running' then jsonb_build_object('reason', 'campaign-' || g.status, 'until', null)
    when app.is_paused(s.client_id, s.sender_id, s.campaign_id) is not null then
      jsonb_build_object('reason', split_part(app.is_paused(s.client_id, s.sender_id, s.campaign_id), ':', 1) || '-paused', 'until', null)
    when c.status <> 'active' then jsonb_build_object('reason', 'client-' || c.status, 'until', null)
    when p.status <> 'active' then jsonb_build_object('reason', 'sender-' || p.status, 'until', null)
    when s.status = 'queued' then jsonb_build_object('reason', 'slot', 'until', s.slot_at)
    when s.not_before > app.now() then jsonb_build_object('reason', coalesce(s.reason, 'not-before'), 'until', s.not_before)
    when s.after_send_id is not null and exists (
      select 1 from public.sends b where b.id = s.after_send_id and b.status in ('pending', 'queued', 'sending')) then
      jsonb_build_object('reason', 'predecessor', 'until', null)
    when t.blocked_until > app.now() then jsonb_build_object('reason', t.blocked_reason, 'until', t.blocked_until)
    when t.next_slot_at > app.now() then jsonb_build_object('reason', 'turn', 'until', t.next_slot_at)
    else jsonb_build_object('reason', 'next-plan', 'until', date_trunc('minute', app.now()) + interval '1 minute') end
  from public.sends s
  join public.client_providers p on p.id = s.sender_id
  join public.clients c on c.id = s.client_id
  left join public.campaigns g on g.id = s.campaign_id
  left join public.sender_states t on t.sender_id = s.sender_id
  where s.id = p_send_id and s.client_id = p_client_id
$$;
comment on function public.explain_send is 'Why a send is where it is, and until when it waits; null when the tenant has no such send.';
revoke execute on function public.explain_send from public, anon, authenticated;
grant execute on function public.explain_send to service_role;

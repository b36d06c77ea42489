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
  perform pg_advisory_xact_lock(hashtextextended('template:' || p_client_id || (p_template ->> 'name'), 0)); -- two versions at once
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
    'blockedReason', coalesce(t.blocked_reason, w.reason), 'blockedUntil', coalesce(t.blocked_until, w.until),
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
  left join lateral (
    select c.wait_reason as reason, c.wait_until as until where c.status = 'running' and c.wait_until > app.now()) w on true
  where c.id = p_campaign_id
$$;
comment on function public.summarize_campaign is 'A campaign counted from its rows: by status, why it waits, what failed with which code.';
revoke execute on function public.summarize_campaign from public, anon, authenticated;
grant execute on function public.summarize_campaign to service_role;

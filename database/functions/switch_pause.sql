create or replace function public.switch_pause(
  p_actor uuid, p_client_id uuid, p_sender_id uuid, p_action text, p_reason text) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
declare
  v_scope text := case when p_client_id is null then 'global' when p_sender_id is null then 'client' else 'sender' end;
  v_event bigint;
begin
  perform app.assert_role(p_actor, p_client_id, case v_scope
    when 'global' then array['platform_admin'] when 'client' then array['owner', 'operator', 'platform_admin'] else array['owner', 'operator'] end);
  if p_sender_id is not null then
    perform app.find_sender(p_client_id, p_sender_id);
  end if;
  v_event := public.pause_sending(v_scope, p_action, p_reason, 'api', p_client_id, p_sender_id, null, p_actor::text);
  perform app.audit(p_actor, p_client_id, v_scope || '.' || p_action || 'd', v_scope, coalesce(p_sender_id, p_client_id)::text,
    jsonb_build_object('reason', p_reason, 'pauseEventId', v_event));
  return app.show_pause((select e from public.pause_events e where e.id = v_event));
end
$$;
comment on function public.switch_pause is
  'Pauses or resumes a sender, a tenant, or everything (no tenant; whoever runs the platform), on behalf of a person. NV404 when the sender is another tenant''s.';
revoke execute on function public.switch_pause from public, anon, authenticated;
grant execute on function public.switch_pause to service_role;

create or replace function app.show_pause(p_event public.pause_events) returns jsonb
language sql immutable
set search_path = ''
as $$
  select jsonb_build_object(
    'id', p_event.id, 'scope', p_event.scope, 'senderId', p_event.sender_id, 'campaignId', p_event.campaign_id,
    'action', p_event.action, 'reason', p_event.reason, 'source', p_event.source, 'actor', p_event.actor, 'at', p_event.created_at)
$$;
comment on function app.show_pause is 'A pause or resume as people see it.';
revoke execute on function app.show_pause from public, anon, authenticated;
grant execute on function app.show_pause to service_role;

create or replace function public.list_pauses(p_actor uuid, p_client_id uuid, p_after bigint default null, p_limit integer default 50) returns jsonb
language plpgsql stable
set search_path = ''
as $$
begin
  perform app.assert_role(p_actor, p_client_id,
    case when p_client_id is null then array['platform_admin'] else array['owner', 'operator', 'attendant', 'platform_admin'] end);
  return (
    with page as (
      select e, row_number() over (order by e.id desc) as n
      from public.pause_events e
      where (e.client_id = p_client_id or e.scope = 'global') and (p_after is null or e.id < p_after)
      order by e.id desc limit p_limit + 1
    )
    select jsonb_build_object(
      'active', (
        select coalesce(jsonb_agg(app.show_pause(held) order by held.id), '[]')
        from public.active_pauses a join public.pause_events held on held.id = a.event_id
        where a.client_id = p_client_id or a.scope_key = 'global'),
      'items', coalesce(jsonb_agg(app.show_pause(g.e) order by g.n) filter (where g.n <= p_limit), '[]'),
      'next', case when count(*) > p_limit then min((g.e).id) filter (where g.n <= p_limit)::text end)
    from page g);
end
$$;
comment on function public.list_pauses is
  'What holds a tenant back now, the platform''s own pause included, and the history, newest first. No tenant: the platform''s alone.';
revoke execute on function public.list_pauses from public, anon, authenticated;
grant execute on function public.list_pauses to service_role;

create or replace function public.list_audit_events(
  p_actor uuid, p_client_id uuid, p_action text default null, p_by uuid default null, p_after bigint default null, p_limit integer default 50)
returns jsonb
language plpgsql stable
set search_path = ''
as $$
begin
  perform app.assert_role(p_actor, p_client_id, case when p_client_id is null then array['platform_admin'] else array['owner', 'platform_admin'] end);
  return (
    with page as (
      select v.*, row_number() over (order by v.id desc) as n
      from public.audit_events v
      where v.client_id is not distinct from p_client_id and (p_after is null or v.id < p_after)
      and (p_action is null or v.action = p_action) and (p_by is null or v.actor = p_by)
      order by v.id desc limit p_limit + 1
    )
    select jsonb_build_object(
      'items', coalesce(jsonb_agg(jsonb_build_object(
        'id', g.id, 'actor', g.actor, 'actorEmail', a.email, 'action', g.action, 'subjectKind', g.subject_kind,
        'subjectId', g.subject_id, 'details', g.details, 'at', g.at) order by g.n) filter (where g.n <= p_limit), '[]'),
      'next', case when count(*) > p_limit then min(g.id) filter (where g.n <= p_limit)::text end)
    from page g left join lateral app.find_account(g.actor, null) a on true);
end
$$;
comment on function public.list_audit_events is 'Who did what in a tenant, newest first; no tenant: on the platform itself.';
revoke execute on function public.list_audit_events from public, anon, authenticated;
grant execute on function public.list_audit_events to service_role;

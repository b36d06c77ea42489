create or replace function public.check_health(p_tables text[], p_views text[]) returns jsonb
language sql stable
set search_path = ''
as $$
  select jsonb_build_object(
    'environment', (select s.value from public.app_settings s where s.key = 'environment'),
    'projectRef', (select s.value from public.app_settings s where s.key = 'supabase_project_ref'),
    'schemaVersion', (select max(m.version) from app.schema_migrations m),
    'queueLatencyMs', (
      select coalesce(max(extract(epoch from app.now() - s.slot_at) * 1000)::bigint, 0) from public.sends s
      where s.status = 'queued' and s.slot_at < app.now()),
    'missingTables', (
      select coalesce(jsonb_agg(t), '[]') from unnest(p_tables) t
      where to_regclass('public.' || quote_ident(t)) is null),
    'missingViews', (
      select coalesce(jsonb_agg(v), '[]') from unnest(p_views) v
      where not exists (select 1 from pg_catalog.pg_views w where w.schemaname = 'public' and w.viewname = v)))
$$;
comment on function public.check_health is 'The markers of this database and what it lacks of these tables and views.';
revoke execute on function public.check_health from public, anon, authenticated;
grant execute on function public.check_health to service_role;

create or replace function public.list_migrations() returns jsonb
language sql stable
set search_path = ''
as $$
  select coalesce(jsonb_agg(jsonb_build_object('version', m.version, 'name', m.name, 'appliedAt', m.applied_at) order by m.version), '[]')
  from app.schema_migrations m
$$;
comment on function public.list_migrations is 'Applied migrations, oldest first.';
revoke execute on function public.list_migrations from public, anon, authenticated;
grant execute on function public.list_migrations to service_role;

create or replace function public.read_rate_limits() returns jsonb
language sql stable
set search_path = ''
as $$
  select coalesce(jsonb_agg(jsonb_build_object(
    'senderId', p.id, 'clientId', p.client_id, 'status', p.status, 'kind', f.kind,
    'lastHour', (select coalesce(sum(u.used), 0) from public.sender_usage u
      where u.sender_id = p.id and u.minute > floor(extract(epoch from app.now()) / 60)::bigint - 60),
    'maxPerHour', f.max_per_hour,
    'lastDay', (select coalesce(sum(u.used), 0) from public.sender_usage u
      where u.sender_id = p.id and u.minute > floor(extract(epoch from app.now()) / 60)::bigint - 1440),
    'maxPerDay', f.max_per_day, 'blockedReason', t.blocked_reason, 'blockedUntil', t.blocked_until) order by p.client_id, p.priority), '[]')
  from public.client_providers p
  join public.sender_profiles f on f.sender_id = p.id
  join public.sender_states t on t.sender_id = p.id
$$;
comment on function public.read_rate_limits is 'What each sender has used of its hour and day, and what holds it back.';
revoke execute on function public.read_rate_limits from public, anon, authenticated;
grant execute on function public.read_rate_limits to service_role;

create or replace function public.initialize_database(p_environment text, p_project_ref text) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
declare
  v_environment text;
  v_ref         text;
begin
  insert into public.app_settings (key, value, description) values
    ('environment', p_environment, 'Which environment this database serves; compared with APP_ENV'),
    ('supabase_project_ref', p_project_ref, 'Which Supabase project this is; compared with SUPABASE_PROJECT_REF')
  on conflict (key) do nothing;
  -- A fresh production sends nothing until a person says so.
  if found and p_environment = 'production' and not exists (select 1 from public.pause_events) then
    perform public.pause_sending('global', 'pause', 'fresh production starts paused', 'sistema');
  end if;
  select s.value into v_environment from public.app_settings s where s.key = 'environment';
  select s.value into v_ref from public.app_settings s where s.key = 'supabase_project_ref';
  if (v_environment, v_ref) <> (p_environment, p_project_ref) then
    raise exception 'this database is % (%)', v_environment, v_ref using errcode = 'NV409',
      hint = 'you are connected to another environment than you think; nothing was changed';
  end if;
  return jsonb_build_object('environment', v_environment, 'projectRef', v_ref);
end
$$;
comment on function public.initialize_database is 'Marks an empty database with its environment and project. NV409 when it is marked as another.';
revoke execute on function public.initialize_database from public, anon, authenticated;
grant execute on function public.initialize_database to service_role;

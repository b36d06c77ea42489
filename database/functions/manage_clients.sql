create or replace function app.show_client(p_client public.clients) returns jsonb
language sql immutable
set search_path = ''
as $$
  select jsonb_build_object(
    'id', p_client.id, 'slug', p_client.slug, 'name', p_client.name, 'status', p_client.status,
    'settings', p_client.settings, 'createdAt', p_client.created_at)
$$;
comment on function app.show_client is 'A tenant as people see it, without legacy credentials.';
revoke execute on function app.show_client from public, anon, authenticated;
grant execute on function app.show_client to service_role;

create or replace function public.list_clients(p_actor uuid, p_after text default null, p_limit integer default 50) returns jsonb
language sql stable
set search_path = ''
as $$
  with mine as (
    select c from public.clients c
    where (p_after is null or c.slug > p_after)
    and (exists (select 1 from public.members m where m.client_id = c.id and m.user_id = p_actor)
      or exists (select 1 from public.platform_admins a where a.user_id = p_actor))
    order by c.slug limit p_limit + 1
  ), numbered as (
    select m.c, row_number() over (order by (m.c).slug) as n from mine m
  )
  select jsonb_build_object(
    'items', coalesce(jsonb_agg(app.show_client(x.c) order by x.n) filter (where x.n <= p_limit), '[]'),
    'next', case when count(*) > p_limit then max((x.c).slug) filter (where x.n = p_limit) end)
  from numbered x
$$;
comment on function public.list_clients is 'The tenants of a person, by slug; all of them for whoever runs the platform.';
revoke execute on function public.list_clients from public, anon, authenticated;
grant execute on function public.list_clients to service_role;

create or replace function public.read_client(p_actor uuid, p_client_id uuid) returns jsonb
language plpgsql stable
set search_path = ''
as $$
begin
  perform app.assert_role(p_actor, p_client_id, array['owner', 'operator', 'attendant', 'platform_admin']);
  return (select app.show_client(c) from public.clients c where c.id = p_client_id);
end
$$;
comment on function public.read_client is 'One tenant. NV404 when it is not the person''s.';
revoke execute on function public.read_client from public, anon, authenticated;
grant execute on function public.read_client to service_role;

create or replace function public.create_client(p_actor uuid, p_id uuid, p_slug text, p_name text) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
declare
  v_client public.clients;
begin
  perform app.assert_role(p_actor, null, array['platform_admin']);
  insert into public.clients as c (id, slug, name) values (p_id, p_slug, p_name)
  on conflict do nothing returning * into v_client;
  if found then
    perform app.audit(p_actor, p_id, 'client.created', 'client', p_id::text, jsonb_build_object('slug', p_slug, 'name', p_name));
    return app.show_client(v_client);
  end if;
  select * into v_client from public.clients c where c.id = p_id;
  if not found then
    raise exception 'slug is taken' using errcode = 'NV409', hint = 'client.slug-taken';
  end if;
  return app.show_client(v_client); -- the same request again
end
$$;
comment on function public.create_client is 'Makes a tenant; the same id again gives the one that it made. NV403 unless the person runs the platform, NV409 when the slug is taken.';
revoke execute on function public.create_client from public, anon, authenticated;
grant execute on function public.create_client to service_role;

create or replace function public.change_client(p_actor uuid, p_client_id uuid, p_name text, p_settings jsonb) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
declare
  v_before public.clients;
  v_client public.clients;
begin
  perform app.assert_role(p_actor, p_client_id, array['owner', 'platform_admin']);
  select * into v_before from public.clients c where c.id = p_client_id for update;
  update public.clients c
  set name = coalesce(p_name, c.name), settings = jsonb_strip_nulls(c.settings || coalesce(p_settings, '{}'))
  where c.id = p_client_id returning * into v_client;
  if (v_before.name, v_before.settings) is distinct from (v_client.name, v_client.settings) then
    perform app.audit(p_actor, p_client_id, 'client.changed', 'client', p_client_id::text,
      jsonb_build_object('name', p_name, 'settings', p_settings));
  end if;
  return app.show_client(v_client);
end
$$;
comment on function public.change_client is 'Renames a tenant (no name: as it was) and merges settings; a setting of null goes back to its default.';
revoke execute on function public.change_client from public, anon, authenticated;
grant execute on function public.change_client to service_role;

create or replace function public.set_client_status(p_actor uuid, p_client_id uuid, p_status text, p_reason text) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
declare
  v_client public.clients;
begin
  perform app.close_send_gate();
  perform app.assert_role(p_actor, p_client_id, array['platform_admin']);
  update public.clients c set status = p_status where c.id = p_client_id and c.status <> p_status;
  if found then
    perform app.audit(p_actor, p_client_id, 'client.' || p_status, 'client', p_client_id::text, jsonb_build_object('reason', p_reason));
  end if;
  select * into v_client from public.clients c where c.id = p_client_id;
  return app.show_client(v_client);
end
$$;
comment on function public.set_client_status is 'Suspends a tenant, whose sending stops at once, or activates it again.';
revoke execute on function public.set_client_status from public, anon, authenticated;
grant execute on function public.set_client_status to service_role;

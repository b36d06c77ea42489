create or replace function app.find_list(p_client_id uuid, p_list_id uuid) returns public.contact_lists
language plpgsql stable
set search_path = ''
as $$
declare
  v_list public.contact_lists;
begin
  select * into v_list from public.contact_lists l where l.id = p_list_id and l.client_id = p_client_id;
  if not found then
    raise exception 'no such list' using errcode = 'NV404', hint = 'list.not-found';
  end if;
  return v_list;
end
$$;
comment on function app.find_list is 'A list of a tenant. NV404 when it is another''s.';
revoke execute on function app.find_list from public, anon, authenticated;
grant execute on function app.find_list to service_role;

create or replace function app.show_list(p_list public.contact_lists) returns jsonb
language sql stable
set search_path = ''
as $$
  select jsonb_build_object(
    'id', p_list.id, 'name', p_list.name, 'members', p_list.members, 'createdAt', p_list.created_at, 'updatedAt', p_list.updated_at)
$$;
comment on function app.show_list is 'A list as people see it.';
revoke execute on function app.show_list from public, anon, authenticated;
grant execute on function app.show_list to service_role;

create or replace function public.list_contact_lists(p_actor uuid, p_client_id uuid, p_after uuid default null, p_limit integer default 50) returns jsonb
language plpgsql stable
set search_path = ''
as $$
begin
  perform app.assert_role(p_actor, p_client_id, array['owner', 'operator', 'attendant']);
  return (
    with page as (
      select l as list, row_number() over (order by l.created_at desc, l.id desc) as n from public.contact_lists l
      where l.client_id = p_client_id
      and (p_after is null or (l.created_at, l.id) < (select a.created_at, a.id from public.contact_lists a where a.id = p_after and a.client_id = p_client_id))
      order by l.created_at desc, l.id desc limit p_limit + 1
    )
    select jsonb_build_object(
      'items', coalesce(jsonb_agg(app.show_list(g.list) order by g.n) filter (where g.n <= p_limit), '[]'),
      'next', case when count(*) > p_limit then max((g.list).id::text) filter (where g.n = p_limit) end)
    from page g);
end
$$;
comment on function public.list_contact_lists is 'The lists of a tenant, newest first.';
revoke execute on function public.list_contact_lists from public, anon, authenticated;
grant execute on function public.list_contact_lists to service_role;

create or replace function public.read_contact_list(p_actor uuid, p_client_id uuid, p_list_id uuid) returns jsonb
language plpgsql stable
set search_path = ''
as $$
begin
  perform app.assert_role(p_actor, p_client_id, array['owner', 'operator', 'attendant']);
  return app.show_list(app.find_list(p_client_id, p_list_id)) || jsonb_build_object('variables', (
    select coalesce(jsonb_agg(distinct k.name order by k.name), '[]')
    from public.contact_list_members m cross join lateral jsonb_object_keys(m.variables) k (name)
    where m.list_id = p_list_id));
end
$$;
comment on function public.read_contact_list is 'A list, with the names of the variables that its members carry. NV404 unknown.';
revoke execute on function public.read_contact_list from public, anon, authenticated;
grant execute on function public.read_contact_list to service_role;

create or replace function public.save_contact_list(p_actor uuid, p_client_id uuid, p_list_id uuid, p_name text, p_is_new boolean) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
declare
  v_list public.contact_lists;
begin
  perform app.assert_role(p_actor, p_client_id, array['owner', 'operator']);
  select * into v_list from public.contact_lists l where l.id = p_list_id and l.client_id = p_client_id for update;
  if p_is_new and found then
    return app.show_list(v_list); -- the same request once more
  elsif not p_is_new then
    perform app.find_list(p_client_id, p_list_id);
  end if;
  begin
    if p_is_new then
      insert into public.contact_lists (id, client_id, name, created_at) values (p_list_id, p_client_id, p_name, app.now()) returning * into v_list;
    else
      update public.contact_lists l set name = p_name where l.id = p_list_id and l.client_id = p_client_id returning * into v_list;
    end if;
  exception when unique_violation then
    raise exception 'a list has this name' using errcode = 'NV409', hint = 'list.name-taken';
  end;
  perform app.audit(p_actor, p_client_id, case when p_is_new then 'list.created' else 'list.renamed' end, 'list', p_list_id::text);
  return app.show_list(v_list);
end
$$;
comment on function public.save_contact_list is 'Makes a list, or renames one. NV404 unknown, NV409 when another one has the name. A new one''s id again gives the same list.';
revoke execute on function public.save_contact_list from public, anon, authenticated;
grant execute on function public.save_contact_list to service_role;

create or replace function public.delete_contact_list(p_actor uuid, p_client_id uuid, p_list_id uuid) returns void
language plpgsql volatile
set search_path = ''
as $$
declare
  v_list public.contact_lists;
begin
  perform app.assert_role(p_actor, p_client_id, array['owner', 'operator']);
  perform pg_advisory_xact_lock(hashtextextended('import:' || p_client_id, 0)); -- an import into it either ends first, or finds it gone
  select * into v_list from public.contact_lists l where l.id = p_list_id and l.client_id = p_client_id for update;
  perform app.find_list(p_client_id, p_list_id);
  if exists (select 1 from public.campaigns c where c.list_id = p_list_id and c.status in ('draft', 'scheduled')) then
    raise exception 'a campaign is to go to it' using errcode = 'NV409', hint = 'list.in-use';
  end if;
  delete from public.contact_lists l where l.id = p_list_id;
  perform app.audit(p_actor, p_client_id, 'list.deleted', 'list', p_list_id::text, jsonb_build_object('members', v_list.members));
end
$$;
comment on function public.delete_contact_list is 'Removes a list; its people stay contacts. NV404 unknown, NV409 while a draft or scheduled campaign is to go to it.';
revoke execute on function public.delete_contact_list from public, anon, authenticated;
grant execute on function public.delete_contact_list to service_role;

create or replace function public.list_members_of_list(
  p_actor uuid, p_client_id uuid, p_list_id uuid, p_search jsonb default null, p_after integer default null, p_limit integer default 50) returns jsonb
language plpgsql stable
set search_path = ''
as $$
begin
  perform app.assert_role(p_actor, p_client_id, array['owner', 'operator', 'attendant']);
  perform app.find_list(p_client_id, p_list_id);
  return (
    with page as (
      select m.*, c.name, row_number() over (order by m.position, m.contact_id) as n
      from public.contact_list_members m join public.contacts c on c.id = m.contact_id
      where m.list_id = p_list_id and m.position > coalesce(p_after, -1)
      and (p_search is null or c.name ilike p_search ->> 'name' or c.id in (select app.contacts_with_phone(p_client_id, p_search)))
      order by m.position, m.contact_id limit p_limit + 1
    )
    select jsonb_build_object(
      'items', coalesce(jsonb_agg(jsonb_build_object(
        'contactId', g.contact_id, 'name', g.name, 'phone', app.phone_of(g.contact_id), 'optedOut', app.contact_opted_out(g.client_id, g.contact_id),
        'variables', g.variables, 'position', g.position) order by g.n) filter (where g.n <= p_limit), '[]'),
      'next', case when count(*) > p_limit then max(g.position) filter (where g.n = p_limit)::text end)
    from page g);
end
$$;
comment on function public.list_members_of_list is 'Who is on a list, in its order. NV404 unknown.';
revoke execute on function public.list_members_of_list from public, anon, authenticated;
grant execute on function public.list_members_of_list to service_role;

create or replace function public.remove_list_member(p_actor uuid, p_client_id uuid, p_list_id uuid, p_contact_id uuid) returns void
language plpgsql volatile
set search_path = ''
as $$
begin
  perform app.assert_role(p_actor, p_client_id, array['owner', 'operator']);
  -- The list first, as an import does: neither waits for the other in a circle.
  perform 1 from public.contact_lists l where l.id = p_list_id and l.client_id = p_client_id for update;
  perform app.find_list(p_client_id, p_list_id);
  delete from public.contact_list_members m where m.list_id = p_list_id and m.contact_id = p_contact_id;
  if not found then
    raise exception 'not on the list' using errcode = 'NV404', hint = 'list.member-not-found';
  end if;
  perform app.audit(p_actor, p_client_id, 'list.member-removed', 'list', p_list_id::text, jsonb_build_object('contactId', p_contact_id));
end
$$;
comment on function public.remove_list_member is 'Takes a person off a list; the contact stays. NV404 when the list is unknown or the person is not on it.';
revoke execute on function public.remove_list_member from public, anon, authenticated;
grant execute on function public.remove_list_member to service_role;

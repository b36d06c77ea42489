create or replace function app.import_writers() returns text[]
language sql immutable
set search_path = ''
as $$ select array['owner', 'operator'] $$;
comment on function app.import_writers is 'The roles that may import contacts.';
revoke execute on function app.import_writers from public, anon, authenticated;
grant execute on function app.import_writers to service_role;

create or replace function app.import_is_forsaken(p_import public.imports) returns boolean
language sql stable
set search_path = ''
as $$ select p_import.status in ('reading', 'applying') and p_import.lease_until <= app.now() $$;
comment on function app.import_is_forsaken is 'Whether whoever read it has died: its lease is over.';
revoke execute on function app.import_is_forsaken from public, anon, authenticated;
grant execute on function app.import_is_forsaken to service_role;

create or replace function app.show_import(p_import public.imports) returns jsonb
language sql stable
set search_path = ''
as $$
  select jsonb_build_object(
    'id', p_import.id, 'fileName', p_import.file_name, 'listId', p_import.list_id,
    'status', case when app.import_is_forsaken(p_import) then 'failed' else p_import.status end,
    'listName', coalesce((select l.name from public.contact_lists l where l.id = p_import.list_id), p_import.new_list_name),
    'bytes', p_import.bytes, 'bytesRead', p_import.bytes_read,
    'newContacts', p_import.new_contacts, 'added', p_import.added, 'optedOut', p_import.opted_out,
    'alreadyListed', (p_import.totals ->> 'ready')::integer - p_import.added,
    'problem', case when app.import_is_forsaken(p_import) then '{"code": "import.interrupted"}' else p_import.problem end,
    'createdAt', p_import.created_at, 'finishedAt', p_import.finished_at)
    || '{"rows": 0, "ready": 0, "refused": 0, "duplicates": 0, "refusals": {}, "notes": {}}' || p_import.totals
$$;
comment on function app.show_import is 'An import as people see it. One whose lease is over reads as failed.';
revoke execute on function app.show_import from public, anon, authenticated;
grant execute on function app.show_import to service_role;

create or replace function app.tell_import(p_import public.imports, p_always boolean) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
declare
  v_shown jsonb := app.show_import(p_import);
begin
  if p_always or p_import.broadcast_at <= app.now() - interval '500 milliseconds' then
    update public.imports i set broadcast_at = app.now() where i.id = p_import.id;
    perform app.broadcast('client:' || p_import.client_id, 'import-progress', v_shown);
  end if;
  return v_shown;
end
$$;
comment on function app.tell_import is 'Tells whoever watches how far an import is: at most twice a second, and how it ended always. Returns it as people see it.';
revoke execute on function app.tell_import from public, anon, authenticated;
grant execute on function app.tell_import to service_role;

create or replace function app.find_import(p_client_id uuid, p_import_id uuid) returns public.imports
language plpgsql volatile
set search_path = ''
as $$
declare
  v_import public.imports;
begin
  select * into v_import from public.imports i where i.id = p_import_id and i.client_id = p_client_id for update;
  if not found then
    raise exception 'no such import' using errcode = 'NV404', hint = 'import.not-found';
  end if;
  return v_import;
end
$$;
comment on function app.find_import is 'An import of a tenant, held until the transaction ends. NV404 when it is another''s.';
revoke execute on function app.find_import from public, anon, authenticated;
grant execute on function app.find_import to service_role;

create or replace function app.hold_import(p_actor uuid, p_client_id uuid, p_import_id uuid, p_attempt_id uuid) returns public.imports
language plpgsql volatile
set search_path = ''
as $$
declare
  v_import public.imports;
begin
  perform app.assert_role(p_actor, p_client_id, app.import_writers());
  v_import := app.find_import(p_client_id, p_import_id);
  if v_import.status = 'cancelled' then
    raise exception 'cancelled' using errcode = 'NV409', hint = 'import.cancelled';
  elsif v_import.status not in ('reading', 'applying') or v_import.attempt_id is distinct from p_attempt_id or app.import_is_forsaken(v_import) then
    raise exception 'not this attempt''s any more' using errcode = 'NV409', hint = 'import.lease-lost';
  end if;
  return v_import;
end
$$;
comment on function app.hold_import is 'The import for the attempt that reads it. NV409 when it was cancelled, or when the lease is over or another''s.';
revoke execute on function app.hold_import from public, anon, authenticated;
grant execute on function app.hold_import to service_role;

create or replace function app.drop_staged_rows(p_client_id uuid) returns void
language sql volatile
set search_path = ''
as $$
  delete from public.import_batches b using public.imports i
  where b.client_id = p_client_id and i.id = b.import_id
  and (i.status not in ('reading', 'applying') or i.attempt_id <> b.attempt_id or app.import_is_forsaken(i))
$$;
comment on function app.drop_staged_rows is 'Removes what dead attempts of a tenant have read: a file that is sent again is read anew.';
revoke execute on function app.drop_staged_rows from public, anon, authenticated;
grant execute on function app.drop_staged_rows to service_role;

create or replace function public.assert_importer(p_actor uuid, p_client_id uuid) returns void
language plpgsql stable
set search_path = ''
as $$
begin
  perform app.assert_role(p_actor, p_client_id, app.import_writers());
end
$$;
comment on function public.assert_importer is 'NV404 or NV403 for whoever may not import contacts: asked before a file is looked at.';
revoke execute on function public.assert_importer from public, anon, authenticated;
grant execute on function public.assert_importer to service_role;

create or replace function public.create_import(
  p_actor uuid, p_client_id uuid, p_id uuid, p_file_name text, p_mapping jsonb, p_list_id uuid default null, p_list_name text default null,
  p_country text default null, p_bytes bigint default null) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
declare
  v_import public.imports;
begin
  perform app.assert_role(p_actor, p_client_id, app.import_writers());
  select * into v_import from public.imports i where i.id = p_id and i.client_id = p_client_id;
  if found then
    return app.show_import(v_import); -- the same request once more
  elsif p_list_id is not null then
    perform 1 from public.contact_lists l where l.id = p_list_id for key share; -- it may be going at this moment
    perform app.find_list(p_client_id, p_list_id);
  elsif exists (select 1 from public.contact_lists l where l.client_id = p_client_id and l.name = p_list_name) then
    raise exception 'a list has this name' using errcode = 'NV409', hint = 'list.name-taken';
  end if;
  perform app.drop_staged_rows(p_client_id);
  insert into public.imports (id, client_id, file_name, list_id, new_list_name, mapping, country, bytes, created_by, created_at)
  values (p_id, p_client_id, p_file_name, p_list_id, case when p_list_id is null then p_list_name end, p_mapping, coalesce(p_country, '55'), p_bytes, p_actor, app.now())
  returning * into v_import;
  perform app.audit(p_actor, p_client_id, 'import.created', 'import', p_id::text, jsonb_build_object('listId', p_list_id));
  return app.show_import(v_import);
end
$$;
comment on function public.create_import is
  'Prepares an import into a list, or into a new one of a name. NV404 unknown list, NV409 when a list has the name. The same id again gives the same import.';
revoke execute on function public.create_import from public, anon, authenticated;
grant execute on function public.create_import to service_role;

create or replace function public.list_imports(
  p_actor uuid, p_client_id uuid, p_import_id uuid default null, p_after uuid default null, p_limit integer default 50) returns jsonb
language plpgsql stable
set search_path = ''
as $$
begin
  perform app.assert_role(p_actor, p_client_id, array['owner', 'operator', 'attendant']);
  if p_import_id is not null and not exists (select 1 from public.imports i where i.id = p_import_id and i.client_id = p_client_id) then
    raise exception 'no such import' using errcode = 'NV404', hint = 'import.not-found';
  end if;
  return (
    with page as (
      select i as import, row_number() over (order by i.created_at desc, i.id desc) as n from public.imports i
      where i.client_id = p_client_id and (p_import_id is null or i.id = p_import_id)
      and (p_after is null or (i.created_at, i.id) < (select a.created_at, a.id from public.imports a where a.id = p_after and a.client_id = p_client_id))
      order by i.created_at desc, i.id desc limit p_limit + 1
    )
    select jsonb_build_object(
      'items', coalesce(jsonb_agg(app.show_import(g.import) order by g.n) filter (where g.n <= p_limit), '[]'),
      'next', case when count(*) > p_limit then max((g.import).id::text) filter (where g.n = p_limit) end)
    from page g);
end
$$;
comment on function public.list_imports is 'Imports of a tenant, newest first; one of them when its id is given. NV404 unknown.';
revoke execute on function public.list_imports from public, anon, authenticated;
grant execute on function public.list_imports to service_role;

create or replace function public.list_import_refusals(
  p_actor uuid, p_client_id uuid, p_import_id uuid, p_after bigint default null, p_limit integer default 50) returns jsonb
language plpgsql stable
set search_path = ''
as $$
declare
  v_headers jsonb;
begin
  perform app.assert_role(p_actor, p_client_id, array['owner', 'operator', 'attendant']);
  select i.headers into v_headers from public.imports i where i.id = p_import_id and i.client_id = p_client_id;
  if not found then
    raise exception 'no such import' using errcode = 'NV404', hint = 'import.not-found';
  end if;
  return (
    with page as (
      select r.*, row_number() over (order by r.line) as n from public.import_refusals r
      where r.import_id = p_import_id and r.line > coalesce(p_after, -1)
      order by r.line limit p_limit + 1
    )
    select jsonb_build_object(
      'headers', v_headers,
      'items', coalesce(jsonb_agg(jsonb_strip_nulls(jsonb_build_object(
        'line', g.line, 'code', g.code, 'firstLine', g.first_line, 'column', g.column_name, 'cells', g.cells)) order by g.n)
        filter (where g.n <= p_limit), '[]'),
      'next', case when count(*) > p_limit then max(g.line) filter (where g.n = p_limit)::text end)
    from page g);
end
$$;
comment on function public.list_import_refusals is 'The refused rows of an import in the order of the file, with the names of its columns. NV404 unknown.';
revoke execute on function public.list_import_refusals from public, anon, authenticated;
grant execute on function public.list_import_refusals to service_role;

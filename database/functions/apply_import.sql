create or replace function app.staged_rows(p_import_id uuid, p_attempt_id uuid) returns table (place integer, phone text, name text, variables jsonb)
language sql stable
set search_path = ''
rows 100000
as $$
  select b.rows_before + x.ordinal::integer, x.row ->> 'phone', nullif(x.row ->> 'name', ''), coalesce(x.row -> 'variables', '{}')
  from public.import_batches b cross join lateral jsonb_array_elements(b.rows) with ordinality x (row, ordinal)
  where b.import_id = p_import_id and b.attempt_id = p_attempt_id
$$;
comment on function app.staged_rows is 'What an attempt has read of a file, each row with its place in it.';
revoke execute on function app.staged_rows from public, anon, authenticated;
grant execute on function app.staged_rows to service_role;

create or replace function app.import_people(p_client_id uuid, p_import_id uuid, p_attempt_id uuid) returns integer
language plpgsql volatile
set search_path = ''
as $$
declare
  v_fresh integer;
  v_named integer;
begin
  with given as (
    select distinct on (s.phone) s.phone, s.name from app.staged_rows(p_import_id, p_attempt_id) s order by s.phone, s.place
  ), fresh as materialized (
    select gen_random_uuid() as id, g.phone, g.name from given g
    where not exists (
      select 1 from public.contact_aliases a where a.client_id = p_client_id and a.kind = 'phone' and a.value = g.phone)
  ), made as (
    insert into public.contacts (id, client_id, name) select f.id, p_client_id, f.name from fresh f
  ), named as (
    insert into public.contact_aliases (client_id, kind, value, contact_id)
    select p_client_id, 'phone', f.phone, f.id from fresh f
    on conflict (client_id, kind, value) do nothing
    returning 1
  )
  select (select count(*) from fresh), (select count(*) from named) into v_fresh, v_named;
  if v_named < v_fresh then
    -- A webhook has just met somebody in the file: its contact is the one.
    delete from public.contacts c
    where c.client_id = p_client_id and c.created_at = now() and c.erased_at is null
    and not exists (select 1 from public.contact_aliases a where a.contact_id = c.id);
  end if;
  update public.contacts c set name = g.name
  from app.staged_rows(p_import_id, p_attempt_id) g
  join public.contact_aliases a on a.client_id = p_client_id and a.kind = 'phone' and a.value = g.phone
  where c.id = a.contact_id and c.name is null and g.name is not null;
  return v_named;
end
$$;
comment on function app.import_people is 'Makes contacts of staged rows whose phone nobody has, and names those that had no name. Returns how many are new.';
revoke execute on function app.import_people from public, anon, authenticated;
grant execute on function app.import_people to service_role;

create or replace function app.list_people(p_client_id uuid, p_list_id uuid, p_import_id uuid, p_attempt_id uuid) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
declare
  v_start integer := coalesce((select max(m.position) from public.contact_list_members m where m.list_id = p_list_id), 0);
  v_added integer;
  v_out   integer;
begin
  with given as (
    select distinct on (a.contact_id) a.contact_id, g.place,
      g.variables || case when g.name is null then '{}'::jsonb else jsonb_build_object('name', g.name) end as variables
    from app.staged_rows(p_import_id, p_attempt_id) g
    join public.contact_aliases a on a.client_id = p_client_id and a.kind = 'phone' and a.value = g.phone
    order by a.contact_id, g.place
  ), listed as (
    insert into public.contact_list_members as m (list_id, contact_id, client_id, position, variables)
    select p_list_id, g.contact_id, p_client_id, v_start + g.place, g.variables from given g order by g.place
    -- Who is on it already stays where they are, with what the newest file says of them.
    on conflict (list_id, contact_id) do update set variables = m.variables || excluded.variables
    where m.variables <> m.variables || excluded.variables
    returning m.xmax = 0 as is_new
  ), stopped as (
    select distinct a.contact_id from public.opt_outs o
    join public.contact_aliases a on a.client_id = o.client_id and a.kind = o.alias_kind and a.value = o.alias_value
    where o.client_id = p_client_id and o.revoked_at is null
  )
  select (select count(*) from listed l where l.is_new), (select count(*) from given g join stopped s on s.contact_id = g.contact_id)
  into v_added, v_out;
  return jsonb_build_object('added', v_added, 'optedOut', v_out);
end
$$;
comment on function app.list_people is
  'Puts the people of staged rows on a list, each once, after those who are on it. Counts who is new there and who asked not to be written to.';
revoke execute on function app.list_people from public, anon, authenticated;
grant execute on function app.list_people to service_role;

create or replace function public.apply_import(p_actor uuid, p_client_id uuid, p_import_id uuid, p_attempt_id uuid) returns jsonb
language plpgsql volatile
set search_path = ''
set work_mem = '64MB'
set statement_timeout = '55s'
as $$
declare
  v_import public.imports;
  v_list   uuid;
  v_new    integer;
  v_listed jsonb;
begin
  perform app.assert_role(p_actor, p_client_id, app.import_writers());
  -- Imports of a tenant follow each other, here and in import_contacts: none waits for another in a circle.
  perform pg_advisory_xact_lock(hashtextextended('import:' || p_client_id, 0));
  select * into v_import from public.imports i where i.id = p_import_id and i.client_id = p_client_id;
  if v_import.status = 'done' and v_import.attempt_id = p_attempt_id then
    return app.show_import(v_import); -- asked again because the answer was lost
  end if;
  v_import := app.hold_import(p_actor, p_client_id, p_import_id, p_attempt_id);
  if (select coalesce(sum(jsonb_array_length(b.rows)), 0) from public.import_batches b where b.import_id = p_import_id and b.attempt_id = p_attempt_id)
  is distinct from (v_import.totals ->> 'ready')::bigint then
    raise exception 'rows are missing' using errcode = 'NV409', hint = 'import.incomplete';
  end if;
  v_list := v_import.list_id;
  if v_list is null and v_import.new_list_name is not null then
    insert into public.contact_lists (client_id, name) values (p_client_id, v_import.new_list_name) on conflict (client_id, name) do nothing;
    select l.id into v_list from public.contact_lists l where l.client_id = p_client_id and l.name = v_import.new_list_name;
  end if;
  perform 1 from public.contact_lists l where l.id = v_list for update;
  if not found then
    raise exception 'the list is gone' using errcode = 'NV404', hint = 'list.not-found';
  end if;

  v_new := app.import_people(p_client_id, p_import_id, p_attempt_id);
  v_listed := app.list_people(p_client_id, v_list, p_import_id, p_attempt_id);
  delete from public.import_batches b where b.import_id = p_import_id;
  update public.imports i set
    status = 'done', list_id = v_list, lease_until = null, finished_at = app.now(), new_contacts = v_new,
    added = (v_listed ->> 'added')::integer, opted_out = (v_listed ->> 'optedOut')::integer
  where i.id = p_import_id returning * into v_import;
  perform app.audit(p_actor, p_client_id, 'import.done', 'import', p_import_id::text,
    jsonb_build_object('listId', v_list, 'rows', v_import.totals -> 'rows', 'newContacts', v_new) || v_listed);
  return app.tell_import(v_import, true);
end
$$;
comment on function public.apply_import is
  'Turns everything that was staged into contacts and members of the list, or nothing. Asking again gives the same answer. NV404 when the list is gone, NV409 when rows are missing or the import is not this attempt''s.';
revoke execute on function public.apply_import from public, anon, authenticated;
grant execute on function public.apply_import to service_role;

create or replace function public.import_contacts(p_client_id uuid, p_list_id uuid, p_rows jsonb) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
declare
  v_made  uuid[];
  v_named uuid[];
  v_added integer;
  v_start integer;
begin
  perform pg_advisory_xact_lock(hashtextextended('import:' || p_client_id, 0));
  if not exists (select 1 from public.contact_lists l where l.id = p_list_id and l.client_id = p_client_id) then
    raise exception 'no such list' using errcode = 'NV404';
  end if;
  with given as (
    select distinct on (x.phone) x.phone, nullif(x.name, '') as name
    from jsonb_to_recordset(p_rows) x (phone text, name text) order by x.phone
  ), fresh as (
    select gen_random_uuid() as id, g.phone, g.name from given g
    where not exists (
      select 1 from public.contact_aliases a where a.client_id = p_client_id and a.kind = 'phone' and a.value = g.phone)
  ), made as (
    insert into public.contacts (id, client_id, name) select f.id, p_client_id, f.name from fresh f returning id
  ), named as (
    insert into public.contact_aliases (client_id, kind, value, contact_id)
    select p_client_id, 'phone', f.phone, f.id from fresh f join made m on m.id = f.id
    on conflict (client_id, kind, value) do nothing
    returning contact_id
  )
  select (select array_agg(m.id) from made m), (select array_agg(n.contact_id) from named n) into v_made, v_named;
  if cardinality(v_made) > coalesce(cardinality(v_named), 0) then
    -- A webhook has just met somebody on the list: its contact is the one.
    delete from public.contacts c where c.id = any (v_made) and c.id <> all (coalesce(v_named, '{}'));
  end if;

  select coalesce(max(m.position), 0) into v_start from public.contact_list_members m where m.list_id = p_list_id;
  with listed as (
    insert into public.contact_list_members (list_id, contact_id, client_id, position, variables)
    select distinct on (a.contact_id) p_list_id, a.contact_id, p_client_id, (v_start + x.ordinal)::integer,
      case when jsonb_typeof(x.row -> 'variables') = 'object' then x.row -> 'variables' else '{}' end
        || case when coalesce(x.row ->> 'name', '') = '' then '{}'::jsonb else jsonb_build_object('name', x.row ->> 'name') end
    from jsonb_array_elements(p_rows) with ordinality x (row, ordinal)
    join public.contact_aliases a on a.client_id = p_client_id and a.kind = 'phone' and a.value = x.row ->> 'phone'
    order by a.contact_id, x.ordinal
    on conflict (list_id, contact_id) do nothing
    returning 1
  )
  select count(*) into v_added from listed;
  return jsonb_build_object('rows', jsonb_array_length(p_rows), 'newContacts', coalesce(cardinality(v_named), 0), 'added', v_added);
end
$$;
comment on function public.import_contacts is
  'Puts rows {phone (canonical), name, variables} on a list; known people keep their contact, a person is listed once. NV404 unknown list.';
revoke execute on function public.import_contacts from public, anon, authenticated;
grant execute on function public.import_contacts to service_role;

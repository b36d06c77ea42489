create or replace function app.find_or_create_contact(p_client_id uuid, p_kind text, p_value text, p_name text) returns uuid
language plpgsql volatile
set search_path = ''
as $$
declare
  v_contact uuid;
begin
  perform pg_advisory_xact_lock(hashtextextended('contact:' || p_client_id || p_kind || p_value, 0));
  select a.contact_id into v_contact from public.contact_aliases a
  where a.client_id = p_client_id and a.kind = p_kind and a.value = p_value;
  if v_contact is null then
    insert into public.contacts (client_id, name) values (p_client_id, p_name) returning id into v_contact;
    insert into public.contact_aliases (client_id, kind, value, contact_id) values (p_client_id, p_kind, p_value, v_contact);
  end if;
  return v_contact;
end
$$;
comment on function app.find_or_create_contact is 'The contact behind an address, made if new. One contact per address, also under concurrency.';
grant execute on function app.find_or_create_contact to service_role;

create or replace function app.find_or_create_contact(p_client_id uuid, p_kind text, p_value text, p_name text) returns uuid
language plpgsql volatile
set search_path = ''
as $$
declare
  v_contact uuid;
begin
  select a.contact_id into v_contact from public.contact_aliases a
  where a.client_id = p_client_id and a.kind = p_kind and a.value = p_value;
  if v_contact is not null then
    return v_contact;
  end if;
  insert into public.contacts (client_id, name) values (p_client_id, p_name) returning id into v_contact;
  insert into public.contact_aliases (client_id, kind, value, contact_id) values (p_client_id, p_kind, p_value, v_contact)
  on conflict (client_id, kind, value) do nothing;
  if found then
    return v_contact;
  end if;
  -- A webhook or an import was faster: theirs is the contact.
  delete from public.contacts c where c.id = v_contact;
  select a.contact_id into v_contact from public.contact_aliases a
  where a.client_id = p_client_id and a.kind = p_kind and a.value = p_value;
  return v_contact;
end
$$;
comment on function app.find_or_create_contact is 'The contact behind an address, made if new. One contact per address, also under concurrency.';
grant execute on function app.find_or_create_contact to service_role;

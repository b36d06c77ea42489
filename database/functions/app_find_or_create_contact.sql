create or replace function app.last_campaign_to(p_client_id uuid, p_kind text, p_value text) returns uuid
language sql stable
set search_path = ''
as $$
  select s.campaign_id
  from public.contact_aliases c
  join public.send_attempts a on a.contact_id = c.contact_id and a.started_at > app.now() - interval '7 days'
  join public.sends s on s.id = a.send_id and s.campaign_id is not null
  where c.client_id = p_client_id and c.kind = p_kind and c.value = p_value and a.outcome is distinct from 'later'
  order by a.started_at desc limit 1
$$;
comment on function app.last_campaign_to is 'The campaign that this person got last, within a week: what an opt-out is an answer to. Null when there was none.';
grant execute on function app.last_campaign_to to service_role;

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

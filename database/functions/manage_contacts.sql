create or replace function public.list_contacts(
  p_actor uuid, p_client_id uuid, p_search jsonb default null, p_opted_out boolean default false, p_after uuid default null, p_limit integer default 50)
returns jsonb
language plpgsql stable
set search_path = ''
as $$
begin
  perform app.assert_role(p_actor, p_client_id, array['owner', 'operator', 'attendant']);
  return (
    with page as (
      select c as contact, row_number() over (order by c.created_at desc, c.id desc) as n from public.contacts c
      where c.client_id = p_client_id and c.erased_at is null
      and (p_after is null or (c.created_at, c.id) < (select a.created_at, a.id from public.contacts a where a.id = p_after and a.client_id = p_client_id))
      and (p_search is null or c.name ilike p_search ->> 'name' or c.id in (select app.contacts_with_phone(p_client_id, p_search)))
      and (not coalesce(p_opted_out, false) or c.id in (
        select a.contact_id from public.opt_outs o
        join public.contact_aliases a on a.client_id = o.client_id and a.kind = o.alias_kind and a.value = o.alias_value
        where o.client_id = p_client_id and o.revoked_at is null))
      order by c.created_at desc, c.id desc limit p_limit + 1
    )
    select jsonb_build_object(
      'items', coalesce(jsonb_agg(jsonb_build_object(
        'id', (g.contact).id, 'name', (g.contact).name, 'phone', app.phone_of((g.contact).id),
        'optedOut', app.contact_opted_out(p_client_id, (g.contact).id), 'createdAt', (g.contact).created_at) order by g.n) filter (where g.n <= p_limit), '[]'),
      'next', case when count(*) > p_limit then max((g.contact).id::text) filter (where g.n = p_limit) end)
    from page g);
end
$$;
comment on function public.list_contacts is 'Contacts of a tenant, newest first: all, those that match, those that opted out.';
revoke execute on function public.list_contacts from public, anon, authenticated;
grant execute on function public.list_contacts to service_role;

create or replace function app.find_contact(p_client_id uuid, p_contact_id uuid, p_may_be_erased boolean) returns public.contacts
language plpgsql stable
set search_path = ''
as $$
declare
  v_contact public.contacts;
begin
  select * into v_contact from public.contacts c where c.id = p_contact_id and c.client_id = p_client_id;
  if not found then
    raise exception 'no such contact' using errcode = 'NV404', hint = 'contact.not-found';
  elsif v_contact.erased_at is not null and not p_may_be_erased then
    raise exception 'erased' using errcode = 'NV409', hint = 'contact.erased';
  end if;
  return v_contact;
end
$$;
comment on function app.find_contact is 'A contact of a tenant. NV404 when it is another''s, NV409 when it was erased and that will not do.';
revoke execute on function app.find_contact from public, anon, authenticated;
grant execute on function app.find_contact to service_role;

create or replace function public.read_contact(p_actor uuid, p_client_id uuid, p_contact_id uuid) returns jsonb
language plpgsql stable
set search_path = ''
as $$
begin
  perform app.assert_role(p_actor, p_client_id, array['owner', 'operator', 'attendant']);
  return app.show_contact(app.find_contact(p_client_id, p_contact_id, true));
end
$$;
comment on function public.read_contact is 'One contact; of an erased one that it was. NV404 unknown.';
revoke execute on function public.read_contact from public, anon, authenticated;
grant execute on function public.read_contact to service_role;

create or replace function public.change_contact(p_actor uuid, p_client_id uuid, p_contact_id uuid, p_change jsonb) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
begin
  perform app.assert_role(p_actor, p_client_id, array['owner', 'operator']);
  perform app.find_contact(p_client_id, p_contact_id, false);
  if p_change ? 'name' then
    -- Asked once more: somebody may be erasing it.
    update public.contacts c set name = p_change ->> 'name' where c.id = p_contact_id and c.erased_at is null;
    perform app.find_contact(p_client_id, p_contact_id, false);
    perform app.audit(p_actor, p_client_id, 'contact.changed', 'contact', p_contact_id::text);
  end if;
  return app.show_contact(app.find_contact(p_client_id, p_contact_id, false));
end
$$;
comment on function public.change_contact is 'Gives a contact another name, or none. NV404 unknown, NV409 erased.';
revoke execute on function public.change_contact from public, anon, authenticated;
grant execute on function public.change_contact to service_role;

create or replace function public.switch_opt_out(p_actor uuid, p_client_id uuid, p_contact_id uuid, p_opted_out boolean, p_reason text) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
begin
  perform app.assert_role(p_actor, p_client_id, array['owner', 'operator']);
  perform app.find_contact(p_client_id, p_contact_id, false);
  if p_opted_out then
    perform app.close_send_gate();
    -- Under every name it has, so that the wish outlives the contact. Of no campaign: nobody answered one.
    insert into public.opt_outs (client_id, alias_kind, alias_value, source)
    select a.client_id, a.kind, a.value, 'person' from public.contact_aliases a
    where a.contact_id = p_contact_id and a.kind in ('phone', 'lid', 'bsuid')
    on conflict (client_id, alias_kind, alias_value) where revoked_at is null do nothing;
  else
    update public.opt_outs o set revoked_at = app.now()
    from public.contact_aliases a
    where a.contact_id = p_contact_id and o.client_id = a.client_id and o.alias_kind = a.kind and o.alias_value = a.value and o.revoked_at is null;
  end if;
  if found then
    perform app.audit(p_actor, p_client_id, case when p_opted_out then 'contact.opted-out' else 'contact.opted-in' end,
      'contact', p_contact_id::text, jsonb_build_object('reason', p_reason));
  elsif p_opted_out and not app.contact_opted_out(p_client_id, p_contact_id) then
    raise exception 'no address to write to' using errcode = 'NV409', hint = 'contact.no-address';
  end if;
  return app.show_contact(app.find_contact(p_client_id, p_contact_id, false));
end
$$;
comment on function public.switch_opt_out is
  'Notes on behalf of a person that a contact wants no messages: when it returns none is sent. Or takes that back. NV404 unknown, NV409 erased or without an address.';
revoke execute on function public.switch_opt_out from public, anon, authenticated;
grant execute on function public.switch_opt_out to service_role;

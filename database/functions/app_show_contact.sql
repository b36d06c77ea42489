create or replace function app.phone_of(p_contact_id uuid) returns text
language sql stable
set search_path = ''
as $$
  select a.value from public.contact_aliases a where a.contact_id = p_contact_id and a.kind = 'phone' order by a.created_at, a.value limit 1
$$;
comment on function app.phone_of is 'The phone that a campaign writes to: the contact''s first.';
revoke execute on function app.phone_of from public, anon, authenticated;
grant execute on function app.phone_of to service_role;

create or replace function app.contact_opted_out(p_client_id uuid, p_contact_id uuid) returns boolean
language sql stable
set search_path = ''
as $$
  select exists (
    select 1 from public.contact_aliases a
    join public.opt_outs o on o.client_id = a.client_id and o.alias_kind = a.kind and o.alias_value = a.value
    where a.contact_id = p_contact_id and a.client_id = p_client_id and o.revoked_at is null)
$$;
comment on function app.contact_opted_out is 'Whether a contact, under any of its names, asked this tenant to stop.';
revoke execute on function app.contact_opted_out from public, anon, authenticated;
grant execute on function app.contact_opted_out to service_role;

create or replace function app.contacts_with_phone(p_client_id uuid, p_search jsonb) returns setof uuid
language sql stable
set search_path = ''
as $$
  select a.contact_id from public.contact_aliases a
  where (p_search ? 'phone' or p_search ? 'digits') and a.client_id = p_client_id and a.kind = 'phone'
  and (a.value = p_search ->> 'phone' or a.value like p_search ->> 'digits')
$$;
comment on function app.contacts_with_phone is 'Contacts whose phone is what somebody looks for: {phone: canonical, digits: a pattern}, each of which may be missing.';
revoke execute on function app.contacts_with_phone from public, anon, authenticated;
grant execute on function app.contacts_with_phone to service_role;

create or replace function app.sends_to(p_client_id uuid, p_contact_id uuid) returns setof public.sends
language sql stable
set search_path = ''
as $$
  -- By the keys of each campaign, and by what was tried: the ledger has no index by contact, which every send would pay for.
  select s.* from public.sends s
  where s.client_id = p_client_id and s.dedupe_key in (
    select 'campaign:' || c.id || ':' || p_contact_id from public.campaigns c where c.client_id = p_client_id)
  union
  select s.* from public.sends s
  where s.client_id = p_client_id and s.id in (select a.send_id from public.send_attempts a where a.contact_id = p_contact_id)
$$;
comment on function app.sends_to is 'Campaign sends to a contact, and whatever else was tried.';
revoke execute on function app.sends_to from public, anon, authenticated;
grant execute on function app.sends_to to service_role;

create or replace function app.show_contact(p_contact public.contacts) returns jsonb
language sql stable
set search_path = ''
as $$
  select jsonb_build_object(
    'id', p_contact.id, 'name', p_contact.name, 'timeZone', p_contact.time_zone, 'attributes', p_contact.attributes,
    'createdAt', p_contact.created_at, 'erasedAt', p_contact.erased_at,
    'phone', app.phone_of(p_contact.id), 'optedOut', app.contact_opted_out(p_contact.client_id, p_contact.id),
    'aliases', (
      select coalesce(jsonb_agg(jsonb_build_object('kind', a.kind, 'value', a.value) order by a.kind, a.created_at, a.value), '[]')
      from public.contact_aliases a where a.contact_id = p_contact.id),
    'optOuts', (
      select coalesce(jsonb_agg(jsonb_build_object(
        'kind', o.alias_kind, 'value', o.alias_value, 'source', o.source, 'at', o.created_at, 'revokedAt', o.revoked_at) order by o.created_at desc, o.id), '[]')
      from public.contact_aliases a
      join public.opt_outs o on o.client_id = a.client_id and o.alias_kind = a.kind and o.alias_value = a.value
      where a.contact_id = p_contact.id),
    'lists', (
      select coalesce(jsonb_agg(jsonb_build_object('id', l.id, 'name', l.name) order by l.name), '[]')
      from public.contact_list_members m join public.contact_lists l on l.id = m.list_id where m.contact_id = p_contact.id),
    'recentSends', (
      select coalesce(jsonb_agg(jsonb_build_object(
        'sendId', s.id, 'campaignId', s.campaign_id, 'campaignName', s.campaign_name, 'status', s.status, 'reason', s.reason, 'at', s.at)
        order by s.at desc, s.id), '[]')
      from (
        select t.id, t.campaign_id, c.name as campaign_name, t.status, t.reason, coalesce(t.sent_at, t.created_at) as at
        from app.sends_to(p_contact.client_id, p_contact.id) t left join public.campaigns c on c.id = t.campaign_id
        order by coalesce(t.sent_at, t.created_at) desc, t.id limit 20) s))
$$;
comment on function app.show_contact is 'A contact as people see it: its names, its wishes, its lists and what it was sent last.';
revoke execute on function app.show_contact from public, anon, authenticated;
grant execute on function app.show_contact to service_role;

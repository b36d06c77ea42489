create or replace function app.learn_alias(p_sender public.client_providers, p_external_id text, p_kind text, p_value text) returns void
language plpgsql volatile
set search_path = ''
as $$
begin
  if exists (
    select from public.contact_aliases a where a.client_id = p_sender.client_id and a.kind = p_kind and a.value = p_value) then
    return;
  end if;
  insert into public.contact_aliases (client_id, kind, value, contact_id)
  select s.client_id, p_kind, p_value, c.id
  from public.sends s join public.contacts c on c.id = s.contact_id and c.client_id = s.client_id and c.erased_at is null
  where s.sender_id = p_sender.id and s.provider_message_id = p_external_id limit 1
  on conflict (client_id, kind, value) do nothing;
end
$$;
comment on function app.learn_alias is
  'Whoever got, or answers, this message of ours is also known by this name. People may hide their phone, and say stop all the same.';
grant execute on function app.learn_alias to service_role;

create or replace function app.opt_out_recipient(p_sender public.client_providers, p_external_id text, p_contact_id uuid, p_said_at timestamptz) returns void
language plpgsql volatile
set search_path = ''
as $$
begin
  insert into public.opt_outs (client_id, alias_kind, alias_value, source, campaign_id, created_at)
  select s.client_id, a.kind, a.value, 'message', s.campaign_id, p_said_at
  from public.sends s join public.contact_aliases a on a.contact_id = s.contact_id and a.kind in ('phone', 'bsuid', 'lid')
  where s.sender_id = p_sender.id and s.provider_message_id = p_external_id and s.contact_id <> p_contact_id
  order by a.kind, a.value
  on conflict (client_id, alias_kind, alias_value) where revoked_at is null do nothing;
end
$$;
comment on function app.opt_out_recipient is
  'Who answers this message of ours with stop, and is another contact by name, is the one it was sent to: that one is left alone too.';
grant execute on function app.opt_out_recipient to service_role;

create or replace function app.contact_of_message(p_client_id uuid, p_message jsonb) returns uuid
language plpgsql volatile
set search_path = ''
as $$
declare
  v_contact uuid;
begin
  if jsonb_array_length(coalesce(p_message -> 'alsoKnownAs', '[]')) > 0 and not exists (
    select from public.contact_aliases a where a.client_id = p_client_id and a.kind = p_message ->> 'kind' and a.value = p_message ->> 'value') then
    -- Heard of by another name before: that contact has this one as well.
    insert into public.contact_aliases (client_id, kind, value, contact_id)
    select p_client_id, p_message ->> 'kind', p_message ->> 'value', a.contact_id
    from jsonb_to_recordset(p_message -> 'alsoKnownAs') n (kind text, value text)
    join public.contact_aliases a on a.client_id = p_client_id and a.kind = n.kind and a.value = n.value
    order by n.kind, n.value limit 1
    on conflict (client_id, kind, value) do nothing;
  end if;
  v_contact := app.find_or_create_contact(p_client_id, p_message ->> 'kind', p_message ->> 'value', p_message ->> 'name');
  insert into public.contact_aliases (client_id, kind, value, contact_id)
  select p_client_id, n.kind, n.value, v_contact from jsonb_to_recordset(p_message -> 'alsoKnownAs') n (kind text, value text)
  where not exists (select from public.contact_aliases a where a.client_id = p_client_id and a.kind = n.kind and a.value = n.value)
  order by n.kind, n.value
  on conflict (client_id, kind, value) do nothing;
  return v_contact;
end
$$;
comment on function app.contact_of_message is
  'Whoever wrote this, or was written to: one contact under all the names that the message tells. Two who were known apart stay apart.';
grant execute on function app.contact_of_message to service_role;

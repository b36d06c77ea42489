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

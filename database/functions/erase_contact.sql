create or replace function app.addresses_of(p_contact_id uuid) returns text[]
language sql stable
set search_path = ''
as $$
  select coalesce(array_agg(v.value), '{}')
  from public.contact_aliases a
  cross join lateral (values (a.value), (case when a.kind = 'phone' then regexp_replace(a.value, '^(55\d\d)9([6-9]\d{7})$', '\1\2') end)) v (value)
  where a.contact_id = p_contact_id and length(v.value) >= 8
$$;
comment on function app.addresses_of is 'Every spelling of a contact''s addresses, phones also without their ninth digit. Short ones are left out: they would be found in anything.';
revoke execute on function app.addresses_of from public, anon, authenticated;
grant execute on function app.addresses_of to service_role;

create or replace function app.forget_sends(p_ids uuid[]) returns void
language sql volatile
set search_path = ''
as $$
  -- Meta's message ids hold the number that was written to.
  delete from public.parked_statuses k using public.sends s
  where s.id = any (p_ids) and k.sender_id = s.sender_id and k.provider_message_id = s.provider_message_id;
  update public.send_attempts a set provider_message_id = null where a.send_id = any (p_ids) and a.provider_message_id is not null;
  update public.sends s set
    to_value = '', variables = '{}', provider_message_id = null,
    content = case when s.content is not null then jsonb_build_object('kind', coalesce(s.content ->> 'kind', 'text'), 'body', '') end
  where s.id = any (p_ids)
$$;
comment on function app.forget_sends is 'Takes address and text out of sends; that they were, and what became of them, stays.';
revoke execute on function app.forget_sends from public, anon, authenticated;
grant execute on function app.forget_sends to service_role;

create or replace function public.forget_traces(p_actor uuid, p_client_id uuid, p_contact_id uuid) returns jsonb
language plpgsql volatile
set search_path = ''
set statement_timeout = '55s'
as $$
declare
  v_contact   public.contacts;
  v_addresses text[];
  v_sends     uuid[];
  v_bodies    integer;
begin
  perform app.assert_role(p_actor, p_client_id, array['owner', 'operator']);
  v_contact := app.find_contact(p_client_id, p_contact_id, true);
  v_addresses := app.addresses_of(p_contact_id);
  -- Without an index by contact: this is rare, and every send would pay for one.
  select array_agg(s.id) into v_sends from public.sends s
  where s.client_id = p_client_id and (s.contact_id = p_contact_id or s.to_value = any (v_addresses))
  and s.status not in ('pending', 'queued', 'sending') and (s.to_value <> '' or s.variables <> '{}');
  perform app.forget_sends(coalesce(v_sends, '{}'));
  update public.webhook_events e set body = '', reason = concat_ws(' ', e.reason, 'erased')
  where e.client_id = p_client_id and e.received_at >= v_contact.created_at - interval '1 day' and e.body <> ''
  and exists (select 1 from unnest(v_addresses) v (value) where strpos(e.body, v.value) > 0);
  get diagnostics v_bodies = row_count;
  delete from public.import_refusals r where r.client_id = p_client_id and r.phone = any (v_addresses);
  return jsonb_build_object('sends', coalesce(cardinality(v_sends), 0), 'webhooks', v_bodies);
end
$$;
comment on function public.forget_traces is
  'Takes address and texts of a contact out of sends that have ended, raw webhooks and reports of imports. Slow, so it holds nothing up; erase_contact follows. NV404 unknown.';
revoke execute on function public.forget_traces from public, anon, authenticated;
grant execute on function public.forget_traces to service_role;

create or replace function public.erase_contact(p_actor uuid, p_client_id uuid, p_contact_id uuid, p_reason text) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
declare
  v_contact public.contacts;
  v_ids     uuid[];
  v_senders uuid[];
  v_slots   timestamptz[];
begin
  perform app.assert_role(p_actor, p_client_id, array['owner', 'operator']);
  -- Before the gate: whoever waits for an import to end must not hold back everybody's sends.
  perform pg_advisory_xact_lock(hashtextextended('import:' || p_client_id, 0));
  perform app.close_send_gate();
  v_contact := app.find_contact(p_client_id, p_contact_id, true);
  if v_contact.erased_at is not null then
    return app.show_contact(v_contact);
  end if;
  -- A turn that ends now has written what it says, or finds that it has lost the conversation.
  perform from public.active_conversations c where c.contact_id = p_contact_id order by c.id for update;
  select array_agg(s.id) into v_ids from (
    select s.id, s.status from app.sends_to(p_client_id, p_contact_id) s
    union
    select s.id, s.status from public.sends s
    where s.status = 'pending' and s.lane in ('reply', 'human') and s.contact_id = p_contact_id) s
  where s.status in ('pending', 'queued', 'sending');
  if exists (select 1 from public.sends s where s.id = any (v_ids) and s.status = 'sending') then
    raise exception 'being written to' using errcode = 'NV409', hint = 'contact.being-written-to';
  end if;
  with spared as (
    select s.id, s.sender_id, s.slot_at from public.sends s where s.id = any (v_ids) and s.status in ('pending', 'queued') order by s.id for update
  ), moved as (
    update public.sends s set status = 'cancelled', reason = 'contact-erased', slot_at = null, not_after = null
    from spared p where s.id = p.id returning s.sender_id, p.slot_at
  )
  select array_agg(m.sender_id) filter (where m.slot_at is not null), array_agg(m.slot_at) filter (where m.slot_at is not null)
  into v_senders, v_slots from moved m;
  perform app.return_slots(v_senders, v_slots);
  perform app.forget_sends(coalesce(v_ids, '{}'));

  update public.chat_messages m set text = null, media = null, content = null, external_id = null, reply_to = null
  from public.active_conversations c where c.contact_id = p_contact_id and m.conversation_id = c.id;
  delete from public.conversation_turn_steps s using public.active_conversations c where c.contact_id = p_contact_id and s.conversation_id = c.id;
  update public.active_conversations c set summary = null, reason = null, lead = '{}', lead_score = null, lead_status = null, to_value = 'erased', state = 'closed', owner_epoch = c.owner_epoch + 1,
    answered = c.said, first_unanswered_at = null, answer_due_at = null, lease_id = null, lease_until = null
  where c.contact_id = p_contact_id;
  delete from public.contact_list_members m where m.contact_id = p_contact_id;
  delete from public.contact_aliases a where a.contact_id = p_contact_id;
  update public.contacts c set name = null, time_zone = null, attributes = '{}', erased_at = app.now()
  where c.id = p_contact_id returning * into v_contact;
  perform app.audit(p_actor, p_client_id, 'contact.erased', 'contact', p_contact_id::text, jsonb_build_object('reason', p_reason));
  return app.show_contact(v_contact);
end
$$;
comment on function public.erase_contact is
  'Makes a person unknown: no name, address, attribute or list is left, and what was still to be sent is not. Its opt-outs stay, by address. NV404 unknown, NV409 while a message is on its way. Call forget_traces first.';
revoke execute on function public.erase_contact from public, anon, authenticated;
grant execute on function public.erase_contact to service_role;

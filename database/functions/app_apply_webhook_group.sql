create or replace function app.apply_webhook_group(p_sender public.client_providers, p_group jsonb) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
declare
  v_item     jsonb;
  v_contact  uuid;
  v_opt_out  uuid;
  v_said     timestamptz;
  v_send     uuid;
  v_applied  integer := 0;
  v_confirm  uuid[] := '{}';
  v_changes  jsonb := '[]';
  v_status   text;
  v_ramped   boolean := exists (select from public.sender_profiles f where f.sender_id = p_sender.id and f.ramp is not null);
  v_row      public.sends;
  v_failed   jsonb := '[]';
  v_touched  uuid[] := '{}';
  v_campaign uuid;
  v_blamed   uuid[] := '{}';
  v_halted   jsonb := '[]';
  v_talks    uuid[];
begin
  for v_item in select * from jsonb_array_elements(coalesce(p_group -> 'statuses', '[]')) loop
    v_status := app.apply_status(
      p_sender.id, v_item ->> 'externalId', v_item ->> 'trackId', v_item ->> 'status',
      (v_item ->> 'at')::timestamptz, v_item ->> 'errorCode', v_item ->> 'errorTitle');
    v_applied := v_applied + 1;
    if v_status = 'applied' and v_item ->> 'userId' is not null then
      perform app.learn_alias(p_sender, v_item ->> 'externalId', 'bsuid', v_item ->> 'userId');
    end if;
    -- A planner waits for these words only where there is a ramp, and anything follows only from a failure.
    continue when v_status <> 'applied' or v_item ->> 'status' = 'sent' or (v_item ->> 'status' <> 'failed' and not v_ramped);
    select * into v_row from public.sends s where s.sender_id = p_sender.id and s.provider_message_id = v_item ->> 'externalId' limit 1;
    if v_row.campaign_id is not null and v_row.campaign_id <> all (v_touched) then
      v_touched := v_touched || v_row.campaign_id;
    end if;
    -- One per campaign and code: what follows from a code follows once, not for each message.
    if v_item ->> 'status' = 'failed' and not v_failed @> jsonb_build_array(jsonb_build_object('campaignId', v_row.campaign_id, 'code', v_row.code)) then
      v_failed := v_failed || jsonb_build_object(
        'sendId', v_row.id, 'clientId', v_row.client_id, 'senderId', p_sender.id, 'campaignId', v_row.campaign_id, 'code', v_row.code);
    end if;
  end loop;

  if jsonb_array_length(coalesce(p_group -> 'replies', '[]')) > 0 then
    perform app.contact_of_message(p_sender.client_id, m.item) from (
      select x.item from jsonb_array_elements(coalesce(p_group -> 'messages', '[]')) x (item) order by x.item ->> 'kind', x.item ->> 'value') m;
    -- Sends before conversations, as where statuses have locked sends already: then, in their order, nothing more is waited for.
    v_applied := v_applied + app.note_replies(p_sender, p_group -> 'replies', jsonb_array_length(coalesce(p_group -> 'statuses', '[]')) = 0);
  end if;
  v_talks := app.store_messages(p_sender, p_group);
  v_applied := v_applied + jsonb_array_length(coalesce(p_group -> 'messages', '[]')) + jsonb_array_length(coalesce(p_group -> 'changes', '[]'));

  for v_item in select * from jsonb_array_elements(coalesce(p_group -> 'optOuts', '[]')) loop
    if v_item ->> 'contextId' is not null then
      perform app.learn_alias(p_sender, v_item ->> 'contextId', v_item ->> 'kind', v_item ->> 'value');
    end if;
    v_contact := app.find_or_create_contact(p_sender.client_id, v_item ->> 'kind', v_item ->> 'value', v_item ->> 'name');
    v_said := least(app.now(), (v_item ->> 'at')::timestamptz);
    insert into public.opt_outs (client_id, alias_kind, alias_value, source, campaign_id, created_at)
    values (p_sender.client_id, v_item ->> 'kind', v_item ->> 'value', coalesce(v_item ->> 'source', 'message'),
      app.last_campaign_to(p_sender.client_id, v_item ->> 'kind', v_item ->> 'value'), v_said)
    on conflict (client_id, alias_kind, alias_value) where revoked_at is null do nothing
    returning id, campaign_id into v_opt_out, v_campaign;
    if v_opt_out is null then
      update public.opt_outs o set created_at = v_said
      where o.client_id = p_sender.client_id and o.alias_kind = v_item ->> 'kind' and o.alias_value = v_item ->> 'value'
      and o.revoked_at is null and o.created_at < v_said;
    end if;
    if v_item ->> 'contextId' is not null then
      perform app.opt_out_recipient(p_sender, v_item ->> 'contextId', v_contact, v_said);
    end if;
    perform app.move_conversation(c, 'opt-out') from (
      select c from public.active_conversations c where c.client_id = p_sender.client_id and c.contact_id = v_contact order by c.id for update) x (c);
    v_applied := v_applied + 1;
    if v_campaign is not null and v_campaign <> all (v_blamed) then
      v_blamed := v_blamed || v_campaign;
    end if;
    continue when v_opt_out is null or v_item ->> 'confirmation' is null;
    insert into public.sends (client_id, sender_id, contact_id, dedupe_key, lane, to_kind, to_value, content)
    values (p_sender.client_id, p_sender.id, v_contact, 'opt-out-confirmation:' || v_opt_out, 'reply',
      case v_item ->> 'kind' when 'phone' then 'phone' when 'bsuid' then 'userId' else 'jid' end, v_item ->> 'value',
      jsonb_build_object('kind', 'text', 'body', v_item ->> 'confirmation'))
    returning id into v_send;
    v_confirm := v_confirm || v_send;
  end loop;

  for v_item in select * from jsonb_array_elements(coalesce(p_group -> 'optIns', '[]')) loop
    -- Webhooks come late and in any order: a word from before the person asked to stop takes nothing back.
    update public.opt_outs o set revoked_at = app.now()
    where o.client_id = p_sender.client_id and o.alias_kind = v_item ->> 'kind' and o.alias_value = v_item ->> 'value' and o.revoked_at is null
    and o.created_at <= coalesce((v_item ->> 'at')::timestamptz, app.now());
    v_applied := v_applied + 1;
  end loop;

  v_status := case p_group -> 'senderState' ->> 'state' when 'open' then 'active' when 'close' then 'disconnected' end;
  if v_status is not null and p_sender.status in ('active', 'disconnected') and p_sender.status <> v_status then
    update public.client_providers p
    set status = v_status, status_reason = p_group -> 'senderState' ->> 'code' where p.id = p_sender.id;
    v_changes := v_changes || jsonb_build_object('senderId', p_sender.id, 'status', v_status, 'code', p_group -> 'senderState' ->> 'code');
    v_applied := v_applied + 1;
  end if;

  if jsonb_array_length(coalesce(p_group -> 'templateStatuses', '[]')) > 0 then
    v_halted := app.apply_template_news(p_sender, p_group -> 'templateStatuses');
    v_applied := v_applied + jsonb_array_length(p_group -> 'templateStatuses');
  end if;
  return jsonb_build_object('applied', v_applied, 'sendIds', to_jsonb(v_confirm), 'senderChanges', v_changes,
    'failures', v_failed, 'conversations', app.due_conversations(v_talks), 'optedOutOf', to_jsonb(v_blamed), 'halted', v_halted, 'slicesKnown', to_jsonb(app.known_slices(v_touched)));
end
$$;
comment on function app.apply_webhook_group is
  'Applies what one sender''s part of a webhook says: statuses, opt-outs (one confirmation each), opt-ins said after them, connection and template states, replies, messages.';
grant execute on function app.apply_webhook_group to service_role;

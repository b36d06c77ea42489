create or replace function public.ingest_webhook(
  p_provider text, p_endpoint_id uuid, p_client_id uuid, p_body_hash text, p_body text, p_groups jsonb, p_problem text default null)
returns jsonb
language plpgsql volatile
set search_path = ''
as $$
declare
  v_event_id    uuid;
  v_group       jsonb;
  v_item        jsonb;
  v_sender      public.client_providers;
  v_contact     uuid;
  v_opt_out     uuid;
  v_send        uuid;
  v_applied     integer := 0;
  v_unknown     text[] := '{}';
  v_confirm     uuid[] := '{}';
  v_changes     jsonb := '[]';
  v_status      text;
begin
  if jsonb_path_exists(p_groups, '$[*].optOuts[*]') or jsonb_path_exists(p_groups, '$[*].senderState')
  or jsonb_path_exists(p_groups, '$[*].templateStatuses[*]') then
    perform app.close_send_gate();
  end if;
  insert into public.webhook_events (provider, endpoint_id, client_id, body_hash, body, status, reason)
  values (p_provider, p_endpoint_id, p_client_id, p_body_hash, p_body, case when p_problem is null then 'stored' else 'unparsed' end, p_problem)
  on conflict (provider, endpoint_id, body_hash) do nothing
  returning id into v_event_id;
  if v_event_id is null then
    return jsonb_build_object('duplicate', true, 'status', 'stored', 'applied', 0, 'unknownSenders', '[]'::jsonb, 'sendIds', '[]'::jsonb, 'senderChanges', '[]'::jsonb);
  end if;

  for v_group in select * from jsonb_array_elements(p_groups) loop
    select * into v_sender from public.client_providers p
    where p.provider = p_provider and v_group ->> 'sender' in (p.external_id, p.account_id)
    and (p_client_id is null or p.client_id = p_client_id)
    order by p.external_id = v_group ->> 'sender' desc limit 1;
    if not found then
      v_unknown := v_unknown || coalesce(v_group ->> 'sender', '?');
      continue;
    end if;

    for v_item in
      select x from jsonb_array_elements(coalesce(v_group -> 'statuses', '[]')) x order by x ->> 'externalId'
    loop
      perform app.apply_status(
        v_sender.id, v_item ->> 'externalId', v_item ->> 'trackId', v_item ->> 'status',
        (v_item ->> 'at')::timestamptz, v_item ->> 'errorCode', v_item ->> 'errorTitle');
      v_applied := v_applied + 1;
    end loop;

    for v_item in select * from jsonb_array_elements(coalesce(v_group -> 'optOuts', '[]')) loop
      v_contact := app.find_or_create_contact(v_sender.client_id, v_item ->> 'kind', v_item ->> 'value', v_item ->> 'name');
      insert into public.opt_outs (client_id, alias_kind, alias_value, source)
      values (v_sender.client_id, v_item ->> 'kind', v_item ->> 'value', coalesce(v_item ->> 'source', 'message'))
      on conflict (client_id, alias_kind, alias_value) where revoked_at is null do nothing
      returning id into v_opt_out;
      v_applied := v_applied + 1;
      continue when v_opt_out is null or v_item ->> 'confirmation' is null;
      insert into public.sends (client_id, sender_id, contact_id, dedupe_key, lane, to_kind, to_value, content)
      values (v_sender.client_id, v_sender.id, v_contact, 'opt-out-confirmation:' || v_opt_out, 'reply',
        case v_item ->> 'kind' when 'phone' then 'phone' when 'bsuid' then 'userId' else 'jid' end, v_item ->> 'value',
        jsonb_build_object('kind', 'text', 'body', v_item ->> 'confirmation'))
      returning id into v_send;
      v_confirm := v_confirm || v_send;
    end loop;

    for v_item in select * from jsonb_array_elements(coalesce(v_group -> 'optIns', '[]')) loop
      update public.opt_outs o set revoked_at = app.now()
      where o.client_id = v_sender.client_id and o.alias_kind = v_item ->> 'kind' and o.alias_value = v_item ->> 'value' and o.revoked_at is null;
      v_applied := v_applied + 1;
    end loop;

    v_status := case v_group -> 'senderState' ->> 'state' when 'open' then 'active' when 'close' then 'disconnected' end;
    if v_status is not null and v_sender.status in ('active', 'disconnected') and v_sender.status <> v_status then
      update public.client_providers p
      set status = v_status, status_reason = v_group -> 'senderState' ->> 'code' where p.id = v_sender.id;
      v_changes := v_changes || jsonb_build_object('senderId', v_sender.id, 'status', v_status, 'code', v_group -> 'senderState' ->> 'code');
      v_applied := v_applied + 1;
    end if;

    for v_item in select * from jsonb_array_elements(coalesce(v_group -> 'templateStatuses', '[]')) loop
      update public.templates t set status = lower(v_item ->> 'status')
      where t.client_id = v_sender.client_id and t.name = v_item ->> 'name' and t.language = v_item ->> 'language'
      and lower(v_item ->> 'status') in ('pending', 'approved', 'paused', 'disabled', 'rejected');
      update public.campaigns c set status = 'halted', status_reason = 'template-' || lower(v_item ->> 'status')
      where c.client_id = v_sender.client_id and c.status = 'running'
      and lower(v_item ->> 'status') in ('paused', 'disabled', 'rejected')
      and c.content ->> 'name' = v_item ->> 'name' and c.content ->> 'language' = v_item ->> 'language';
      v_applied := v_applied + 1;
    end loop;
  end loop;

  v_status := case
    when p_problem is not null then 'unparsed'
    when cardinality(v_unknown) > 0 then 'quarantined'
    when v_applied > 0 then 'applied'
    else 'ignored' end;
  update public.webhook_events e
  set status = v_status, client_id = coalesce(e.client_id, v_sender.client_id),
      reason = coalesce(p_problem, case when cardinality(v_unknown) > 0 then 'unknown-sender' end)
  where e.id = v_event_id;
  return jsonb_build_object(
    'duplicate', false, 'eventId', v_event_id, 'status', v_status, 'applied', v_applied,
    'unknownSenders', to_jsonb(v_unknown), 'sendIds', to_jsonb(v_confirm), 'senderChanges', v_changes);
end
$$;
comment on function public.ingest_webhook is
  'Stores a verified body once and applies what was read from it: statuses, opt-outs (one confirmation each), connection and template states. Returns the sends to publish.';
revoke execute on function public.ingest_webhook from public, anon, authenticated;
grant execute on function public.ingest_webhook to service_role;

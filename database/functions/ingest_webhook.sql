create or replace function public.ingest_webhook(
  p_provider text, p_endpoint_id uuid, p_client_id uuid, p_body_hash text, p_body text, p_groups jsonb, p_problem text default null)
returns jsonb
language plpgsql volatile
set search_path = ''
as $$
declare
  v_event_id   uuid;
  v_group      jsonb;
  v_sender     public.client_providers;
  v_client     uuid := p_client_id;
  v_done       jsonb;
  v_applied    integer := 0;
  v_unknown    text[] := '{}';
  v_send_ids   jsonb := '[]';
  v_changes    jsonb := '[]';
  v_failures   jsonb := '[]';
  v_opted_out  jsonb := '[]';
  v_known      jsonb := '[]';
  v_problem    text := p_problem;
  v_constraint text;
  v_status     text;
begin
  if jsonb_path_exists(p_groups, '$[*].optOuts[*]') or jsonb_path_exists(p_groups, '$[*].senderState')
  or jsonb_path_exists(p_groups, '$[*].templateStatuses[*]') then
    perform app.close_send_gate();
  end if;
  insert into public.webhook_events (provider, endpoint_id, client_id, body_hash, body, status)
  values (p_provider, p_endpoint_id, p_client_id, p_body_hash, p_body, 'stored')
  on conflict (provider, endpoint_id, body_hash) do nothing
  returning id into v_event_id;
  if v_event_id is null then
    return jsonb_build_object('duplicate', true, 'status', 'stored', 'applied', 0, 'unknownSenders', '[]'::jsonb, 'sendIds', '[]'::jsonb, 'senderChanges', '[]'::jsonb);
  end if;

  if jsonb_path_exists(p_groups, '$[*].statuses[1 to last]') or jsonb_path_exists(p_groups, '$[1 to last].statuses[*]') then
    perform app.lock_statuses(p_provider, p_groups); -- more than one
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
    v_client := coalesce(v_client, v_sender.client_id);
    begin
      v_done := app.apply_webhook_group(v_sender, v_group);
      v_applied := v_applied + (v_done ->> 'applied')::integer;
      v_send_ids := v_send_ids || (v_done -> 'sendIds');
      v_changes := v_changes || (v_done -> 'senderChanges');
      v_failures := v_failures || (v_done -> 'failures');
      v_opted_out := v_opted_out || (v_done -> 'optedOutOf');
      v_known := v_known || (v_done -> 'slicesKnown');
    exception when data_exception or integrity_constraint_violation or program_limit_exceeded then
      -- Values that the tables refuse come again in every retry: the body is kept for people, the rest goes on.
      get stacked diagnostics v_constraint = constraint_name;
      v_problem := concat_ws(' ', 'refused', sqlstate, nullif(v_constraint, ''));
    end;
  end loop;

  v_status := case
    when v_problem is not null then 'unparsed'
    when cardinality(v_unknown) > 0 then 'quarantined'
    when v_applied > 0 then 'applied'
    else 'ignored' end;
  update public.webhook_events e
  set status = v_status, client_id = v_client,
      reason = coalesce(v_problem, case when cardinality(v_unknown) > 0 then 'unknown-sender' end)
  where e.id = v_event_id;
  return jsonb_build_object(
    'duplicate', false, 'eventId', v_event_id, 'status', v_status, 'applied', v_applied,
    'unknownSenders', to_jsonb(v_unknown), 'sendIds', v_send_ids, 'senderChanges', v_changes,
    'failures', v_failures, 'optedOutOf', v_opted_out, 'slicesKnown', v_known);
end
$$;
comment on function public.ingest_webhook is
  'Stores a verified body once per address and applies what was read from it; what the tables refuse is kept as unparsed. Returns the sends to publish.';
revoke execute on function public.ingest_webhook from public, anon, authenticated;
grant execute on function public.ingest_webhook to service_role;

create or replace function public.ingest_webhook(
  p_provider text, p_endpoint_id uuid, p_client_id uuid, p_body_hash text, p_body text, p_groups jsonb, p_problem text default null)
returns jsonb
language plpgsql volatile
set search_path = ''
as $$
declare
  v_event_id uuid;
  v_done     jsonb;
begin
  if jsonb_path_exists(p_groups, '$[*].optOuts[*]') or jsonb_path_exists(p_groups, '$[*].senderState')
  or jsonb_path_exists(p_groups, '$[*].templateStatuses[*]') or jsonb_path_exists(p_groups, '$[*].messages[*] ? (@.direction == "out")') then
    perform app.close_send_gate();
  end if;
  insert into public.webhook_events (provider, endpoint_id, client_id, body_hash, body, status)
  values (p_provider, p_endpoint_id, p_client_id, p_body_hash, p_body, 'stored')
  on conflict (provider, endpoint_id, body_hash) do nothing
  returning id into v_event_id;
  if v_event_id is null then
    return app.repeated_webhook();
  end if;

  if jsonb_path_exists(p_groups, '$[*].statuses[1 to last]') or jsonb_path_exists(p_groups, '$[1 to last].statuses[*]') then
    perform app.lock_statuses(p_provider, p_groups); -- more than one
  end if;
  v_done := app.apply_webhook(p_provider, p_client_id, p_groups, p_problem);
  update public.webhook_events e
  set status = v_done ->> 'status', client_id = (v_done ->> 'clientId')::uuid, reason = v_done ->> 'reason'
  where e.id = v_event_id;
  return v_done || jsonb_build_object('eventId', v_event_id);
end
$$;
comment on function public.ingest_webhook is
  'Stores a verified body once per address and applies what was read from it; what the tables refuse is kept as unparsed. Returns the sends to publish.';
revoke execute on function public.ingest_webhook from public, anon, authenticated;
grant execute on function public.ingest_webhook to service_role;

create or replace function public.ingest_webhooks(p_provider text, p_deliveries jsonb) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
declare
  v_ids    jsonb;
  v_plain  jsonb;
  v_done   jsonb;
  v_all    jsonb[] := '{}';
  v_others jsonb[] := '{}';
begin
  if jsonb_path_exists(p_deliveries, '$[*].groups[*].optOuts[*]') or jsonb_path_exists(p_deliveries, '$[*].groups[*].senderState')
  or jsonb_path_exists(p_deliveries, '$[*].groups[*].templateStatuses[*]') or jsonb_path_exists(p_deliveries, '$[*].groups[*].replies[*]')
  or jsonb_path_exists(p_deliveries, '$[*].groups[*].messages[*]') or jsonb_path_exists(p_deliveries, '$[*].groups[*].changes[*]')
  or jsonb_path_exists(p_deliveries, '$[*].groups[*].optIns[*]') then
    raise exception 'more than statuses' using errcode = 'NV400', hint = 'the rest goes through ingest_webhook';
  end if;
  -- Bodies first and in one order, then what their statuses need: as ingest_webhook does, so that none wait in a circle.
  -- With the end that most have: written once. The same body once more in this batch is a repeat.
  with given as materialized (
    select distinct on (d."bodyHash", d."endpointId") d.place - 1 as place, d."endpointId", d."bodyHash", d.body, coalesce(d."clientId", p.client_id) as client_id
    from rows from (jsonb_to_recordset(p_deliveries)
      as ("endpointId" uuid, "clientId" uuid, "bodyHash" text, body text, groups jsonb)) with ordinality
      d ("endpointId", "clientId", "bodyHash", body, groups, place)
    left join public.client_providers p on p.provider = p_provider and p.external_id = d.groups -> 0 ->> 'sender'
    order by d."bodyHash", d."endpointId", d.place
  ), stored as (
    insert into public.webhook_events (provider, endpoint_id, client_id, body_hash, body, status)
    select p_provider, g."endpointId", g.client_id, g."bodyHash", g.body, 'applied' from given g
    order by g."bodyHash", g."endpointId"
    on conflict (provider, endpoint_id, body_hash) do nothing
    returning id, endpoint_id, body_hash
  )
  select coalesce(jsonb_object_agg(g.place, s.id), '{}') into v_ids
  from stored s join given g on g."bodyHash" = s.body_hash and g."endpointId" is not distinct from s.endpoint_id;
  perform app.lock_statuses(p_provider, jsonb_path_query_array(p_deliveries, '$[*].groups[*]'));
  v_plain := app.apply_plain_statuses(p_provider, p_deliveries, array(select k.place::integer from jsonb_object_keys(v_ids) k (place)));

  for v_place in 0 .. jsonb_array_length(p_deliveries) - 1 loop
    if not v_ids ? v_place::text then
      v_done := app.repeated_webhook();
    elsif v_plain ? v_place::text then
      v_done := v_plain -> v_place::text || jsonb_build_object('eventId', v_ids -> v_place::text);
    else
      v_done := app.apply_webhook(
        p_provider, (p_deliveries -> v_place ->> 'clientId')::uuid, p_deliveries -> v_place -> 'groups', p_deliveries -> v_place ->> 'problem')
        || jsonb_build_object('eventId', v_ids -> v_place::text);
      v_others := v_others || v_done;
    end if;
    v_all := v_all || v_done;
  end loop;

  if cardinality(v_others) > 0 then
    update public.webhook_events e
    set status = r.status, client_id = r."clientId", reason = r.reason
    from jsonb_to_recordset(to_jsonb(v_others)) r ("eventId" uuid, status text, "clientId" uuid, reason text)
    where e.id = r."eventId";
  end if;
  return to_jsonb(v_all);
end
$$;
comment on function public.ingest_webhooks is
  'ingest_webhook for many bodies that hold statuses only, in one transaction: one result each, in order. NV400 when one holds more. A failure undoes all: each may then go alone.';
revoke execute on function public.ingest_webhooks from public, anon, authenticated;
grant execute on function public.ingest_webhooks to service_role;

create or replace function app.repeated_webhook() returns jsonb
language plpgsql immutable
set search_path = ''
as $$
begin
  return '{"duplicate": true, "status": "stored", "applied": 0, "unknownSenders": [], "sendIds": [], "senderChanges": []}'::jsonb;
end
$$;
comment on function app.repeated_webhook is 'The answer to a body that is stored already: it changes nothing.';
grant execute on function app.repeated_webhook to service_role;

create or replace function app.apply_webhook(p_provider text, p_client_id uuid, p_groups jsonb, p_problem text) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
declare
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
  v_halted     jsonb := '[]';
  v_talks      jsonb := '[]';
  v_problem    text := p_problem;
  v_constraint text;
begin
  for v_group in select * from jsonb_array_elements(p_groups) loop
    select * into v_sender from public.client_providers p
    where p.provider = p_provider and p.external_id = v_group ->> 'sender' and (p_client_id is null or p.client_id = p_client_id);
    if not found then
      -- News of templates name the account alone.
      select * into v_sender from public.client_providers p
      where p.provider = p_provider and p.account_id = v_group ->> 'sender' and (p_client_id is null or p.client_id = p_client_id) limit 1;
    end if;
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
      v_halted := v_halted || (v_done -> 'halted');
      v_talks := v_talks || (v_done -> 'conversations');
    exception when data_exception or integrity_constraint_violation or program_limit_exceeded then
      -- Values that the tables refuse come again in every retry: the body is kept for people, the rest goes on.
      get stacked diagnostics v_constraint = constraint_name;
      v_problem := concat_ws(' ', 'refused', sqlstate, nullif(v_constraint, ''));
      begin
        -- Who asks to be left alone is, whatever else cannot be taken.
        v_done := app.apply_webhook_group(v_sender, jsonb_build_object('optOuts', v_group -> 'optOuts'));
        v_applied := v_applied + (v_done ->> 'applied')::integer;
        v_send_ids := v_send_ids || (v_done -> 'sendIds');
        v_opted_out := v_opted_out || (v_done -> 'optedOutOf');
      exception when data_exception or integrity_constraint_violation or program_limit_exceeded then
        null; -- it was an opt-out that could not be taken
      end;
    end;
  end loop;

  return jsonb_build_object(
    'duplicate', false,
    'status', case
      when v_problem is not null then 'unparsed'
      when cardinality(v_unknown) > 0 then 'quarantined'
      when v_applied > 0 then 'applied'
      else 'ignored' end,
    'reason', coalesce(v_problem, case when cardinality(v_unknown) > 0 then 'unknown-sender' end),
    'clientId', v_client, 'applied', v_applied, 'unknownSenders', to_jsonb(v_unknown), 'sendIds', v_send_ids, 'senderChanges', v_changes,
    'failures', v_failures, 'optedOutOf', v_opted_out, 'slicesKnown', v_known, 'halted', v_halted, 'conversations', v_talks);
end
$$;
comment on function app.apply_webhook is 'Applies what was read from one stored body; what the tables refuse makes it unparsed.';
grant execute on function app.apply_webhook to service_role;

create or replace function app.lock_statuses(p_provider text, p_groups jsonb) returns void
language plpgsql volatile
set search_path = ''
set plan_cache_mode = force_generic_plan
as $$
declare
  v_key      bigint;
  v_tracks   uuid[];
  v_known    text[];
  v_sends    uuid[];
  v_external text[];
  v_senders  uuid[];
begin
  for v_key in
    select distinct hashtextextended(x.item ->> 'externalId', 0)
    from jsonb_path_query(p_groups, '$[*].statuses[*]') x (item) where x.item ->> 'externalId' is not null order by 1
  loop
    perform pg_advisory_xact_lock(v_key);
  end loop;

  -- Each step by keys: as one join, the planner reads the whole ledger for a few dozen statuses.
  select array_agg((x.item ->> 'trackId')::uuid) into v_tracks
  from jsonb_path_query(p_groups, '$[*].statuses[*]') x (item)
  where x.item ->> 'trackId' ~ '^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$';
  select array_agg(a.send_id), coalesce(array_agg(a.id::text), '{}') into v_sends, v_known
  from public.send_attempts a where a.id = any (v_tracks);
  select array_agg(x.item ->> 'externalId') into v_external
  from jsonb_path_query(p_groups, '$[*].statuses[*]') x (item)
  where x.item ->> 'trackId' is null or x.item ->> 'trackId' <> all (v_known);
  if v_external is not null then
    select array_agg(p.id) into v_senders from public.client_providers p
    where p.provider = p_provider and p.external_id in (select g.part ->> 'sender' from jsonb_array_elements(p_groups) g (part));
    v_sends := v_sends || (
      select array_agg(m.id) from public.sends m
      where m.sender_id = any (v_senders) and m.provider_message_id = any (v_external)) || (
      select array_agg(a.send_id) from public.send_attempts a
      where a.sender_id = any (v_senders) and a.provider_message_id = any (v_external) and a.retried_at is not null);
  end if;
  perform from public.sends s where s.id = any (v_sends) order by s.id for update;
end
$$;
comment on function app.lock_statuses is
  'Takes what the statuses of a webhook will need, in one order for everybody: webhooks that name the same messages wait for each other, never in a circle.';
grant execute on function app.lock_statuses to service_role;

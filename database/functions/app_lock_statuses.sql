create or replace function app.lock_statuses(p_provider text, p_groups jsonb) returns void
language plpgsql volatile
set search_path = ''
as $$
declare
  v_key bigint;
begin
  for v_key in
    select distinct hashtextextended(x.item ->> 'externalId', 0)
    from jsonb_path_query(p_groups, '$[*].statuses[*]') x (item) where x.item ->> 'externalId' is not null order by 1
  loop
    perform pg_advisory_xact_lock(v_key);
  end loop;
  perform from public.sends s
  where s.id in (
    select a.send_id from public.send_attempts a
    where a.id in (
      select (x.item ->> 'trackId')::uuid from jsonb_path_query(p_groups, '$[*].statuses[*]') x (item)
      where x.item ->> 'trackId' ~ '^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$')
    union all
    select m.id from jsonb_array_elements(p_groups) g (part)
    cross join lateral jsonb_path_query(g.part, '$.statuses[*]') x (item)
    join public.client_providers p on p.provider = p_provider and g.part ->> 'sender' in (p.external_id, p.account_id)
    join public.sends m on m.sender_id = p.id and m.provider_message_id = x.item ->> 'externalId')
  order by s.id for update;
end
$$;
comment on function app.lock_statuses is
  'Takes what the statuses of a webhook will need, in one order for everybody: webhooks that name the same messages wait for each other, never in a circle.';
grant execute on function app.lock_statuses to service_role;

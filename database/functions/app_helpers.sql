/*
 * What other functions and policies build on. Named to be applied first.
 */
create or replace function app.my_client_ids() returns setof uuid
language sql stable security definer
set search_path = ''
as $$
  select m.client_id from public.members m where m.user_id = (select auth.uid())
$$;
comment on function app.my_client_ids is 'The tenants of whoever asks. Security definer, so that policies on members do not recurse.';
revoke execute on function app.my_client_ids from public, anon;
grant execute on function app.my_client_ids to authenticated, service_role;

create or replace function app.may_join(p_topic text) returns boolean
language sql stable security definer
set search_path = ''
as $$
  select case split_part(p_topic, ':', 1)
    when 'client' then exists (
      select 1 from public.members m
      where m.user_id = (select auth.uid()) and m.client_id::text = split_part(p_topic, ':', 2))
    when 'campaign' then exists (
      select 1 from public.campaigns c join public.members m on m.client_id = c.client_id
      where m.user_id = (select auth.uid()) and c.id::text = split_part(p_topic, ':', 2))
    else false
  end
$$;
comment on function app.may_join is 'Whether the caller may listen to a Realtime topic: client:<id> or campaign:<id> of one of its tenants.';
revoke execute on function app.may_join from public, anon;
grant execute on function app.may_join to authenticated, service_role;

create or replace function app.close_send_gate() returns void
language sql volatile
set search_path = ''
as $$ select pg_advisory_xact_lock(4201) $$;
comment on function app.close_send_gate is
  'Waits for every claim in progress and holds back new ones until this transaction ends. Taken by pause, cancel, opt-out and take-over; claim_send takes it shared.';
grant execute on function app.close_send_gate to service_role;

create or replace function app.return_slot(p_sender_id uuid, p_slot_at timestamptz) returns void
language plpgsql volatile
set search_path = ''
as $$
begin
  update public.sender_usage u
  set used = u.used - 1
  where u.sender_id = p_sender_id
  and u.minute = floor(extract(epoch from p_slot_at) / 60)::bigint
  and u.used > 0;
end
$$;
comment on function app.return_slot is 'Gives back the budget of a slot that was not used.';
grant execute on function app.return_slot to service_role;

create or replace function app.take_slot(p_sender_id uuid, p_slot_at timestamptz) returns void
language plpgsql volatile
set search_path = ''
as $$
begin
  insert into public.sender_usage as u (sender_id, minute, used)
  values (p_sender_id, floor(extract(epoch from p_slot_at) / 60)::bigint, 1)
  on conflict (sender_id, minute) do update set used = u.used + 1;
end
$$;
comment on function app.take_slot is 'Uses up budget at a time.';
grant execute on function app.take_slot to service_role;

create or replace function app.move_slot(p_sender_id uuid, p_from timestamptz, p_to timestamptz) returns timestamptz
language plpgsql volatile
set search_path = ''
as $$
begin
  if date_trunc('minute', p_from) = date_trunc('minute', p_to) then
    return p_from;
  elsif p_from < p_to then -- in order of time, as reserve_slots does: neither waits for the other in a circle
    perform app.return_slot(p_sender_id, p_from);
    perform app.take_slot(p_sender_id, p_to);
  else
    perform app.take_slot(p_sender_id, p_to);
    perform app.return_slot(p_sender_id, p_from);
  end if;
  return p_to;
end
$$;
comment on function app.move_slot is 'Moves the budget of a slot to the minute in which it is really used; when it counts from now on.';
grant execute on function app.move_slot to service_role;

create or replace function app.return_slots(p_sender_ids uuid[], p_slots timestamptz[]) returns void
language sql volatile
set search_path = ''
as $$
  with returned as (
    select x.sender_id, floor(extract(epoch from x.slot_at) / 60)::bigint as minute, count(*)::integer as n
    from unnest(p_sender_ids, p_slots) x (sender_id, slot_at) where x.slot_at is not null group by 1, 2
  ), locked as (
    select u.sender_id, u.minute, r.n from public.sender_usage u
    join returned r on r.sender_id = u.sender_id and r.minute = u.minute
    order by u.sender_id, u.minute for update of u
  )
  update public.sender_usage u set used = greatest(0, u.used - l.n)
  from locked l where u.sender_id = l.sender_id and u.minute = l.minute
$$;
comment on function app.return_slots is 'Gives back the budget of many unused slots. In order of time, as reserve_slots takes it: neither waits for the other in a circle.';
grant execute on function app.return_slots to service_role;

create or replace function app.broadcast(p_topic text, p_event text, p_payload jsonb) returns void
language plpgsql volatile security definer
set search_path = ''
as $$
begin
  perform realtime.send(p_payload, p_event, p_topic, true);
exception when others then
  raise warning 'broadcast failed: %', sqlstate;
end
$$;
comment on function app.broadcast is 'Sends to a private Realtime channel. A failure is a warning: progress must never undo a send.';
revoke execute on function app.broadcast from public, anon, authenticated;
grant execute on function app.broadcast to service_role;

create or replace function app.is_paused(p_client_id uuid, p_sender_id uuid, p_campaign_id uuid) returns text
language plpgsql stable
set search_path = ''
as $$
begin
  return (
    select a.scope_key from public.active_pauses a
    where a.scope_key in ('global', 'client:' || p_client_id, 'sender:' || p_sender_id, 'campaign:' || p_campaign_id)
    order by length(a.scope_key) limit 1);
end
$$;
comment on function app.is_paused is 'The widest pause that holds these back, or null.';
grant execute on function app.is_paused to service_role;

create or replace function app.portfolio_of(p_sender_id uuid) returns setof uuid
language sql stable
set search_path = ''
as $$
  select o.id from public.client_providers p
  join public.client_providers o on o.client_id = p.client_id and o.portfolio_id = p.portfolio_id
  where p.id = p_sender_id
$$;
comment on function app.portfolio_of is 'The senders that share a messaging limit with this one, itself included; none when it has no portfolio.';
grant execute on function app.portfolio_of to service_role;

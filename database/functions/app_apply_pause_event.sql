create or replace function app.apply_pause_event() returns trigger
language plpgsql volatile
set search_path = ''
as $$
declare
  v_key text := case new.scope
    when 'global' then 'global'
    when 'client' then 'client:' || new.client_id
    when 'sender' then 'sender:' || new.sender_id
    else 'campaign:' || new.campaign_id end;
begin
  if new.scope = 'sender' and not exists (
    select 1 from public.client_providers p where p.id = new.sender_id and p.client_id = new.client_id)
  or new.scope = 'campaign' and not exists (
    select 1 from public.campaigns c where c.id = new.campaign_id and c.client_id = new.client_id) then
    raise exception 'no such % of this client', new.scope using errcode = 'NV404';
  end if;
  perform app.close_send_gate();
  if new.action = 'pause' then
    insert into public.active_pauses (scope_key, client_id, event_id, since)
    values (v_key, new.client_id, new.id, app.now())
    on conflict (scope_key) do nothing;
  else
    delete from public.active_pauses a where a.scope_key = v_key;
  end if;
  -- Locked in order of id, as reserve_slots does with a portfolio: neither waits for the other in a circle.
  perform 1 from public.sender_states s where new.scope = 'global' or (new.scope = 'client' and s.client_id = new.client_id) order by s.sender_id for update;
  update public.sender_states s
  set plan_version = s.plan_version + 1
  where new.scope = 'global'
  or (new.scope = 'client' and s.client_id = new.client_id)
  or (new.scope = 'sender' and s.sender_id = new.sender_id)
  or (new.scope = 'campaign' and s.sender_id = (select c.sender_id from public.campaigns c where c.id = new.campaign_id));
  return null;
end
$$;
comment on function app.apply_pause_event is 'Makes a pause or resume take effect: after the inserting transaction commits, no further claim succeeds. NV404 when sender or campaign is another client''s.';

create or replace trigger apply_pause_event
  after insert on public.pause_events
  for each row execute function app.apply_pause_event();

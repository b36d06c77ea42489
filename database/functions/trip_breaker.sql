create or replace function app.evidence_stands(p_sender_id uuid, p_campaign_id uuid, p_send_id uuid, p_seen_at timestamptz) returns boolean
language sql volatile
set search_path = ''
as $$
  select coalesce(
    (select a.started_at from public.sends s join public.send_attempts a on a.id = s.attempt_id where s.id = p_send_id), p_seen_at, 'infinity')
    >= greatest(
      (select t.judged_since from public.sender_states t where t.sender_id = p_sender_id),
      (select c.judged_since from public.campaigns c where c.id = p_campaign_id), '-infinity')
$$;
comment on function app.evidence_stands is 'Whether what is held against a sender or campaign happened after a person last let it go on.';
grant execute on function app.evidence_stands to service_role;

create or replace function public.trip_breaker(
  p_scope text, p_id uuid, p_reason text, p_send_id uuid default null, p_seen_at timestamptz default null) returns boolean
language plpgsql volatile
set search_path = ''
as $$
declare
  v_client   uuid;
  v_sender   uuid;
  v_campaign uuid;
begin
  perform app.close_send_gate(); -- of two that trip at one moment the second finds the first one's pause
  if p_scope = 'campaign' then
    select c.client_id, c.sender_id, c.id into v_client, v_sender, v_campaign from public.campaigns c where c.id = p_id and c.status = 'running';
  elsif p_scope = 'sender' then
    select p.client_id, p.id into v_client, v_sender from public.client_providers p where p.id = p_id;
  end if;
  if v_client is null or not app.evidence_stands(v_sender, v_campaign, p_send_id, p_seen_at)
  or exists (select 1 from public.active_pauses a where a.scope_key = p_scope || ':' || p_id) then
    return false;
  end if;
  insert into public.pause_events (scope, client_id, sender_id, campaign_id, action, reason, source)
  values (p_scope, v_client, case when p_scope = 'sender' then v_sender end, v_campaign, 'pause', p_reason, 'sistema');
  return true;
end
$$;
comment on function public.trip_breaker is
  'Pauses a sender or a running campaign until a person resumes it. True for the one caller who did; false when it is paused already, or when a person resumed it after what is held against it (that send, or what was seen then).';
revoke execute on function public.trip_breaker from public, anon, authenticated;
grant execute on function public.trip_breaker to service_role;

create or replace function public.stop_sender(
  p_sender_id uuid, p_status text, p_reason text, p_whole_account boolean default false, p_send_id uuid default null) returns integer
language plpgsql volatile
set search_path = ''
as $$
declare
  v_stopped integer;
begin
  perform app.close_send_gate();
  if not app.evidence_stands(p_sender_id, null, p_send_id, null) then
    return 0;
  end if;
  update public.client_providers p set status = p_status, status_reason = p_reason
  where p.status <> 'disabled' and p.status <> p_status
  and (p.id = p_sender_id or p_whole_account and p.status = 'active' and exists (
    select 1 from public.client_providers o
    where o.id = p_sender_id and o.client_id = p.client_id and o.provider = p.provider
    and (o.account_id = p.account_id or o.portfolio_id = p.portfolio_id)));
  get diagnostics v_stopped = row_count;
  return v_stopped;
end
$$;
comment on function public.stop_sender is
  'Disconnects or quarantines a sender, at once, and where the provider blamed the whole account also the numbers that share it. How many were stopped: 0 when they were already, or when a person reactivated it after that send. A disabled sender stays so.';
revoke execute on function public.stop_sender from public, anon, authenticated;
grant execute on function public.stop_sender to service_role;

create or replace function public.warn_campaign(p_campaign_id uuid) returns boolean
language plpgsql volatile
set search_path = ''
as $$
begin
  update public.campaigns c set warned_at = app.now()
  where c.id = p_campaign_id and c.status = 'running'
  and (c.warned_at is null or c.warned_at < greatest(c.judged_since, (select t.judged_since from public.sender_states t where t.sender_id = c.sender_id)));
  return found;
end
$$;
comment on function public.warn_campaign is 'People are to be told that too many of a campaign fail. True for the one caller who tells them, once until a person lets it go on after a pause.';
revoke execute on function public.warn_campaign from public, anon, authenticated;
grant execute on function public.warn_campaign to service_role;

create or replace function app.apply_status(
  p_sender_id uuid, p_external_id text, p_track_id text, p_status text, p_at timestamptz, p_code text, p_title text) returns text
language plpgsql volatile
set search_path = ''
as $$
declare
  v_send    public.sends;
  v_attempt uuid;
  v_send_id uuid;
  v_new     text;
  v_past    boolean;
  v_at      timestamptz := case when isfinite(p_at) then p_at else app.now() end;
begin
  if p_external_id is null or p_status is null or p_status not in ('sent', 'delivered', 'read', 'failed') then
    return 'ignored';
  end if;
  perform pg_advisory_xact_lock(hashtextextended(p_external_id, 0));

  -- Our own attempt id comes back with Meta's statuses; it finds the send even when the answer to it was lost.
  if p_track_id ~ '^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$' then
    select a.id, a.send_id into v_attempt, v_send_id from public.send_attempts a where a.id = p_track_id::uuid and a.sender_id = p_sender_id;
  end if;
  if v_attempt is not null then
    select s.* into v_send from public.sends s where s.id = v_send_id for update;
  else
    select s.* into v_send from public.sends s
    where s.sender_id = p_sender_id and s.provider_message_id = p_external_id limit 1 for update;
    v_attempt := v_send.attempt_id;
    if v_send.id is null then
      select a.id, a.send_id into v_attempt, v_send_id from public.send_attempts a
      where a.sender_id = p_sender_id and a.provider_message_id = p_external_id and a.retried_at is not null limit 1;
      select s.* into v_send from public.sends s where s.id = v_send_id for update;
    end if;
  end if;
  if v_send.id is null then
    insert into public.parked_statuses (sender_id, provider_message_id, status, at, error_code, error_title)
    values (p_sender_id, p_external_id, p_status, p_at, p_code, p_title)
    on conflict do nothing;
    return 'parked';
  end if;

  -- Of a life that has ended, looked at once the row is held: that it failed is known, and the new life is none of its business.
  -- Only that it did arrive counts, or the person would get it twice.
  v_past := v_send.attempt_id is distinct from v_attempt and exists (select from public.send_attempts a where a.id = v_attempt and a.retried_at is not null);
  if v_past and p_status in ('sent', 'failed') then
    return 'ignored';
  end if;

  -- Never down: sent < failed < delivered < read, whatever the order. What only we called failed (the provider refused the
  -- request, so there is no id of its own) is less than any word of the provider.
  v_new := case
    when p_status = 'sent' and (v_send.status in ('pending', 'queued', 'sending', 'unconfirmed')
      or v_send.status = 'failed' and v_send.provider_message_id is null) then 'sent'
    when p_status = 'delivered' and v_send.status in ('pending', 'queued', 'sending', 'unconfirmed', 'sent', 'failed') then 'delivered'
    when p_status = 'read' and v_send.status in ('pending', 'queued', 'sending', 'unconfirmed', 'sent', 'delivered', 'failed') then 'read'
    when p_status = 'failed' and v_send.attempt_id = v_attempt and v_send.status in ('pending', 'queued', 'sending', 'unconfirmed', 'sent') then 'failed'
  end;
  update public.sends s set
    status              = coalesce(v_new, s.status),
    reason              = case when v_new = 'failed' then coalesce(p_title, 'provider-failed') when v_new is not null then null else s.reason end,
    code                = case when v_new = 'failed' then p_code when v_new is not null then null else s.code end,
    lease_until         = case when v_new is null then s.lease_until end,
    provider_message_id = coalesce(s.provider_message_id, p_external_id),
    sent_at             = case when p_status = 'failed' then s.sent_at else least(s.sent_at, v_at) end,
    delivered_at        = case when p_status in ('delivered', 'read') then least(s.delivered_at, v_at) else s.delivered_at end,
    read_at             = case when p_status = 'read' then least(s.read_at, v_at) else s.read_at end
  where s.id = v_send.id;

  update public.send_attempts a
  set outcome = case when p_status = 'failed' then 'failed' else 'sent' end, settled_at = app.now(),
      provider_message_id = coalesce(a.provider_message_id, p_external_id), code = coalesce(p_code, a.code)
  where a.id = v_attempt and (a.outcome is null or a.outcome = 'unconfirmed');

  if v_send.provider_message_id is null then
    -- Others of this message may have come without our attempt id, before anyone knew whose they were.
    perform app.apply_parked_statuses(p_sender_id, p_external_id);
  end if;
  if v_new is not null and v_send.campaign_id is not null then
    perform app.fold_progress_soon(v_send.campaign_id);
  end if;
  return case when v_new is null then 'ignored' else 'applied' end;
end
$$;
comment on function app.apply_status is
  'Applies one word of the provider to the send it is about, or parks it until that send is settled. Words that are not a status are ignored.';
grant execute on function app.apply_status to service_role;

create or replace function app.apply_parked_statuses(p_sender_id uuid, p_external_id text) returns void
language plpgsql volatile
set search_path = ''
as $$
declare
  v_parked public.parked_statuses;
begin
  for v_parked in
    delete from public.parked_statuses k
    where k.sender_id = p_sender_id and k.provider_message_id = p_external_id
    returning *
  loop
    perform app.apply_status(p_sender_id, p_external_id, null, v_parked.status, v_parked.at, v_parked.error_code, v_parked.error_title);
  end loop;
end
$$;
comment on function app.apply_parked_statuses is 'Applies the statuses that came before this message was known.';
grant execute on function app.apply_parked_statuses to service_role;

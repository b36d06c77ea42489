create or replace function public.settle_send(p_attempt_id uuid, p_outcome jsonb) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
declare
  v_kind       text := p_outcome ->> 'kind';
  v_provider   text := p_outcome ->> 'providerMessageId';
  v_code       text := p_outcome ->> 'code';
  -- A wait is counted by the database's clock: a worker's own may be off.
  v_not_before timestamptz := coalesce(app.now() + (p_outcome ->> 'waitMs')::float8 * interval '1 millisecond', (p_outcome ->> 'notBefore')::timestamptz);
  v_attempt    public.send_attempts;
  v_send       public.sends;
  v_next       uuid;
  v_repeated   boolean;
begin
  if v_kind is null or v_kind not in ('sent', 'later', 'failed', 'unconfirmed') then
    raise exception 'unknown outcome' using errcode = 'NV400', hint = 'kind is sent, later, failed or unconfirmed';
  elsif v_kind = 'later' and not coalesce(isfinite(v_not_before), false) then
    raise exception 'later without a time' using errcode = 'NV400', hint = 'waitMs or notBefore says when it may be tried again';
  end if;
  if v_kind = 'later' then
    -- The send gate, see app.close_send_gate: a cancel either finds this row pending, or is found by it.
    perform pg_advisory_xact_lock_shared(4201);
  end if;

  select * into v_attempt from public.send_attempts a where a.id = p_attempt_id;
  if not found then
    raise exception 'no such attempt' using errcode = 'NV404';
  end if;
  if v_provider is not null then
    -- A status of this message may be arriving now: whoever is second sees what the first one wrote.
    -- Taken before the row, as app.apply_status does: the other way round the two could wait for each other.
    perform pg_advisory_xact_lock(hashtextextended(v_provider, 0));
  end if;
  select * into v_send from public.sends s where s.id = v_attempt.send_id for update;

  update public.send_attempts a
  set outcome = v_kind, settled_at = app.now(), code = v_code, provider_message_id = coalesce(v_provider, a.provider_message_id)
  where a.id = p_attempt_id and (a.outcome is null or (a.outcome = 'unconfirmed' and v_kind <> 'unconfirmed'));
  v_repeated := not found; -- a settled attempt keeps its first outcome

  if v_repeated then
    null;
  elsif v_send.attempt_id = p_attempt_id and v_send.status in ('sending', 'unconfirmed') and v_kind = 'later' then
    perform app.put_send_back(v_send, least(v_not_before, app.now() + interval '30 days'), coalesce(p_outcome ->> 'reason', 'later'), v_code);
  elsif v_send.attempt_id = p_attempt_id and v_send.status in ('sending', 'unconfirmed') then
    update public.sends s set
      status              = v_kind,
      reason              = case when v_kind = 'sent' then null else coalesce(p_outcome ->> 'reason', v_kind) end,
      code                = v_code,
      lease_until         = null,
      provider_message_id = coalesce(v_provider, s.provider_message_id),
      sent_at             = case when v_kind = 'sent' then app.now() else s.sent_at end
    where s.id = v_send.id;
  elsif v_provider is not null and v_send.provider_message_id is null then
    update public.sends s set provider_message_id = v_provider where s.id = v_send.id;
  end if;
  if v_provider is not null then
    perform app.apply_parked_statuses(v_send.sender_id, v_provider);
  end if;

  select s.id into v_next from public.sends s
  where s.after_send_id = v_send.id and s.status = 'pending' order by s.position limit 1;
  if v_send.campaign_id is not null then
    perform app.fold_progress_soon(v_send.campaign_id);
  end if;
  return (
    select jsonb_build_object(
      'status', s.status,
      'repeated', v_repeated,
      'nextSendId', v_next,
      'notBefore', case when s.status = 'pending' then s.not_before end,
      'republishAt', case when not v_repeated and s.status = 'pending' and s.lane in ('reply', 'human') then s.not_before end,
      -- Of the last few, which settle at the same moment and cannot see each other, each says so.
      'lastOfCampaign', s.campaign_id is not null and not app.has_waiting_sends(s.campaign_id),
      -- Its planner waits to see what became of a slice, and this was the last of it.
      'sliceEnded', coalesce(g.wait_reason is not null and not exists (
        select 1 from public.sends o where o.campaign_id = g.id and o.status in ('queued', 'sending')), false),
      -- A word of the provider that came before the answer to the send, and says that it failed.
      'code', case when s.status = 'failed' then s.code end)
    from public.sends s left join public.campaigns g on g.id = s.campaign_id where s.id = v_send.id);
end
$$;
comment on function public.settle_send is
  'Records how an attempt ended; its first word stands, except that unconfirmed may become known. NV404 no such attempt, NV400 unknown outcome or later without a time.';
revoke execute on function public.settle_send from public, anon, authenticated;
grant execute on function public.settle_send to service_role;

create or replace function app.put_send_back(p_send public.sends, p_not_before timestamptz, p_reason text, p_code text) returns void
language plpgsql volatile
set search_path = ''
as $$
declare
  v_campaign text;
begin
  if p_send.campaign_id is not null then
    -- Locked, so that finish_campaigns leaves the campaign alone until this row counts as open again.
    select c.status into v_campaign from public.campaigns c where c.id = p_send.campaign_id for no key update;
  end if;
  if v_campaign = 'finished' then
    -- The worker was taken for lost, its send for unconfirmed, and the campaign ended; now it is known not to have gone out.
    update public.campaigns c
    set status = 'running', finished_at = null, announced_at = null, announce_lease_until = '-infinity' where c.id = p_send.campaign_id;
  end if;
  update public.sends s set
    status      = case when v_campaign = 'cancelled' then 'cancelled' else 'pending' end,
    reason      = case when v_campaign = 'cancelled' then 'campaign-cancelled' else p_reason end,
    code        = p_code, not_before = p_not_before, slot_at = null, not_after = null, lease_until = null, people_told_at = null
  where s.id = p_send.id;
  if p_send.slot_at is not null then
    perform app.return_slot(p_send.sender_id, p_send.slot_at);
  end if;
end
$$;
comment on function app.put_send_back is
  'A claimed send that did not go out waits again, and its slot is returned; it is cancelled with its campaign, and reopens one that had ended.';
grant execute on function app.put_send_back to service_role;

create or replace function public.abandon_send(p_send_id uuid, p_attempt_id uuid) returns boolean
language plpgsql volatile
set search_path = ''
as $$
declare
  v_send  public.sends;
begin
  perform pg_advisory_xact_lock_shared(4201); -- the send gate: see app.close_send_gate
  -- The row first, as claim_send does: a claim under way either has committed by now, or finds its attempt given up.
  select * into v_send from public.sends s where s.id = p_send_id for update;
  if not found then
    return false;
  end if;
  insert into public.send_attempts as a (id, send_id, client_id, sender_id, contact_id, started_at, outcome, settled_at)
  values (p_attempt_id, p_send_id, v_send.client_id, v_send.sender_id, v_send.contact_id, app.now(), 'later', app.now())
  on conflict (id) do update set outcome = 'later', settled_at = app.now()
  where a.send_id = p_send_id and (a.outcome is null or (a.outcome = 'unconfirmed' and a.provider_message_id is null));
  if not found or v_send.attempt_id is distinct from p_attempt_id or v_send.status not in ('sending', 'unconfirmed') then
    return false;
  end if;
  if v_send.status = 'sending' and v_send.slot_at is not null and v_send.lane in ('campaign', 'followup')
  and coalesce((select c.status = 'running' from public.campaigns c where c.id = v_send.campaign_id), true) then
    -- Its slot still stands, and the message that asked is delivered again.
    update public.sends s set status = 'queued', reason = 'claim-abandoned', lease_until = null where s.id = p_send_id;
  else
    perform app.put_send_back(v_send, app.now(), 'claim-abandoned', null);
  end if;
  return true;
end
$$;
comment on function public.abandon_send is
  'Gives up an attempt whose claim was never answered, so that nothing was sent: the send waits again, and a claim that is still on its way fails. True when the claim had been granted.';
revoke execute on function public.abandon_send from public, anon, authenticated;
grant execute on function public.abandon_send to service_role;

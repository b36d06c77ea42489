create or replace function public.cancel_campaign(p_client_id uuid, p_campaign_id uuid, p_reason text) returns integer
language plpgsql volatile
set search_path = ''
as $$
declare
  v_cancelled integer;
  v_senders   uuid[];
  v_slots     timestamptz[];
begin
  perform app.close_send_gate();
  update public.campaigns c set status = 'cancelled', status_reason = p_reason, finished_at = app.now()
  where c.id = p_campaign_id and c.client_id = p_client_id and c.status in ('draft', 'scheduled', 'running', 'halted');
  if not found then
    raise exception 'no campaign to cancel' using errcode = 'NV409', hint = 'it does not exist or has ended';
  end if;
  with spared as (
    select s.id, s.sender_id, s.slot_at from public.sends s
    where s.campaign_id = p_campaign_id and s.status in ('pending', 'queued') order by s.id for update
  ), moved as (
    update public.sends s set status = 'cancelled', reason = 'campaign-cancelled', slot_at = null, not_after = null
    from spared p where s.id = p.id returning s.sender_id, p.slot_at
  )
  select count(*), array_agg(m.sender_id) filter (where m.slot_at is not null), array_agg(m.slot_at) filter (where m.slot_at is not null)
  into v_cancelled, v_senders, v_slots from moved m;
  perform app.return_slots(v_senders, v_slots);
  -- Whoever folds at this moment may wait for one of these rows: what is left over is folded by the next tick.
  if pg_try_advisory_xact_lock(hashtextextended('fold:' || p_campaign_id, 0)) then
    perform app.fold_progress(p_campaign_id);
  end if;
  return v_cancelled;
end
$$;
comment on function public.cancel_campaign is
  'Ends a campaign: when it returns, nothing more of it is claimed, and unused slots are free for others. Returns how many recipients were spared. NV409 nothing to cancel.';
revoke execute on function public.cancel_campaign from public, anon, authenticated;
grant execute on function public.cancel_campaign to service_role;

create or replace function public.resume_campaign(p_client_id uuid, p_campaign_id uuid, p_actor text) returns void
language plpgsql volatile
set search_path = ''
as $$
declare
  v_template text;
begin
  perform app.close_send_gate();
  select t.status into v_template from public.campaigns c cross join app.templates_of(c) o (id) join public.templates t on t.id = o.id
  where c.id = p_campaign_id and c.client_id = p_client_id and c.status = 'halted' order by t.status = 'approved' limit 1;
  if not found then
    raise exception 'no halted campaign' using errcode = 'NV409', hint = 'it does not exist, runs or has ended';
  elsif v_template <> 'approved' then
    raise exception 'template is %', v_template using errcode = 'NV409', hint = 'wait until the provider approves it again';
  end if;
  update public.campaigns c set status = 'running', status_reason = null where c.id = p_campaign_id;
  perform app.broadcast('client:' || p_client_id, 'campaign-resumed', jsonb_build_object('campaignId', p_campaign_id, 'by', p_actor));
end
$$;
comment on function public.resume_campaign is
  'Lets a campaign go on that its template had halted. NV409 when it is not halted, or the template still is.';
revoke execute on function public.resume_campaign from public, anon, authenticated;
grant execute on function public.resume_campaign to service_role;

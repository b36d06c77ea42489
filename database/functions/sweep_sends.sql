create or replace function public.sweep_sends(p_limit integer default 5000) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
declare
  v_now         timestamptz := app.now();
  v_unconfirmed uuid[];
  v_missed      integer;
  v_senders     uuid[];
  v_slots       timestamptz[];
  v_orphans     uuid[];
  v_undecided   jsonb;
begin
  with expired as (
    select s.id from public.sends s
    where s.status = 'sending' and s.lease_until < v_now
    order by s.lease_until limit p_limit for update skip locked
  ), moved as (
    -- The worker is gone and nobody knows whether the request went out: never pending, never sent again on its own.
    update public.sends s set status = 'unconfirmed', reason = 'worker-lost', lease_until = null
    from expired e where s.id = e.id returning s.id
  )
  select array_agg(m.id) into v_unconfirmed from moved m;
  update public.send_attempts a set outcome = 'unconfirmed', settled_at = v_now
  where a.send_id = any (v_unconfirmed) and a.outcome is null;

  with missed as (
    select s.id, s.sender_id, s.slot_at from public.sends s
    where s.status = 'queued' and s.slot_at < v_now - interval '60 seconds'
    order by s.slot_at limit p_limit for update skip locked
  ), moved as (
    update public.sends s set status = 'pending', reason = 'missed-slot', slot_at = null, not_after = null
    from missed m where s.id = m.id returning s.sender_id, m.slot_at
  )
  select count(*), array_agg(m.sender_id), array_agg(m.slot_at) into v_missed, v_senders, v_slots from moved m;
  perform app.return_slots(v_senders, v_slots);
  -- An attempt whose send was settled by other means, and whose worker never spoke again.
  update public.send_attempts a set outcome = 'unconfirmed', settled_at = v_now
  where a.outcome is null and a.started_at < v_now - interval '10 minutes'
  and not exists (select from public.sends s where s.id = a.send_id and s.status = 'sending' and s.attempt_id = a.id);

  -- Replies are published when they are written; one whose wake-up was lost is published again, if it could go now.
  select array_agg(s.id) into v_orphans from (
    select s.id from public.sends s
    join public.client_providers p on p.id = s.sender_id and p.status = 'active'
    join public.clients c on c.id = s.client_id and c.status = 'active'
    left join public.sends b on b.id = s.after_send_id
    where s.status = 'pending' and s.lane in ('reply', 'human') and s.not_before < v_now - interval '20 seconds'
    and s.updated_at < v_now - interval '20 seconds'
    and (b.id is null or b.status not in ('pending', 'queued', 'sending'))
    and (s.lane = 'human' or app.is_paused(s.client_id, s.sender_id, null) is null)
    order by s.created_at limit 1000) s;

  -- After a quarter of an hour without the provider's word only people can tell. They are told of each send once.
  with undecided as (
    select s.id from public.sends s
    where s.status = 'unconfirmed' and s.people_told_at is null and s.updated_at < v_now - interval '15 minutes'
    limit p_limit for update skip locked
  ), told as (
    update public.sends s set people_told_at = v_now from undecided u where s.id = u.id returning s.client_id, s.campaign_id
  )
  select coalesce(jsonb_agg(jsonb_build_object('clientId', x.client_id, 'campaignId', x.campaign_id, 'count', x.n)), '[]')
  into v_undecided from (select t.client_id, t.campaign_id, count(*) n from told t group by 1, 2) x;
  perform public.reconcile_touches();
  delete from public.sender_usage u where u.minute < floor(extract(epoch from v_now) / 60)::bigint - 2880;

  return jsonb_build_object(
    'unconfirmed', coalesce(cardinality(v_unconfirmed), 0), 'missed', v_missed,
    'republish', to_jsonb(coalesce(v_orphans, '{}')),
    'undecided', v_undecided);
end
$$;
comment on function public.sweep_sends is
  'The only sweeper: lost workers make unconfirmed, missed slots go back to pending with their budget, lost replies are returned to be published, late answers find their sends. undecided: what people must look at now, each send once.';
revoke execute on function public.sweep_sends from public, anon, authenticated;
grant execute on function public.sweep_sends to service_role;

create or replace function public.reserve_slots(
  p_sender_id uuid, p_plan_version bigint, p_slots jsonb, p_deferrals jsonb, p_next_slot_at timestamptz, p_blocked jsonb)
returns jsonb
language plpgsql volatile
set search_path = ''
as $$
declare
  v_reserved uuid[];
  v_last     timestamptz;
begin
  -- Numbers of one portfolio share a limit, so a plan of one makes those of the others void. In order of id: see app.apply_pause_event.
  perform 1 from public.sender_states s
  where s.sender_id = p_sender_id or s.sender_id in (select o.id from app.portfolio_of(p_sender_id) o (id)) order by s.sender_id for update;
  update public.sender_states s set
    plan_version   = s.plan_version + 1,
    planned_at     = app.now(),
    next_slot_at   = greatest(s.next_slot_at, p_next_slot_at),
    blocked_reason = p_blocked -> 'reason',
    blocked_until  = case when p_blocked ->> 'until' is not null then
      least(to_timestamp((p_blocked ->> 'until')::numeric / 1000), app.now() + interval '25 hours') end -- then it is looked at again
  where s.sender_id = p_sender_id and s.plan_version = p_plan_version;
  if not found then
    return jsonb_build_object('won', false, 'reserved', '[]'::jsonb);
  end if;
  update public.sender_states s set plan_version = s.plan_version + 1
  where s.sender_id in (select o.id from app.portfolio_of(p_sender_id) o (id)) and s.sender_id <> p_sender_id;

  -- What holds single campaigns back. Before any budget is taken: see app.put_send_back, which locks in this order too.
  update public.campaigns c set wait_reason = w.reason, wait_until = w.until
  from (
    select g.id, x.reason, to_timestamp(x.until / 1000) as until
    from public.campaigns g
    left join jsonb_to_recordset(coalesce(p_blocked -> 'waits', '[]')) x (id uuid, reason jsonb, until numeric) on x.id = g.id
    where g.sender_id = p_sender_id and g.status = 'running' and (g.wait_reason is not null or x.reason is not null)) w
  where c.id = w.id and (c.wait_reason, c.wait_until) is distinct from (w.reason, w.until);

  with wanted as (
    select x.id, to_timestamp(x.slot_at / 1000) slot_at, to_timestamp(x.not_after / 1000) not_after
    from jsonb_to_recordset(p_slots) x (id uuid, slot_at numeric, not_after numeric)
  ), free as (
    -- A row that a cancel or opt-out holds at this moment is left out rather than waited for.
    select s.id from public.sends s join wanted w on w.id = s.id
    where s.status = 'pending' and s.sender_id = p_sender_id for update of s skip locked
  ), queued as (
    update public.sends s
    set status = 'queued', slot_at = w.slot_at, not_after = w.not_after, reason = null
    from wanted w join free f on f.id = w.id
    where s.id = w.id
    returning s.id, s.slot_at
  ), used as (
    insert into public.sender_usage as u (sender_id, minute, used)
    select p_sender_id, floor(extract(epoch from q.slot_at) / 60)::bigint, count(*) from queued q group by 2 order by 2
    on conflict (sender_id, minute) do update set used = u.used + excluded.used
  )
  select array_agg(q.id), max(q.slot_at) into v_reserved, v_last from queued q;
  if v_last > app.now() + interval '15 minutes' then
    raise exception 'slot is % ahead', v_last - app.now() using errcode = 'NV400', hint = 'the planner''s clock is wrong: nothing was stored';
  end if;

  -- Skipped like the slots above: waiting for a cancel while holding rows that it wants would be a deadlock.
  with deferred as (
    select s.id, x.not_before, x.reason
    from public.sends s
    join jsonb_to_recordset(p_deferrals) x (id uuid, not_before numeric, reason text) on x.id = s.id
    where s.status = 'pending' and s.sender_id = p_sender_id for update of s skip locked
  )
  update public.sends s
  set not_before = to_timestamp(d.not_before / 1000), reason = d.reason
  from deferred d where s.id = d.id;

  return jsonb_build_object('won', true, 'reserved', to_jsonb(coalesce(v_reserved, '{}')));
end
$$;
comment on function public.reserve_slots is
  'Stores a plan and consumes its budget, if nobody planned this sender since it was read; else won is false and nothing changed. Returns the sends that got their slot. NV400 when a slot is further ahead than any plan looks.';
revoke execute on function public.reserve_slots from public, anon, authenticated;
grant execute on function public.reserve_slots to service_role;

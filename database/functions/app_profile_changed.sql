create or replace function app.profile_changed() returns trigger
language plpgsql volatile
set search_path = ''
as $$
declare
  v_gap     interval := new.min_gap_ms * interval '1 millisecond';
  v_senders uuid[];
  v_slots   timestamptz[];
begin
  insert into public.sender_states as s (sender_id, client_id)
  values (new.sender_id, new.client_id)
  on conflict (sender_id) do update set plan_version = s.plan_version + 1, blocked_reason = null, blocked_until = null;
  if tg_op = 'INSERT' or to_jsonb(new) - 'updated_at' = to_jsonb(old) - 'updated_at' then
    return null;
  end if;

  -- What was planned by the old rules is planned anew: none of its gaps, caps and hours need hold any more.
  update public.sender_states s
  set next_slot_at = null, wake_at = '-infinity',
      next_send_at = least(s.next_send_at + (new.min_gap_ms - old.min_gap_ms) * interval '1 millisecond', app.now() + v_gap)
  where s.sender_id = new.sender_id;
  with void as (
    select s.id, s.slot_at from public.sends s
    where s.sender_id = new.sender_id and s.status = 'queued'
    and (s.campaign_id is null or s.campaign_id in (select c.id from public.campaigns c where c.sender_id = new.sender_id))
    order by s.id for update
  ), moved as (
    update public.sends s set status = 'pending', reason = 'profile-changed', slot_at = null, not_after = null
    from void v where s.id = v.id returning s.sender_id, v.slot_at
  )
  select array_agg(m.sender_id), array_agg(m.slot_at) into v_senders, v_slots from moved m;
  perform app.return_slots(v_senders, v_slots);
  return null;
end
$$;
comment on function app.profile_changed is
  'A sender has a state as soon as it has a profile. A changed profile holds at once: plans in progress lose, slots not yet used are given back.';

create or replace trigger profile_changed
  after insert or update on public.sender_profiles
  for each row execute function app.profile_changed();

-- Before the row is locked: claims in progress end first, and none begins by the old profile.
create or replace trigger close_gate_first
  before update on public.sender_profiles
  for each statement execute function app.close_gate_first();

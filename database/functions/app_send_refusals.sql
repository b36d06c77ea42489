create or replace function app.refuse_send(p_send public.sends, p_status text, p_reason text) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
begin
  update public.sends s
  set status = p_status, reason = p_reason, slot_at = null, not_after = null
  where s.id = p_send.id;
  if p_send.slot_at is not null then
    perform app.return_slot(p_send.sender_id, p_send.slot_at);
  end if;
  return jsonb_build_object('kind', 'refused', 'status', p_status, 'reason', p_reason);
end
$$;
comment on function app.refuse_send is 'Puts a claimed-for row back, or ends it, and returns its slot to the budget.';
grant execute on function app.refuse_send to service_role;

create or replace function app.delay_send(p_send public.sends, p_until timestamptz, p_reason text) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
begin
  if p_send.lane in ('campaign', 'followup') and p_until > app.now() + interval '60 seconds' then
    -- Too far from what it was planned for: hours and budget are looked at again when it may go.
    update public.sends s set not_before = p_until where s.id = p_send.id;
    return app.refuse_send(p_send, 'pending', p_reason);
  elsif p_send.lane in ('campaign', 'followup') then
    update public.sends s set slot_at = p_until, reason = p_reason where s.id = p_send.id;
    perform app.move_slot(p_send.sender_id, p_send.slot_at, p_until);
  else
    update public.sends s set not_before = p_until, reason = p_reason where s.id = p_send.id;
  end if;
  return jsonb_build_object('kind', 'wait', 'until', p_until, 'reason', p_reason);
end
$$;
comment on function app.delay_send is 'Moves a row that is due, and its budget, to a little later; the caller publishes it again for then. More than a minute later it is planned anew.';
grant execute on function app.delay_send to service_role;

create or replace function app.has_opted_out(p_client_id uuid, p_contact_id uuid, p_to_kind text, p_to_value text) returns boolean
language plpgsql stable
set search_path = ''
as $$
begin
  return exists (
      select 1 from public.opt_outs o
      where o.client_id = p_client_id and o.revoked_at is null and o.alias_value = p_to_value
      and o.alias_kind = case p_to_kind when 'phone' then 'phone' when 'userId' then 'bsuid' else 'lid' end
    ) or exists (
      select 1 from public.contact_aliases a
      join public.opt_outs o on o.client_id = a.client_id and o.alias_kind = a.kind and o.alias_value = a.value
      where a.contact_id = p_contact_id and a.client_id = p_client_id and o.revoked_at is null);
end
$$;
comment on function app.has_opted_out is 'Whether this person, under any of its names, asked this tenant to stop.';
grant execute on function app.has_opted_out to service_role;

create or replace function app.free_of_pair_gap(p_send public.sends, p_gap interval, p_now timestamptz) returns timestamptz
language plpgsql stable
set search_path = ''
set plan_cache_mode = force_generic_plan -- a range looks cheaper to plan anew for each contact; it never is
as $$
begin
  if p_gap = interval '0' or p_send.contact_id is null then
    return null;
  elsif p_send.lane in ('campaign', 'followup') then
    return (
      select a.started_at + p_gap from public.send_attempts a
      where a.contact_id = p_send.contact_id and a.sender_id = p_send.sender_id
      and a.started_at > p_now - p_gap and a.outcome is distinct from 'later'
      order by a.started_at desc limit 1);
  end if;
  -- A conversation may borrow from the future: 45 at once, then as many as the gap gives back.
  return (
    select a.started_at + p_gap * 45 from public.send_attempts a
    where a.contact_id = p_send.contact_id and a.sender_id = p_send.sender_id
    and a.started_at > p_now - p_gap * 45 and a.outcome is distinct from 'later'
    order by a.started_at desc offset 44 limit 1);
end
$$;
comment on function app.free_of_pair_gap is
  'From when on this contact may get this send from this sender, or null: one per gap, and for conversations bursts of 45 as Meta allows (developers.facebook.com/docs/whatsapp/cloud-api/overview, pair rate limit).';
grant execute on function app.free_of_pair_gap to service_role;

create or replace function public.read_sender_limits(p_actor uuid, p_client_id uuid, p_sender_id uuid default null) returns jsonb
language plpgsql stable
set search_path = ''
as $$
declare
  v_now   timestamptz := app.now();
  v_since bigint := floor(extract(epoch from v_now) / 60)::bigint - 1441;
begin
  perform app.assert_role(p_actor, p_client_id, array['owner', 'operator', 'attendant']);
  if p_sender_id is not null then
    perform app.find_sender(p_client_id, p_sender_id);
  end if;
  return coalesce((
    select jsonb_agg(jsonb_build_object(
      'now', (extract(epoch from v_now) * 1000)::bigint,
      'senderId', p.id, 'status', p.status, 'clientStatus', c.status, 'paused', app.is_paused(p.client_id, p.id, null),
      'profile', app.show_profile(p.id),
      'state', jsonb_build_object(
        'nextSlotAt', (extract(epoch from t.next_slot_at) * 1000)::bigint,
        'ageDays', (extract(epoch from v_now - p.activated_at) / 86400)::float8,
        'usage', (
          select coalesce(jsonb_agg(jsonb_build_object('minute', u.minute, 'used', u.used) order by u.minute), '[]')
          from public.sender_usage u where u.sender_id = p.id and u.used > 0 and u.minute > v_since),
        'tierUsage', case when p.portfolio_id is not null then (
          select coalesce(jsonb_agg(jsonb_build_object('minute', x.minute, 'used', x.used) order by x.minute), '[]')
          from (
            select u.minute, sum(u.used) as used
            from public.sender_usage u
            where u.sender_id in (select o.id from app.portfolio_of(p.id) o (id)) and u.used > 0 and u.minute > v_since
            group by u.minute) x) end)) order by p.priority, p.created_at, p.id)
    from public.client_providers p
    join public.clients c on c.id = p.client_id
    join public.sender_states t on t.sender_id = p.id
    where p.client_id = p_client_id and (p_sender_id is null or p.id = p_sender_id)), '[]');
end
$$;
comment on function public.read_sender_limits is
  'What each sender of a tenant, or one of them, may do and has done in 24 h, as the planner sees it, and what stops it. NV404 when that one is not the tenant''s.';
revoke execute on function public.read_sender_limits from public, anon, authenticated;
grant execute on function public.read_sender_limits to service_role;

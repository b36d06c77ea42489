create or replace function public.explain_send(p_client_id uuid, p_send_id uuid) returns jsonb
language sql stable
set search_path = ''
as $$
  select jsonb_build_object('status', s.status) || case
    when s.status not in ('pending', 'queued') then jsonb_build_object('reason', s.reason, 'code', s.code, 'until', s.lease_until)
    -- Until a person changes it: there is no time to give.
    when g.status <> 'running' then jsonb_build_object('reason', 'campaign-' || g.status, 'until', null)
    when s.lane <> 'human' and h.pause is not null then jsonb_build_object('reason', split_part(h.pause, ':', 1) || '-paused', 'until', null)
    when c.status <> 'active' then jsonb_build_object('reason', 'client-' || c.status, 'until', null)
    when p.status <> 'active' then jsonb_build_object('reason', 'sender-' || p.status, 'until', null)
    when b.status in ('pending', 'queued', 'sending') then
      jsonb_build_object('reason', 'predecessor', 'until', coalesce(b.lease_until, greatest(b.slot_at, n.next_tick), greatest(b.not_before, n.next_tick)))
    when b.status = 'unconfirmed' and b.updated_at + interval '15 seconds' > n.now then
      jsonb_build_object('reason', 'predecessor-unconfirmed', 'until', b.updated_at + interval '15 seconds')
    when s.status = 'queued' and s.slot_at < n.now - interval '60 seconds' then jsonb_build_object('reason', 'missed-slot', 'until', n.next_tick)
    when s.status = 'queued' then jsonb_build_object('reason', coalesce(s.reason, 'slot'), 'until', s.slot_at)
    when s.reason = 'ab-test' then jsonb_build_object('reason', s.reason, 'until', greatest(g.test_until, n.next_tick))
    when s.not_before > n.now then jsonb_build_object('reason', coalesce(s.reason, 'not-before'), 'until', s.not_before)
    when s.lane in ('reply', 'human') then jsonb_build_object('reason', 'next-sweep', 'until', n.next_tick)
    when t.blocked_until > n.now then jsonb_build_object('reason', t.blocked_reason, 'until', t.blocked_until)
    when g.wait_until > n.now then jsonb_build_object('reason', g.wait_reason, 'until', g.wait_until)
    when t.next_slot_at > n.now then jsonb_build_object('reason', 'turn', 'until', t.next_slot_at)
    else jsonb_build_object('reason', 'next-plan', 'until', n.next_tick) end
  from public.sends s
  join public.client_providers p on p.id = s.sender_id
  join public.clients c on c.id = s.client_id
  left join public.campaigns g on g.id = s.campaign_id
  left join public.sender_states t on t.sender_id = s.sender_id
  left join public.sends b on b.id = s.after_send_id
  cross join lateral (select app.is_paused(s.client_id, s.sender_id, s.campaign_id) as pause) h
  cross join lateral (select app.now() as now, date_trunc('minute', app.now()) + interval '1 minute' as next_tick) n
  where s.id = p_send_id and s.client_id = p_client_id
$$;
comment on function public.explain_send is
  'Why a send is where it is, and until when it waits (no time: until a person acts); null when the tenant has no such send.';
revoke execute on function public.explain_send from public, anon, authenticated;
grant execute on function public.explain_send to service_role;

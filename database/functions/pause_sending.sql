create or replace function public.pause_sending(
  p_scope text, p_action text, p_reason text, p_source text,
  p_client_id uuid default null, p_sender_id uuid default null, p_campaign_id uuid default null, p_actor text default null)
returns bigint
language plpgsql volatile
set search_path = ''
as $$
declare
  v_event_id bigint;
begin
  perform app.close_send_gate();
  insert into public.pause_events (scope, client_id, sender_id, campaign_id, action, reason, source, actor)
  values (p_scope, p_client_id, p_sender_id, p_campaign_id, p_action, p_reason, p_source, p_actor)
  returning id into v_event_id;
  return v_event_id;
end
$$;
comment on function public.pause_sending is
  'Pauses or resumes a scope with reason and who. When it returns, no further claim of that scope succeeds.';
revoke execute on function public.pause_sending from public, anon, authenticated;
grant execute on function public.pause_sending to service_role;

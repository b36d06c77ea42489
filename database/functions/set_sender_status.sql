create or replace function public.set_sender_status(p_sender_id uuid, p_status text, p_reason text) returns boolean
language plpgsql volatile
set search_path = ''
as $$
begin
  perform app.close_send_gate();
  update public.client_providers p
  set status = p_status, status_reason = p_reason
  where p.id = p_sender_id
  and p.status <> 'disabled'
  and p.status is distinct from p_status;
  return found;
end
$$;
comment on function public.set_sender_status is
  'Connects, disconnects or quarantines a sender, at once; true if that changed anything. A disabled sender stays so.';
revoke execute on function public.set_sender_status from public, anon, authenticated;
grant execute on function public.set_sender_status to service_role;

create or replace function public.decide_send(p_client_id uuid, p_send_id uuid, p_decision text) returns void
language plpgsql volatile
set search_path = ''
as $$
declare
  v_campaign uuid;
begin
  if p_decision is null or p_decision not in ('sent', 'failed') then
    raise exception 'unknown decision' using errcode = 'NV400', hint = 'sent or failed';
  end if;
  update public.sends s set status = p_decision, reason = 'decided-by-a-person', sent_at = case when p_decision = 'sent' then app.now() end
  where s.id = p_send_id and s.client_id = p_client_id and s.status = 'unconfirmed'
  returning s.campaign_id into v_campaign;
  if not found then
    raise exception 'no unconfirmed send' using errcode = 'NV409', hint = 'it does not exist, or its fate is known by now';
  end if;
  if v_campaign is not null then
    perform app.fold_progress_soon(v_campaign);
  end if;
end
$$;
comment on function public.decide_send is
  'A person settles what nobody confirmed; a later word of the provider may still overrule it. NV409 when it is not unconfirmed.';
revoke execute on function public.decide_send from public, anon, authenticated;
grant execute on function public.decide_send to service_role;

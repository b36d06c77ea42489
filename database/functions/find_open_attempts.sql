create or replace function public.find_open_attempts(p_provider text, p_external_id text, p_to_values text[]) returns jsonb
language sql stable
set search_path = ''
as $$
  select coalesce(jsonb_agg(jsonb_build_object(
    'attemptId', a.id, 'senderId', a.sender_id, 'content', coalesce(s.content, c.variant_contents -> s.variant, c.content), 'variables', s.variables,
    'seed', coalesce(c.seed, 0), 'toValue', s.to_value)), '[]')
  from public.client_providers p
  join public.send_attempts a on a.sender_id = p.id and (a.outcome is null or a.outcome = 'unconfirmed')
  join public.sends s on s.id = a.send_id and s.attempt_id = a.id and s.to_value = any (p_to_values)
  left join public.campaigns c on c.id = s.campaign_id
  where p.provider = p_provider and p.external_id = p_external_id
  and a.started_at > app.now() - interval '1 hour'
$$;
comment on function public.find_open_attempts is
  'Attempts of a sender to these addresses whose fate is open, with what they should have said, so that an echo without our id can be matched.';
revoke execute on function public.find_open_attempts from public, anon, authenticated;
grant execute on function public.find_open_attempts to service_role;

create or replace function public.record_opt_out(p_client_id uuid, p_kind text, p_value text, p_source text) returns boolean
language plpgsql volatile
set search_path = ''
as $$
begin
  perform app.close_send_gate();
  insert into public.opt_outs (client_id, alias_kind, alias_value, source, campaign_id)
  values (p_client_id, p_kind, p_value, p_source, app.last_campaign_to(p_client_id, p_kind, p_value))
  on conflict (client_id, alias_kind, alias_value) where revoked_at is null do nothing;
  return found;
end
$$;
comment on function public.record_opt_out is 'Nobody writes to this address any more once it returns; true the first time.';
revoke execute on function public.record_opt_out from public, anon, authenticated;
grant execute on function public.record_opt_out to service_role;

create or replace function app.is_known_undelivered(p_send public.sends) returns boolean
language sql stable
set search_path = ''
as $$
  -- The provider said so: it refused the request, or it reported the failure. What a person decided is a belief, and an attempt
  -- of which nobody heard may have arrived.
  select p_send.status = 'failed' and p_send.delivered_at is null and p_send.read_at is null
    and p_send.reason is distinct from 'decided-by-a-person'
    and exists (select 1 from public.send_attempts a where a.id = p_send.attempt_id and a.outcome in ('failed', 'sent'))
    and not exists (select 1 from public.send_attempts a where a.send_id = p_send.id and (a.outcome is null or a.outcome = 'unconfirmed'))
$$;
comment on function app.is_known_undelivered is 'Whether a failed send proves that nothing was delivered: only then may it be sent again.';
grant execute on function app.is_known_undelivered to service_role;

create or replace function public.group_failures(p_actor uuid, p_client_id uuid, p_campaign_id uuid) returns jsonb
language plpgsql stable
set search_path = ''
as $$
declare
  v_campaign public.campaigns;
begin
  perform app.assert_role(p_actor, p_client_id, array['owner', 'operator', 'attendant']);
  v_campaign := app.find_campaign(p_client_id, p_campaign_id);
  return jsonb_build_object(
    'status', v_campaign.status,
    'provider', (select p.provider from public.client_providers p where p.id = v_campaign.sender_id),
    'items', coalesce((
      select jsonb_agg(jsonb_build_object('code', x.code, 'reason', x.reason, 'count', x.n, 'undelivered', x.undelivered) order by x.n desc, x.code)
      from (
        select s.code, min(s.reason) as reason, count(*) as n, count(*) filter (where app.is_known_undelivered(s)) as undelivered
        from public.sends s where s.campaign_id = p_campaign_id and s.status = 'failed' group by s.code) x), '[]'));
end
$$;
comment on function public.group_failures is
  'The failures of a campaign by code; undelivered: of how many it is known that nothing arrived. NV404 another tenant''s.';
revoke execute on function public.group_failures from public, anon, authenticated;
grant execute on function public.group_failures to service_role;

create or replace function public.retry_failed(
  p_actor uuid, p_client_id uuid, p_campaign_id uuid, p_codes jsonb, p_limit integer default 5000) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
declare
  v_now      timestamptz := app.now();
  v_campaign public.campaigns;
  v_sends    uuid[];
  v_left     integer;
begin
  perform app.assert_role(p_actor, p_client_id, array['owner', 'operator']);
  -- Held, so that finish_campaigns leaves the campaign alone until these rows count as open again.
  v_campaign := app.lock_campaign(p_client_id, p_campaign_id, array['running', 'halted', 'finished'], 'campaign.not-retryable');

  -- A row that a status holds at this moment is left out rather than waited for: it is being decided anew.
  with wanted as (
    select c.code, coalesce(c."waitMs", 0) * interval '1 millisecond' as wait
    from jsonb_to_recordset(p_codes) c (code text, "waitMs" float8)
  ), free as (
    select s.id, s.attempt_id, greatest(v_now, s.left_at + w.wait) as not_before
    from public.sends s
    join wanted w on w.code = s.code
    join public.contacts t on t.id = s.contact_id and t.erased_at is null
    where s.campaign_id = p_campaign_id and s.status = 'failed' and app.is_known_undelivered(s)
    and not app.has_opted_out(s.client_id, s.contact_id, s.to_kind, s.to_value)
    order by s.position limit p_limit for update of s skip locked
  ), ended as (
    -- The attempt keeps its id at the provider: a word that still comes for it is known to be about this one.
    update public.send_attempts a
    set outcome = 'failed', retried_at = v_now, provider_message_id = coalesce(a.provider_message_id, s.provider_message_id)
    from free f join public.sends s on s.id = f.id where a.id = f.attempt_id
  ), moved as (
    update public.sends s set
      status = 'pending', reason = 'retried', code = null, not_before = f.not_before, slot_at = null, not_after = null,
      attempt_id = null, provider_message_id = null, sent_at = null, people_told_at = null
    from free f where s.id = f.id returning s.id
  )
  select array_agg(m.id) into v_sends from moved m;
  perform app.leave_lost_variants(p_campaign_id);

  select count(*) into v_left from public.sends s
  where s.campaign_id = p_campaign_id and s.status = 'failed' and s.code in (select c ->> 'code' from jsonb_array_elements(p_codes) c);
  if v_sends is not null then
    if v_campaign.status = 'finished' then
      update public.campaigns c
      set status = 'running', finished_at = null, announced_at = null, announce_lease_until = '-infinity' where c.id = p_campaign_id;
    end if;
    perform app.audit(p_actor, p_client_id, 'campaign.retried', 'campaign', p_campaign_id::text,
      jsonb_build_object('codes', (select jsonb_agg(c -> 'code') from jsonb_array_elements(p_codes) c), 'retried', cardinality(v_sends)));
    perform app.fold_progress_soon(p_campaign_id); -- a long list is retried in many calls
  end if;
  return jsonb_build_object('retried', coalesce(cardinality(v_sends), 0), 'left', v_left);
end
$$;
comment on function public.retry_failed is
  'Gives failed sends with these codes a new life, each once it may go: only where it is known that nothing was delivered, and nobody who asked to be left alone. An ended campaign runs again. Of those left some may be tried again later. NV404 another tenant''s, NV409 cancelled or not started.';
revoke execute on function public.retry_failed from public, anon, authenticated;
grant execute on function public.retry_failed to service_role;

create or replace function public.list_recipients(
  p_actor uuid, p_client_id uuid, p_campaign_id uuid, p_filter jsonb default '{}', p_after text default null, p_limit integer default 50)
returns jsonb
language plpgsql stable
set search_path = ''
as $$
declare
  v_campaign public.campaigns;
  v_statuses text[] := array(select jsonb_array_elements_text(p_filter -> 'statuses'));
  v_reason   text := p_filter ->> 'reason';
  v_name     text := p_filter ->> 'search';
  v_phone    text := case when p_filter ->> 'search' !~ '[[:alpha:]]' then nullif(regexp_replace(p_filter ->> 'search', '\D', '', 'g'), '') end;
  v_position integer := split_part(p_after, ':', 1)::integer;
  v_id       uuid := split_part(p_after, ':', 2)::uuid;
begin
  perform app.assert_role(p_actor, p_client_id, array['owner', 'operator', 'attendant']);
  v_campaign := app.find_campaign(p_client_id, p_campaign_id);
  return (
    with named as materialized ( -- one pass over the tenant's contacts is a third of looking each recipient's up
      select t.id from public.contacts t where t.client_id = p_client_id and strpos(lower(t.name), lower(v_name)) > 0
    ), page as (
      select s as send, t.name, row_number() over (order by s.position, s.id) as n
      from public.sends s
      left join public.contacts t on t.id = s.contact_id
      where s.campaign_id = p_campaign_id
      and (p_after is null or (s.position, s.id) > (v_position, v_id))
      and (v_statuses = '{}' or s.status = any (v_statuses))
      and (v_reason is null or s.reason = v_reason or s.code = v_reason)
      and (v_name is null or s.contact_id in (select n.id from named n) or strpos(s.to_value, v_phone) > 0)
      order by s.position, s.id limit p_limit + 1
    )
    select jsonb_build_object(
      'items', coalesce(jsonb_agg(jsonb_build_object(
        'sendId', (g.send).id, 'contactId', (g.send).contact_id, 'name', g.name, 'phone', nullif((g.send).to_value, ''),
        'status', (g.send).status, 'reason', (g.send).reason, 'code', (g.send).code,
        'notBefore', case when v_campaign.variants is not null and (g.send).variant is null -- kept out of the planner's sight: see start_campaign
          then case when (g.send).status = 'pending' then v_campaign.test_until end
          when isfinite((g.send).not_before) then (g.send).not_before end, 'variant', (g.send).variant, 'slotAt', (g.send).slot_at,
        'sentAt', (g.send).sent_at, 'deliveredAt', (g.send).delivered_at, 'readAt', (g.send).read_at, 'repliedAt', (g.send).replied_at,
        'waiting', case when (g.send).status in ('pending', 'queued') and p_filter ->> 'explain' = 'true'
          then public.explain_send(p_client_id, (g.send).id) end) order by g.n) filter (where g.n <= p_limit), '[]'),
      'next', case when count(*) > p_limit then max(concat((g.send).position, ':', (g.send).id)) filter (where g.n = p_limit) end)
    from page g);
end
$$;
comment on function public.list_recipients is
  'Recipients of a campaign in the list''s order, by status, by reason or code, by name or phone; with why each waits, if asked. NV404 another tenant''s.';
revoke execute on function public.list_recipients from public, anon, authenticated;
grant execute on function public.list_recipients to service_role;

create or replace function public.begin_export(p_actor uuid, p_client_id uuid, p_campaign_id uuid, p_filter jsonb default '{}') returns void
language plpgsql volatile
set search_path = ''
as $$
begin
  perform app.assert_role(p_actor, p_client_id, array['owner', 'operator']);
  perform app.find_campaign(p_client_id, p_campaign_id);
  perform app.audit(p_actor, p_client_id, 'campaign.exported', 'campaign', p_campaign_id::text, p_filter);
end
$$;
comment on function public.begin_export is 'Notes that a person takes the recipients of a campaign away as a file. NV404 another tenant''s, NV403 not for whoever only answers.';
revoke execute on function public.begin_export from public, anon, authenticated;
grant execute on function public.begin_export to service_role;

create or replace function public.read_send(p_actor uuid, p_client_id uuid, p_send_id uuid) returns jsonb
language plpgsql stable
set search_path = ''
as $$
declare
  v_explained jsonb;
begin
  perform app.assert_role(p_actor, p_client_id, array['owner', 'operator', 'attendant']);
  v_explained := public.explain_send(p_client_id, p_send_id);
  if v_explained is null then
    raise exception 'no such send of this client' using errcode = 'NV404', hint = 'send.not-found';
  end if;
  return v_explained;
end
$$;
comment on function public.read_send is 'Why a send is where it is, and until when it waits. NV404 another tenant''s.';
revoke execute on function public.read_send from public, anon, authenticated;
grant execute on function public.read_send to service_role;

create or replace function public.decide_unconfirmed_send(p_actor uuid, p_client_id uuid, p_send_id uuid, p_decision text) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
begin
  perform app.assert_role(p_actor, p_client_id, array['owner', 'operator']);
  if not exists (select 1 from public.sends s where s.id = p_send_id and s.client_id = p_client_id) then
    raise exception 'no such send of this client' using errcode = 'NV404', hint = 'send.not-found';
  elsif not exists (select 1 from public.sends s where s.id = p_send_id and s.status = 'unconfirmed' for update) then
    raise exception 'the send is not unconfirmed' using errcode = 'NV409', hint = 'send.not-unconfirmed';
  end if;
  perform public.decide_send(p_client_id, p_send_id, p_decision);
  perform app.audit(p_actor, p_client_id, 'send.decided', 'send', p_send_id::text, jsonb_build_object('decision', p_decision));
  return public.explain_send(p_client_id, p_send_id);
end
$$;
comment on function public.decide_unconfirmed_send is
  'A person says what became of a send that nobody confirmed; a later word of the provider may still overrule it. NV404 another tenant''s, NV409 when its fate is known.';
revoke execute on function public.decide_unconfirmed_send from public, anon, authenticated;
grant execute on function public.decide_unconfirmed_send to service_role;

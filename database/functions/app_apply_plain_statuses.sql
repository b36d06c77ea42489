create or replace function app.apply_plain_statuses(p_provider text, p_deliveries jsonb, p_places integer[]) returns jsonb
language plpgsql volatile
set search_path = ''
set plan_cache_mode = force_generic_plan
as $$
declare
  v_done      jsonb;
  v_sends     uuid[];
  v_statuses  text[];
  v_sent      timestamptz[];
  v_delivered timestamptz[];
  v_read      timestamptz[];
  v_campaigns uuid[];
begin
  with words as materialized (
    select d.place, g.turn, d.delivery ->> 'clientId' as client_id, g.part ->> 'sender' as sender, w.*,
      case when w."trackId" ~ '^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$' then w."trackId"::uuid end as track
    from (select p.place, p_deliveries -> p.place as delivery from unnest(p_places) p (place)) d
    cross join lateral jsonb_array_elements(d.delivery -> 'groups') with ordinality g (part, turn)
    -- A part without a word is nobody's plain one: its sender may be unknown.
    left join lateral jsonb_to_recordset(g.part -> 'statuses')
      w ("externalId" text, "trackId" text, status text, at timestamptz, "userId" text) on true
    where d.delivery ->> 'problem' is null
  ), senders as materialized (
    select p.id, p.external_id, p.client_id from public.client_providers p
    where p.provider = p_provider and p.external_id = any (array(select distinct w.sender from words w))
    and not exists (select from public.sender_profiles f where f.sender_id = p.id and f.ramp is not null) -- a planner waits for its words
  ), found as materialized (
    -- Each by its key, as subqueries that cannot become one join: the planner would read the whole ledger for a few dozen words.
    select w.place, w.turn, w.status as word, coalesce(case when isfinite(w.at) then w.at end, app.now()) as at,
      n.client_id, s.id, s.status, s.campaign_id,
      coalesce(w.status in ('sent', 'delivered', 'read')
        and (w."userId" is null or k.contact_id is not null)
        and coalesce(w.client_id::uuid, n.client_id) = n.client_id
        and s.provider_message_id = w."externalId" and coalesce(t.id, s.attempt_id) = s.attempt_id
        and coalesce(t.outcome, a.outcome) <> 'unconfirmed', false) as is_plain
    from words w
    left join senders n on n.external_id = w.sender
    left join lateral (
      select a.id, a.send_id, a.outcome from public.send_attempts a where a.id = w.track and a.sender_id = n.id limit 1) t on true
    left join lateral (
      select o.* from public.sends o where o.id = t.send_id
      union all
      select o.* from public.sends o where t.id is null and o.sender_id = n.id and o.provider_message_id = w."externalId" limit 1) s on true
    left join lateral (
      select a.outcome from public.send_attempts a where t.id is null and a.id = s.attempt_id limit 1) a on true
    left join lateral ( -- not as a condition: that would be looked up in a hash of everybody's names, made for each call
      select k.contact_id from public.contact_aliases k where k.client_id = n.client_id and k.kind = 'bsuid' and k.value = w."userId" limit 1) k on true
  ), plain as (
    select f.place, (array_agg(f.client_id order by f.turn))[1] as client_id, count(*) as applied
    from found f group by f.place having bool_and(f.is_plain)
  ), heard as (
    -- The rule of app.apply_status, for the highest word of each send: what order they are said in makes no difference.
    select f.id, f.campaign_id, min(f.at) as sent_at,
      min(f.at) filter (where f.word <> 'sent') as delivered_at, min(f.at) filter (where f.word = 'read') as read_at,
      case
        when bool_or(f.word = 'read') and f.status not in ('read', 'skipped', 'cancelled') then 'read'
        when bool_or(f.word <> 'sent') and f.status not in ('delivered', 'read', 'skipped', 'cancelled') then 'delivered'
        when f.status in ('pending', 'queued', 'sending', 'unconfirmed') then 'sent'
      end as new_status
    from found f join plain p on p.place = f.place
    group by f.id, f.campaign_id, f.status
  )
  select
    (select jsonb_object_agg(p.place, app.repeated_webhook() ||
      jsonb_build_object('duplicate', false, 'status', 'applied', 'clientId', p.client_id, 'applied', p.applied)) from plain p),
    array_agg(h.id), array_agg(h.new_status), array_agg(h.sent_at), array_agg(h.delivered_at), array_agg(h.read_at),
    array_agg(distinct h.campaign_id) filter (where h.new_status is not null)
  into v_done, v_sends, v_statuses, v_sent, v_delivered, v_read, v_campaigns
  from heard h;

  update public.sends s set
    status       = coalesce(h.new_status, s.status),
    reason       = case when h.new_status is null then s.reason end,
    code         = case when h.new_status is null then s.code end,
    lease_until  = case when h.new_status is null then s.lease_until end,
    sent_at      = least(s.sent_at, h.sent_at),
    delivered_at = least(s.delivered_at, h.delivered_at),
    read_at      = least(s.read_at, h.read_at)
  from unnest(v_sends, v_statuses, v_sent, v_delivered, v_read) h (id, new_status, sent_at, delivered_at, read_at)
  where s.id = h.id;
  perform app.fold_progress_soon(c.id) from unnest(v_campaigns) c (id) where c.id is not null;
  return coalesce(v_done, '{}');
end
$$;
comment on function app.apply_plain_statuses is
  'Applies at once the statuses of those bodies from which nothing but rows of sends follows, and says which: settled attempts, known messages, no failure, no name to learn. The sends are locked already.';
grant execute on function app.apply_plain_statuses to service_role;

create or replace function app.choose_variant(p_test jsonb, p_counts jsonb) returns jsonb
language plpgsql immutable
set search_path = ''
as $$
declare
  v_metric text := p_test ->> 'metric';
  v_shares jsonb;
  v_leader record;
  v_z      float8;
begin
  -- Of those who got it; how many got it at all is asked of those it went out to.
  select coalesce(jsonb_agg(c.one || jsonb_build_object('share', case when b.base > 0 then (c.one ->> v_metric)::float8 / b.base end) order by c.one ->> 'variant'), '[]')
  into v_shares
  from jsonb_array_elements(p_counts) c (one)
  cross join lateral (select (c.one ->> case v_metric when 'delivered' then 'sent' else 'delivered' end)::float8 as base) b;
  select s.one ->> 'variant' as key, (s.one ->> 'share')::float8 as share into v_leader
  from jsonb_array_elements(v_shares) s (one)
  order by (s.one ->> 'share')::float8 desc nulls last, s.one ->> 'variant' limit 1;
  -- Against each of the others by itself: the least certain lead decides.
  select min(case when x.spread > 0 then (v_leader.share - x.share) / x.spread else 0 end) into v_z
  from (
    select (o.one ->> 'share')::float8 as share, sqrt(greatest(0, q.pooled * (1 - q.pooled) * (1 / nullif(l.n, 0) + 1 / nullif(q.n, 0)))) as spread
    from jsonb_array_elements(v_shares) o (one)
    cross join lateral (
      select (s.one ->> case v_metric when 'delivered' then 'sent' else 'delivered' end)::float8 as n, (s.one ->> v_metric)::float8 as hits
      from jsonb_array_elements(v_shares) s (one) where s.one ->> 'variant' = v_leader.key) l
    cross join lateral (
      select (o.one ->> case v_metric when 'delivered' then 'sent' else 'delivered' end)::float8 as n, (o.one ->> v_metric)::float8 as hits) h
    cross join lateral (select h.n, (l.hits + h.hits) / nullif(l.n + h.n, 0) as pooled) q
    where o.one ->> 'variant' <> v_leader.key) x;
  return (
    select jsonb_build_object(
      'winner', case when w.reason = 'proven' then v_leader.key else 'A' end,
      'decision', jsonb_build_object('by', 'rule', 'reason', w.reason, 'metric', v_metric, 'z', round(v_z::numeric, 4), 'counts', v_shares))
    from (
      select case
        when exists (select 1 from jsonb_array_elements(v_shares) s (one) where (s.one ->> 'delivered')::integer < (p_test ->> 'minimumEach')::numeric)
          then 'too-few'
        when v_z >= 1.64 then 'proven'
        else 'no-difference' end as reason) w);
end
$$;
comment on function app.choose_variant is
  'Which variant of a test wins, and why. Pure. proven: the highest share of the metric among those delivered (delivered itself: among those sent), ahead of every other by z >= 1.64 in a two-proportion test (one-sided, 95 %). too-few: a variant has fewer delivered than the minimum. no-difference: the lead may be chance. In both of these A wins.';
grant execute on function app.choose_variant to service_role;

create or replace function app.settle_winner(p_campaign public.campaigns, p_winner text, p_decision jsonb, p_actor uuid) returns void
language plpgsql volatile
set search_path = ''
as $$
declare
  v_released integer;
begin
  update public.campaigns c
  set winner = p_winner, decided_at = app.now(), test_until = app.now(), decision = p_decision where c.id = p_campaign.id;
  update public.sends s set variant = p_winner, reason = null, not_before = app.now()
  where s.campaign_id = p_campaign.id and s.status = 'pending' and s.reason = 'ab-test';
  get diagnostics v_released = row_count;
  perform app.leave_lost_variants(p_campaign.id);
  if p_actor is not null then -- the rule's own decision is kept with the campaign: the audit is of people
    perform app.audit(p_actor, p_campaign.client_id, 'campaign.variant-decided', 'campaign', p_campaign.id::text,
      jsonb_build_object('winner', p_winner, 'released', v_released) || p_decision);
  end if;
  perform app.broadcast('client:' || p_campaign.client_id, 'campaign-variant-decided', jsonb_build_object('campaignId', p_campaign.id, 'winner', p_winner));
end
$$;
comment on function app.settle_winner is 'The rest of a campaign gets this variant, from now on. Callers hold the campaign''s row and know that nothing is decided yet.';
grant execute on function app.settle_winner to service_role;

create or replace function app.end_of_test(p_campaign public.campaigns) returns timestamptz
language plpgsql stable
set search_path = ''
as $$
declare
  v_now   timestamptz := app.now();
  v_after interval := (p_campaign.variants ->> 'decideAfterMinutes')::float8 * interval '1 minute';
  v_last  timestamptz;
  v_open  boolean;
begin
  -- Whom a cap of contacts holds back may have weeks to wait: the test does not wait for those.
  select coalesce(max(s.left_at), p_campaign.started_at), coalesce(bool_or(x.is_open), false) into v_last, v_open
  from public.sends s
  cross join lateral (
    select s.status in ('queued', 'sending') or (s.status = 'pending' and not (
      s.reason in ('frequency-cap', 'campaign-frequency-cap') and s.not_before > v_now)) as is_open) x
  where s.campaign_id = p_campaign.id and s.variant is not null;
  if v_open then
    v_last := greatest(v_now, (
      select max(s.slot_at) from public.sends s where s.campaign_id = p_campaign.id and s.status in ('queued', 'sending')));
  end if;
  return v_last + v_after;
end
$$;
comment on function app.end_of_test is 'When the test of a campaign is decided: so long after its last message has left. While some wait, no earlier than this, and always ahead.';
grant execute on function app.end_of_test to service_role;

create or replace function app.decide_variants() returns integer
language plpgsql volatile
set search_path = ''
as $$
declare
  v_now      timestamptz := app.now();
  v_campaign public.campaigns;
  v_ends_at  timestamptz;
  v_choice   jsonb;
  v_decided  integer := 0;
begin
  -- Whoever comes second leaves what the first one holds, and finds it decided the next time.
  for v_campaign in
    select * from public.campaigns c
    where c.status = 'running' and c.variants is not null and c.winner is null
    and app.is_paused(c.client_id, c.sender_id, c.id) is null
    order by c.id for no key update skip locked
  loop
    v_ends_at := app.end_of_test(v_campaign);
    if v_ends_at > v_now then
      update public.campaigns c set test_until = v_ends_at where c.id = v_campaign.id and c.test_until is distinct from v_ends_at;
      continue;
    end if;
    v_choice := app.choose_variant(v_campaign.variants, app.count_variants(v_campaign.id));
    perform app.settle_winner(v_campaign, v_choice ->> 'winner', v_choice -> 'decision', null);
    v_decided := v_decided + 1;
  end loop;
  return v_decided;
end
$$;
comment on function app.decide_variants is
  'Decides the tests whose time is over, each once, whoever asks; what is paused, halted or ended decides nothing. Of the others it notes until when they go on.';
grant execute on function app.decide_variants to service_role;

create or replace function public.decide_variant(p_actor uuid, p_client_id uuid, p_campaign_id uuid, p_variant text) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
declare
  v_campaign public.campaigns;
begin
  perform app.assert_role(p_actor, p_client_id, array['owner', 'operator']);
  v_campaign := app.lock_campaign(p_client_id, p_campaign_id, array['running', 'halted'], 'campaign.not-running');
  if v_campaign.variants is null then
    raise exception 'campaign has no test' using errcode = 'NV409', hint = 'campaign.no-test';
  elsif v_campaign.winner is not null then
    raise exception 'the test is decided' using errcode = 'NV409', hint = 'campaign.test-decided';
  elsif not p_variant = any (app.variant_keys(v_campaign)) then
    raise exception 'no such variant' using errcode = 'NV409', hint = 'campaign.no-such-variant';
  end if;
  perform app.settle_winner(v_campaign, p_variant, jsonb_build_object('by', 'person', 'reason', 'person', 'metric', v_campaign.variants ->> 'metric',
    'counts', app.choose_variant(v_campaign.variants, app.count_variants(p_campaign_id)) -> 'decision' -> 'counts'), p_actor);
  return app.show_campaign(app.find_campaign(p_client_id, p_campaign_id));
end
$$;
comment on function public.decide_variant is
  'A person ends a test before its time: the rest gets this variant, whoever is in the test keeps its own while its template may be sent. NV404 another tenant''s, NV409 it does not run, has no test or such variant, or is decided.';
revoke execute on function public.decide_variant from public, anon, authenticated;
grant execute on function public.decide_variant to service_role;

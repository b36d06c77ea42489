create or replace function public.finish_campaigns() returns jsonb
language plpgsql volatile
set search_path = ''
as $$
declare
  v_due jsonb;
begin
  update public.campaigns c set status = 'finished', finished_at = app.now()
  where c.id in (
    select g.id from public.campaigns g
    where g.status = 'running' and not app.has_open_sends(g.id)
    for update skip locked);

  -- People are told once the provider's word is in, or after a minute without it.
  with due as (
    select c.id from public.campaigns c
    where c.status = 'finished' and c.announced_at is null and c.announce_lease_until < app.now()
    and (c.finished_at < app.now() - interval '60 seconds'
      or not exists (select 1 from public.sends s where s.campaign_id = c.id and s.status = 'sent'))
    for update skip locked
  ), leased as (
    update public.campaigns c set announce_lease_until = app.now() + interval '60 seconds'
    from due d where c.id = d.id returning c.id, c.client_id, c.name, c.started_at, c.finished_at
  )
  select coalesce(jsonb_agg(jsonb_build_object(
    'campaignId', l.id, 'clientId', l.client_id, 'name', l.name, 'startedAt', l.started_at, 'finishedAt', l.finished_at,
    'counts', app.count_sends(l.id))), '[]')
  into v_due from leased l;
  return v_due;
end
$$;
comment on function public.finish_campaigns is
  'Ends campaigns that have nothing left to send and leases those that people have not been told of; confirm_announcement follows.';
revoke execute on function public.finish_campaigns from public, anon, authenticated;
grant execute on function public.finish_campaigns to service_role;

create or replace function app.count_sends(p_campaign_id uuid) returns jsonb
language sql stable
set search_path = ''
as $$
  select coalesce(jsonb_object_agg(x.status, x.n), '{}')
  from (select s.status, count(*) n from public.sends s where s.campaign_id = p_campaign_id group by s.status) x
$$;
comment on function app.count_sends is 'Recipients of a campaign by status, counted from the rows.';
grant execute on function app.count_sends to service_role;

create or replace function public.confirm_announcement(p_campaign_id uuid) returns void
language sql volatile
set search_path = ''
as $$
  update public.campaigns c set announced_at = app.now() where c.id = p_campaign_id
$$;
comment on function public.confirm_announcement is 'People have been told that this campaign ended.';
revoke execute on function public.confirm_announcement from public, anon, authenticated;
grant execute on function public.confirm_announcement to service_role;

create or replace function app.record_progress() returns trigger
language plpgsql volatile
set search_path = ''
as $$
begin
  insert into public.campaign_progress_deltas (campaign_id, bucket, delta)
  select x.campaign_id, x.bucket, sum(x.delta)::int
  from (
    select n.campaign_id, m.bucket, m.delta
    from old_sends o
    join new_sends n on n.id = o.id
    cross join lateral (values
      (case when o.status in ('pending', 'queued', 'sending') then 'waiting' else o.status end, -1),
      (case when n.status in ('pending', 'queued', 'sending') then 'waiting' else n.status end, 1)) m (bucket, delta)
    where n.campaign_id is not null and o.status <> n.status
  ) x
  group by x.campaign_id, x.bucket
  having sum(x.delta) <> 0;
  return null;
end
$$;
comment on function app.record_progress is 'Appends what a statement changed in a campaign''s counts, so that counters cannot drift from rows.';

create or replace trigger record_progress
  after update on public.sends
  referencing old table as old_sends new table as new_sends
  for each statement execute function app.record_progress();

create or replace function app.record_progress() returns trigger
language plpgsql volatile
set search_path = ''
as $$
declare
  v_waiting text[] := '{pending,queued,sending}';
  v_from    text;
  v_to      text;
  v_id      uuid;
begin
  if (select count(*) from new_sends) = 1 then
    -- What every claim, outcome and status does, and what the statement below would make many times dearer.
    select case when o.status = any (v_waiting) then 'waiting' else o.status end, case when n.status = any (v_waiting) then 'waiting' else n.status end, n.campaign_id
    into v_from, v_to, v_id from old_sends o cross join new_sends n;
    if v_id is not null and v_from <> v_to then
      insert into public.campaign_progress_deltas (campaign_id, bucket, delta) values (v_id, v_from, -1), (v_id, v_to, 1);
    end if;
    return null;
  end if;

  insert into public.campaign_progress_deltas (campaign_id, bucket, delta)
  select x.campaign_id, x.bucket, sum(x.delta)::int
  from (
    select n.campaign_id, m.bucket, m.delta
    from old_sends o
    join new_sends n on n.id = o.id
    cross join lateral (values
      (case when o.status = any (v_waiting) then 'waiting' else o.status end, -1),
      (case when n.status = any (v_waiting) then 'waiting' else n.status end, 1)) m (bucket, delta)
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

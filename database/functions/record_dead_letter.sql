create or replace function public.record_dead_letter(p_topic text, p_message_id text, p_reason text, p_body text) returns boolean
language sql volatile
set search_path = ''
as $$
  insert into public.dead_letters as d (topic, message_id, reason, body)
  values (left(p_topic, 200), left(p_message_id, 200), left(p_reason, 500), left(p_body, 20000))
  on conflict (topic, message_id) do update set occurrences = d.occurrences + 1, reason = excluded.reason, resolved_at = null
  returning d.occurrences = 1
$$;
comment on function public.record_dead_letter is 'Keeps a push that no retry can mend; true the first time it is seen. One that comes again is open again.';
revoke execute on function public.record_dead_letter from public, anon, authenticated;
grant execute on function public.record_dead_letter to service_role;

create or replace function public.begin_job_run(p_job text, p_run_key text, p_lease_seconds integer default 300) returns boolean
language sql volatile
set search_path = ''
as $$
  with begun as (
    insert into public.job_runs as j (job, run_key, lease_until)
    values (p_job, p_run_key, app.now() + make_interval(secs => greatest(1, p_lease_seconds)))
    on conflict (job, run_key) do update set lease_until = excluded.lease_until, started_at = app.now()
    where j.finished_at is null and j.lease_until < app.now()
    returning 1
  )
  select exists (select 1 from begun)
$$;
comment on function public.begin_job_run is 'True for the one who may do this run; a run whose worker died may begin again after its lease.';
revoke execute on function public.begin_job_run from public, anon, authenticated;
grant execute on function public.begin_job_run to service_role;

create or replace function public.finish_job_run(p_job text, p_run_key text, p_outcome text) returns void
language sql volatile
set search_path = ''
as $$
  update public.job_runs j set finished_at = app.now(), outcome = p_outcome
  where j.job = p_job and j.run_key = p_run_key and j.finished_at is null
$$;
comment on function public.finish_job_run is 'Ends a run for good: it will not begin again.';
revoke execute on function public.finish_job_run from public, anon, authenticated;
grant execute on function public.finish_job_run to service_role;

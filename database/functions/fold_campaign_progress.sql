create or replace function public.fold_campaign_progress(p_campaign_id uuid default null) returns integer
language plpgsql volatile
set search_path = ''
as $$
declare
  v_campaign uuid;
  v_folded   integer := 0;
begin
  for v_campaign in
    select distinct d.campaign_id from public.campaign_progress_deltas d
    where d.campaign_id = p_campaign_id
    -- Rounds come as they please, and viewers are told twice a second: what is too soon is for the next outcome, or the next round.
    or p_campaign_id is null and not exists (
      select 1 from public.campaign_progress p
      where p.campaign_id = d.campaign_id and p.broadcast_at >= app.now() - interval '500 milliseconds')
  loop
    if pg_try_advisory_xact_lock(hashtextextended('fold:' || v_campaign, 0)) then
      perform app.fold_progress(v_campaign);
      v_folded := v_folded + 1;
    end if;
  end loop;
  return v_folded;
end
$$;
comment on function public.fold_campaign_progress is
  'Folds what is left over and broadcasts: of one campaign at once, of all where viewers have not been told within half a second. How many campaigns changed.';
revoke execute on function public.fold_campaign_progress from public, anon, authenticated;
grant execute on function public.fold_campaign_progress to service_role;

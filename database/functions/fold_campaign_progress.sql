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
    where p_campaign_id is null or d.campaign_id = p_campaign_id
  loop
    if pg_try_advisory_xact_lock(hashtextextended('fold:' || v_campaign, 0)) then
      perform app.fold_progress(v_campaign);
      v_folded := v_folded + 1;
    end if;
  end loop;
  return v_folded;
end
$$;
comment on function public.fold_campaign_progress is 'Folds what is left over, for one campaign or all, and broadcasts; how many campaigns changed.';
revoke execute on function public.fold_campaign_progress from public, anon, authenticated;
grant execute on function public.fold_campaign_progress to service_role;

create or replace function app.profile_changed() returns trigger
language plpgsql volatile
set search_path = ''
as $$
begin
  insert into public.sender_states (sender_id, client_id)
  values (new.sender_id, new.client_id)
  on conflict (sender_id) do update
  set plan_version = public.sender_states.plan_version + 1, blocked_reason = null, blocked_until = null;
  return null;
end
$$;
comment on function app.profile_changed is 'A sender has a state as soon as it has a profile; a changed profile makes plans in progress lose.';

create or replace trigger profile_changed
  after insert or update on public.sender_profiles
  for each row execute function app.profile_changed();

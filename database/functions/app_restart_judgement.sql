create or replace function app.restart_judgement() returns trigger
language plpgsql volatile
set search_path = ''
as $$
begin
  if tg_table_name = 'client_providers' then
    update public.sender_states s set judged_since = app.now() where s.sender_id = new.id;
  elsif new.scope = 'sender' then
    update public.sender_states s set judged_since = app.now() where s.sender_id = new.sender_id;
  elsif new.scope = 'campaign' then
    update public.campaigns c set judged_since = app.now() where c.id = new.campaign_id;
  end if;
  return null;
end
$$;
comment on function app.restart_judgement is 'Whoever a person lets go on is judged by what happens from now on: the breaker does not trip again on old failures.';

create or replace trigger restart_judgement
  after insert on public.pause_events
  for each row when (new.action = 'resume') execute function app.restart_judgement();

create or replace trigger restart_judgement
  after update of status on public.client_providers
  for each row when (new.status = 'active' and old.status <> 'active') execute function app.restart_judgement();

create or replace function app.close_gate_first() returns trigger
language plpgsql volatile
set search_path = ''
as $$
begin
  perform app.close_send_gate();
  return null;
end
$$;
comment on function app.close_gate_first is
  'What holds sends back waits for claims in progress and holds new ones, however it is written. Before the statement, because a claim may want the very row.';

create or replace trigger close_gate_first
  before update of status on public.clients
  for each statement execute function app.close_gate_first();
create or replace trigger close_gate_first
  before update of status on public.client_providers
  for each statement execute function app.close_gate_first();
create or replace trigger close_gate_first
  before insert on public.opt_outs
  for each statement execute function app.close_gate_first();
-- Also gives events their ids in the order in which they take effect.
create or replace trigger close_gate_first
  before insert on public.pause_events
  for each statement execute function app.close_gate_first();

create or replace function app.tenant_of_letter(p_body text) returns uuid
language plpgsql stable
set search_path = ''
as $$
declare
  v_data jsonb;
begin
  -- As Pub/Sub pushed it: {message: {data: base64 of {data: {…ids}}}}.
  v_data := convert_from(decode(rpad(
    translate(p_body::jsonb -> 'message' ->> 'data', '-_', '+/'),
    (4 * ceil(length(p_body::jsonb -> 'message' ->> 'data') / 4.0))::integer, '='), 'base64'), 'utf8')::jsonb -> 'data';
  return coalesce(
    (select s.client_id from public.sends s where s.id = (v_data ->> 'sendId')::uuid),
    (select c.client_id from public.campaigns c where c.id = (v_data ->> 'campaignId')::uuid),
    (select c.id from public.clients c where c.id = (v_data ->> 'clientId')::uuid));
exception when others then
  return null; -- what cannot be read is kept all the same, for whoever runs the platform
end
$$;
comment on function app.tenant_of_letter is 'Whose work a dead letter was, by the ids in its body; null where that cannot be read.';
revoke execute on function app.tenant_of_letter from public, anon, authenticated;
grant execute on function app.tenant_of_letter to service_role;

create or replace function app.name_tenant() returns trigger
language plpgsql volatile
set search_path = ''
as $$
begin
  new.client_id := coalesce(new.client_id, app.tenant_of_letter(new.body));
  return new;
end
$$;
comment on function app.name_tenant is 'A dead letter is its tenant''s as soon as it is recorded.';

create or replace trigger name_tenant
  before insert on public.dead_letters
  for each row execute function app.name_tenant();

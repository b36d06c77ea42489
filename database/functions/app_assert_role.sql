create or replace function app.assert_role(p_actor uuid, p_client_id uuid, p_roles text[]) returns text
language plpgsql stable
set search_path = ''
as $$
declare
  v_role     text := (select m.role from public.members m where m.client_id = p_client_id and m.user_id = p_actor);
  v_is_admin boolean := exists (select 1 from public.platform_admins a where a.user_id = p_actor);
begin
  if v_role = any (p_roles) then
    return v_role;
  elsif p_client_id is not null and v_role is null
  and not (v_is_admin and exists (select 1 from public.clients c where c.id = p_client_id)) then
    -- To whoever is no member, another tenant's id and no id at all are the same.
    raise exception 'no such client' using errcode = 'NV404', hint = 'client.not-found';
  elsif v_is_admin and 'platform_admin' = any (p_roles) then
    return 'platform_admin';
  end if;
  raise exception 'needs one of %', array_to_string(p_roles, ', ') using errcode = 'NV403', hint = 'role.not-enough';
end
$$;
comment on function app.assert_role is
  'The role by which a person may do something of a tenant (no tenant: of the platform). NV404 when not a member, NV403 when the role does not do.';
revoke execute on function app.assert_role from public, anon, authenticated;
grant execute on function app.assert_role to service_role;

create or replace function app.audit(
  p_actor uuid, p_client_id uuid, p_action text, p_subject_kind text, p_subject_id text, p_details jsonb default '{}') returns void
language sql volatile
set search_path = ''
as $$
  insert into public.audit_events (client_id, actor, action, subject_kind, subject_id, details, at)
  values (p_client_id, p_actor, p_action, p_subject_kind, p_subject_id, jsonb_strip_nulls(p_details), app.now())
$$;
comment on function app.audit is 'Notes who did what. Details hold no secrets and nothing of contacts.';
revoke execute on function app.audit from public, anon, authenticated;
grant execute on function app.audit to service_role;

create or replace function app.find_account(p_user_id uuid, p_email text) returns table (id uuid, email text)
language sql stable security definer
set search_path = ''
as $$
  -- An address that was never confirmed may be somebody else's.
  select u.id, u.email::text from auth.users u
  where u.id = p_user_id or (p_user_id is null and u.email = lower(p_email) and u.email_confirmed_at is not null)
  order by u.created_at limit 1
$$;
comment on function app.find_account is
  'The account with this id, else with this confirmed address. Security definer, because accounts are the platform''s: services see no more of them than this.';
revoke execute on function app.find_account from public, anon, authenticated;
grant execute on function app.find_account to service_role;

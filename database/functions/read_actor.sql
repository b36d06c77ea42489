create or replace function public.read_actor(p_actor uuid) returns jsonb
language sql stable
set search_path = ''
as $$
  select jsonb_build_object(
    'userId', p_actor,
    'email', (select a.email from app.find_account(p_actor, null) a),
    'isPlatformAdmin', exists (select 1 from public.platform_admins a where a.user_id = p_actor),
    'memberships', coalesce((
      select jsonb_agg(jsonb_build_object(
        'clientId', c.id, 'slug', c.slug, 'name', c.name, 'status', c.status, 'role', m.role) order by c.name, c.id)
      from public.members m join public.clients c on c.id = m.client_id
      where m.user_id = p_actor), '[]'))
$$;
comment on function public.read_actor is 'Who a person is here: their tenants with the role in each. Of a stranger: nobody, without an error.';
revoke execute on function public.read_actor from public, anon, authenticated;
grant execute on function public.read_actor to service_role;

create or replace function public.make_platform_admin(p_email text) returns uuid
language plpgsql volatile
set search_path = ''
as $$
declare
  v_user uuid := (select a.id from app.find_account(null, p_email) a);
begin
  if v_user is null then
    raise exception 'no account with this confirmed address' using errcode = 'NV404', hint = 'account.not-found';
  end if;
  insert into public.platform_admins (user_id) values (v_user) on conflict (user_id) do nothing;
  if found then
    perform app.audit(v_user, null, 'platform-admin.made', 'user', v_user::text, '{}');
  end if;
  return v_user;
end
$$;
comment on function public.make_platform_admin is
  'Makes an account run the platform; its id. Called from outside (SQL editor, command line), never by platform-api. Safe to repeat. NV404 without such an account.';
revoke execute on function public.make_platform_admin from public, anon, authenticated;
grant execute on function public.make_platform_admin to service_role;

create or replace function app.show_member(p_client_id uuid, p_user_id uuid) returns jsonb
language sql stable
set search_path = ''
as $$
  select jsonb_build_object('userId', m.user_id, 'email', a.email, 'role', m.role, 'since', m.created_at)
  from public.members m left join lateral app.find_account(m.user_id, null) a on true
  where m.client_id = p_client_id and m.user_id = p_user_id
$$;
comment on function app.show_member is 'A member as people see them; null when there is none.';
revoke execute on function app.show_member from public, anon, authenticated;
grant execute on function app.show_member to service_role;

create or replace function app.assert_owner_remains(p_client_id uuid, p_without uuid) returns void
language plpgsql volatile
set search_path = ''
as $$
begin
  if exists (select 1 from public.members m where m.client_id = p_client_id and m.user_id = p_without and m.role = 'owner')
  and not exists (select 1 from public.members m where m.client_id = p_client_id and m.user_id <> p_without and m.role = 'owner') then
    raise exception 'the last owner stays' using errcode = 'NV409', hint = 'member.last-owner';
  end if;
end
$$;
comment on function app.assert_owner_remains is 'NV409 when a tenant would be left without an owner. The caller holds the tenant''s row.';
revoke execute on function app.assert_owner_remains from public, anon, authenticated;
grant execute on function app.assert_owner_remains to service_role;

create or replace function public.list_members(p_actor uuid, p_client_id uuid) returns jsonb
language plpgsql stable
set search_path = ''
as $$
begin
  perform app.assert_role(p_actor, p_client_id, array['owner', 'operator', 'attendant', 'platform_admin']);
  return coalesce((
    select jsonb_agg(app.show_member(m.client_id, m.user_id) order by m.created_at, m.user_id)
    from public.members m where m.client_id = p_client_id), '[]');
end
$$;
comment on function public.list_members is 'Who may see a tenant, oldest first.';
revoke execute on function public.list_members from public, anon, authenticated;
grant execute on function public.list_members to service_role;

create or replace function public.add_member(p_actor uuid, p_client_id uuid, p_user_id uuid, p_email text, p_role text) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
declare
  v_user uuid;
begin
  perform app.assert_role(p_actor, p_client_id, array['owner', 'platform_admin']);
  select a.id into v_user from app.find_account(p_user_id, p_email) a;
  if v_user is null then
    raise exception 'no such account' using errcode = 'NV404', hint = 'account.not-found';
  end if;
  insert into public.members (client_id, user_id, role) values (p_client_id, v_user, p_role) on conflict do nothing;
  if found then
    perform app.audit(p_actor, p_client_id, 'member.added', 'user', v_user::text, jsonb_build_object('role', p_role));
  elsif not exists (select 1 from public.members m where m.client_id = p_client_id and m.user_id = v_user and m.role = p_role) then
    raise exception 'member already, in another role' using errcode = 'NV409', hint = 'member.exists';
  end if;
  return app.show_member(p_client_id, v_user);
end
$$;
comment on function public.add_member is
  'Lets an account see a tenant, found by id, else by its confirmed address. NV404 without such an account, NV409 when it is a member in another role.';
revoke execute on function public.add_member from public, anon, authenticated;
grant execute on function public.add_member to service_role;

create or replace function public.change_member(p_actor uuid, p_client_id uuid, p_user_id uuid, p_role text) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
declare
  v_before text;
begin
  perform app.assert_role(p_actor, p_client_id, array['owner', 'platform_admin']);
  perform 1 from public.clients c where c.id = p_client_id for update; -- of two owners who leave at one moment the second sees the first gone
  select m.role into v_before from public.members m where m.client_id = p_client_id and m.user_id = p_user_id;
  if not found then
    raise exception 'no such member' using errcode = 'NV404', hint = 'member.not-found';
  elsif v_before <> p_role then
    perform app.assert_owner_remains(p_client_id, p_user_id);
    update public.members m set role = p_role where m.client_id = p_client_id and m.user_id = p_user_id;
    perform app.audit(p_actor, p_client_id, 'member.changed', 'user', p_user_id::text, jsonb_build_object('from', v_before, 'to', p_role));
  end if;
  return app.show_member(p_client_id, p_user_id);
end
$$;
comment on function public.change_member is 'Gives a member another role. NV404 without such a member, NV409 for the last owner.';
revoke execute on function public.change_member from public, anon, authenticated;
grant execute on function public.change_member to service_role;

create or replace function public.remove_member(p_actor uuid, p_client_id uuid, p_user_id uuid) returns void
language plpgsql volatile
set search_path = ''
as $$
declare
  v_before text;
begin
  perform app.assert_role(p_actor, p_client_id, array['owner', 'platform_admin']);
  perform 1 from public.clients c where c.id = p_client_id for update;
  perform app.assert_owner_remains(p_client_id, p_user_id);
  delete from public.members m where m.client_id = p_client_id and m.user_id = p_user_id returning m.role into v_before;
  if not found then
    raise exception 'no such member' using errcode = 'NV404', hint = 'member.not-found';
  end if;
  perform app.audit(p_actor, p_client_id, 'member.removed', 'user', p_user_id::text, jsonb_build_object('role', v_before));
end
$$;
comment on function public.remove_member is 'Ends what an account may see of a tenant, at once. NV404 without such a member, NV409 for the last owner.';
revoke execute on function public.remove_member from public, anon, authenticated;
grant execute on function public.remove_member to service_role;

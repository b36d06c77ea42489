create or replace function public.list_feature_flags(p_actor uuid) returns jsonb
language plpgsql stable
set search_path = ''
as $$
begin
  perform app.assert_role(p_actor, null, array['platform_admin']);
  return coalesce((
    select jsonb_agg(jsonb_build_object('key', f.key, 'value', f.value, 'description', f.description, 'updatedAt', f.updated_at) order by f.key)
    from public.feature_flags f), '[]');
end
$$;
comment on function public.list_feature_flags is 'The switches of the whole platform.';
revoke execute on function public.list_feature_flags from public, anon, authenticated;
grant execute on function public.list_feature_flags to service_role;

create or replace function public.set_feature_flag(p_actor uuid, p_key text, p_value jsonb) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
declare
  v_before jsonb;
begin
  perform app.assert_role(p_actor, null, array['platform_admin']);
  select f.value into v_before from public.feature_flags f where f.key = p_key for update;
  if not found then
    raise exception 'no such flag' using errcode = 'NV404', hint = 'flag.not-found';
  elsif v_before <> p_value then
    update public.feature_flags f set value = p_value where f.key = p_key;
    perform app.audit(p_actor, null, 'flag.changed', 'flag', p_key, jsonb_build_object('from', v_before, 'to', p_value));
  end if;
  return (
    select jsonb_build_object('key', f.key, 'value', f.value, 'description', f.description, 'updatedAt', f.updated_at)
    from public.feature_flags f where f.key = p_key);
end
$$;
comment on function public.set_feature_flag is 'Turns a switch that the code knows. NV404 for any other.';
revoke execute on function public.set_feature_flag from public, anon, authenticated;
grant execute on function public.set_feature_flag to service_role;

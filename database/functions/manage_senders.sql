create or replace function app.show_sender(p_sender public.client_providers, p_role text) returns jsonb
language sql stable
set search_path = ''
as $$
  select jsonb_build_object(
    'id', p_sender.id, 'provider', p_sender.provider, 'name', p_sender.name, 'externalId', p_sender.external_id,
    'accountId', p_sender.account_id, 'apiUrl', case when p_role = 'owner' then p_sender.api_url end,
    'status', p_sender.status, 'statusReason', p_sender.status_reason, 'priority', p_sender.priority,
    'paused', app.is_paused(p_sender.client_id, p_sender.id, null) is not null,
    'hasCredentials', p_sender.credentials is not null, 'credentialsHint', p_sender.credentials_hint,
    'credentialsSetAt', p_sender.credentials_set_at,
    'activatedAt', p_sender.activated_at, 'createdAt', p_sender.created_at, 'profile', app.show_profile(p_sender.id))
$$;
comment on function app.show_sender is 'A sender as people see it: of its credentials only that there are some and how they end, the address only to owners.';
revoke execute on function app.show_sender from public, anon, authenticated;
grant execute on function app.show_sender to service_role;

create or replace function app.find_sender(p_client_id uuid, p_sender_id uuid) returns public.client_providers
language plpgsql stable
set search_path = ''
as $$
declare
  v_sender public.client_providers;
begin
  select * into v_sender from public.client_providers p where p.id = p_sender_id and p.client_id = p_client_id;
  if not found then
    raise exception 'no such sender of this client' using errcode = 'NV404', hint = 'sender.not-found';
  end if;
  return v_sender;
end
$$;
comment on function app.find_sender is 'A sender of a tenant. NV404 when it is another''s or none.';
revoke execute on function app.find_sender from public, anon, authenticated;
grant execute on function app.find_sender to service_role;

create or replace function public.list_senders(p_actor uuid, p_client_id uuid, p_sender_id uuid default null) returns jsonb
language plpgsql stable
set search_path = ''
as $$
declare
  v_role text := app.assert_role(p_actor, p_client_id, array['owner', 'operator', 'attendant']);
begin
  if p_sender_id is not null then
    perform app.find_sender(p_client_id, p_sender_id);
  end if;
  return coalesce((
    select jsonb_agg(app.show_sender(p, v_role) order by p.priority, p.created_at, p.id)
    from public.client_providers p where p.client_id = p_client_id and (p_sender_id is null or p.id = p_sender_id)), '[]');
end
$$;
comment on function public.list_senders is 'The senders of a tenant, or one of them. NV404 when that one is not the tenant''s.';
revoke execute on function public.list_senders from public, anon, authenticated;
grant execute on function public.list_senders to service_role;

create or replace function public.create_sender(p_actor uuid, p_client_id uuid, p_id uuid, p_sender jsonb, p_profile jsonb) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
declare
  v_role   text := app.assert_role(p_actor, p_client_id, array['owner']);
  v_sender public.client_providers;
begin
  perform app.close_send_gate();
  insert into public.client_providers as p (
    id, client_id, provider, external_id, name, account_id, api_url, portfolio_id, priority, credentials, credentials_hint, credentials_set_at)
  values (
    p_id, p_client_id, p_sender ->> 'provider', p_sender ->> 'externalId', p_sender ->> 'name', p_sender ->> 'accountId',
    p_sender ->> 'apiUrl', p_profile ->> 'portfolioId', coalesce((p_sender ->> 'priority')::integer, 100),
    p_sender ->> 'credentials', p_sender ->> 'credentialsHint', case when p_sender ->> 'credentials' is not null then app.now() end)
  on conflict do nothing returning * into v_sender;
  if not found then
    select * into v_sender from public.client_providers p where p.id = p_id and p.client_id = p_client_id;
    if not found then
      raise exception 'the number is registered already' using errcode = 'NV409', hint = 'sender.number-taken';
    end if;
    return app.show_sender(v_sender, v_role); -- the same request again
  end if;
  perform app.save_profile(p_id, p_client_id, p_profile);
  perform app.audit(p_actor, p_client_id, 'sender.created', 'sender', p_id::text, jsonb_build_object(
    'provider', v_sender.provider, 'hasCredentials', v_sender.credentials is not null, 'profile', p_profile));
  return app.show_sender(v_sender, v_role);
end
$$;
comment on function public.create_sender is
  'Makes a sender with its sealed credentials and its profile; the same id again gives the one that it made. NV409 when its number is registered already.';
revoke execute on function public.create_sender from public, anon, authenticated;
grant execute on function public.create_sender to service_role;

create or replace function public.change_sender(p_actor uuid, p_client_id uuid, p_sender_id uuid, p_change jsonb) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
declare
  v_role   text := app.assert_role(p_actor, p_client_id, array['owner']);
  v_before public.client_providers := app.find_sender(p_client_id, p_sender_id);
  v_sender public.client_providers;
begin
  update public.client_providers p set
    name = coalesce(p_change ->> 'name', p.name),
    account_id = case when p_change ? 'accountId' then p_change ->> 'accountId' else p.account_id end,
    priority = coalesce((p_change ->> 'priority')::integer, p.priority)
  where p.id = p_sender_id returning * into v_sender;
  if (v_before.name, v_before.account_id, v_before.priority) is distinct from (v_sender.name, v_sender.account_id, v_sender.priority) then
    perform app.audit(p_actor, p_client_id, 'sender.changed', 'sender', p_sender_id::text, p_change);
  end if;
  return app.show_sender(v_sender, v_role);
end
$$;
comment on function public.change_sender is 'Renames a sender, or changes its account or its place in the order.';
revoke execute on function public.change_sender from public, anon, authenticated;
grant execute on function public.change_sender to service_role;

create or replace function public.change_sender_profile(p_actor uuid, p_client_id uuid, p_sender_id uuid, p_profile jsonb) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
declare
  v_role   text := app.assert_role(p_actor, p_client_id, array['owner']);
  v_before jsonb;
  v_after  jsonb;
  v_key    text;
  v_change jsonb := '{}';
begin
  perform app.close_send_gate(); -- claims in progress end by the old profile, none begins by half of the new one
  perform app.find_sender(p_client_id, p_sender_id);
  v_before := app.show_profile(p_sender_id);
  update public.client_providers p set portfolio_id = p_profile ->> 'portfolioId'
  where p.id = p_sender_id and p.portfolio_id is distinct from p_profile ->> 'portfolioId';
  perform app.save_profile(p_sender_id, p_client_id, p_profile);
  v_after := app.show_profile(p_sender_id);
  for v_key in select k from jsonb_object_keys(v_after) k where v_after -> k is distinct from v_before -> k loop
    v_change := v_change || jsonb_build_object(v_key, jsonb_build_array(v_before -> v_key, v_after -> v_key));
  end loop;
  if v_change <> '{}' then
    perform app.audit(p_actor, p_client_id, 'sender.profile-changed', 'sender', p_sender_id::text, v_change);
  end if;
  return app.show_sender(app.find_sender(p_client_id, p_sender_id), v_role);
end
$$;
comment on function public.change_sender_profile is 'Gives a sender another profile, which holds at once; the audit has each value before and after.';
revoke execute on function public.change_sender_profile from public, anon, authenticated;
grant execute on function public.change_sender_profile to service_role;

create or replace function public.set_sender_credentials(
  p_actor uuid, p_client_id uuid, p_sender_id uuid, p_provider text, p_credentials text, p_hint text, p_api_url text) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
declare
  v_role   text := app.assert_role(p_actor, p_client_id, array['owner']);
  v_sender public.client_providers;
begin
  v_sender := app.find_sender(p_client_id, p_sender_id);
  if v_sender.provider <> p_provider then
    raise exception 'sender is of %', v_sender.provider using errcode = 'NV409', hint = 'sender.other-provider';
  end if;
  update public.client_providers p
  set credentials = p_credentials, credentials_hint = p_hint, credentials_set_at = app.now(), api_url = p_api_url
  where p.id = p_sender_id returning * into v_sender;
  perform app.audit(p_actor, p_client_id, 'sender.credentials-set', 'sender', p_sender_id::text, '{}');
  return app.show_sender(v_sender, v_role);
end
$$;
comment on function public.set_sender_credentials is
  'Replaces the sealed credentials of a sender, together with the address that they are sent to: known ones never follow to another address. NV409 when they are of another provider.';
revoke execute on function public.set_sender_credentials from public, anon, authenticated;
grant execute on function public.set_sender_credentials to service_role;

create or replace function public.switch_sender(p_actor uuid, p_client_id uuid, p_sender_id uuid, p_action text, p_reason text) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
declare
  v_roles  text[] := case p_action when 'reactivate' then array['owner', 'operator'] else array['owner'] end;
  v_role   text := app.assert_role(p_actor, p_client_id, v_roles);
  v_sender public.client_providers;
  v_from   text[] := case p_action
    when 'reactivate' then array['quarantined', 'disconnected']
    when 'enable' then array['disabled']
    when 'disable' then array['active', 'quarantined', 'disconnected'] end;
begin
  perform app.close_send_gate();
  v_sender := app.find_sender(p_client_id, p_sender_id);
  if not v_sender.status = any (v_from) then
    raise exception 'sender is %', v_sender.status using errcode = 'NV409', hint = 'sender.status-conflict';
  end if;
  update public.client_providers p
  set status = case p_action when 'disable' then 'disabled' else 'active' end, status_reason = case p_action when 'disable' then p_reason end
  where p.id = p_sender_id;
  perform app.audit(p_actor, p_client_id, 'sender.' || p_action || 'd', 'sender', p_sender_id::text,
    jsonb_build_object('from', v_sender.status, 'why', v_sender.status_reason, 'reason', p_reason));
  return app.show_sender(app.find_sender(p_client_id, p_sender_id), v_role);
end
$$;
comment on function public.switch_sender is
  'Disables or enables a sender (owner), or lets one go on that was quarantined or disconnected (reactivate): from then on it is judged anew. NV409 when it is in no such state.';
revoke execute on function public.switch_sender from public, anon, authenticated;
grant execute on function public.switch_sender to service_role;

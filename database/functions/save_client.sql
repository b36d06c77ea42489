create or replace function public.save_client(p_id uuid, p_slug text, p_name text) returns uuid
language sql volatile
set search_path = ''
as $$
  insert into public.clients (id, slug, name) values (p_id, p_slug, p_name)
  on conflict (slug) do update set name = excluded.name
  returning id
$$;
comment on function public.save_client is 'Makes or renames a tenant, by slug; its id.';
revoke execute on function public.save_client from public, anon, authenticated;
grant execute on function public.save_client to service_role;

create or replace function public.save_sender(
  p_id uuid, p_client_id uuid, p_provider text, p_external_id text, p_name text, p_api_url text, p_credentials text, p_profile jsonb)
returns uuid
language plpgsql volatile
set search_path = ''
as $$
begin
  perform app.close_send_gate(); -- first, as everybody else does who changes a sender
  insert into public.client_providers (id, client_id, provider, external_id, name, api_url, credentials, portfolio_id)
  values (p_id, p_client_id, p_provider, p_external_id, p_name, p_api_url, p_credentials, p_profile ->> 'portfolioId')
  on conflict (id) do update
  set name = excluded.name, api_url = excluded.api_url, credentials = excluded.credentials, portfolio_id = excluded.portfolio_id
  where public.client_providers.client_id = excluded.client_id;
  if not found then
    raise exception 'sender belongs to another client' using errcode = 'NV409';
  end if;
  perform app.save_profile(p_id, p_client_id, p_profile);
  return p_id;
end
$$;
comment on function public.save_sender is 'Makes or changes a sender with its sealed credentials and its pacing profile. NV409 when the id is another tenant''s.';
revoke execute on function public.save_sender from public, anon, authenticated;
grant execute on function public.save_sender to service_role;

create or replace function public.save_webhook_endpoint(p_id uuid, p_client_id uuid, p_provider text, p_secret text) returns uuid
language plpgsql volatile
set search_path = ''
as $$
begin
  insert into public.webhook_endpoints as e (id, client_id, provider, secret)
  values (p_id, p_client_id, p_provider, p_secret)
  on conflict (id) do update set secret = excluded.secret
  where e.client_id = excluded.client_id and e.provider = excluded.provider;
  if not found then
    raise exception 'endpoint belongs to another client or provider' using errcode = 'NV409';
  end if;
  return p_id;
end
$$;
comment on function public.save_webhook_endpoint is
  'Makes an address a provider may post to, or changes its sealed secret. NV409 when the id is another tenant''s or provider''s.';
revoke execute on function public.save_webhook_endpoint from public, anon, authenticated;
grant execute on function public.save_webhook_endpoint to service_role;

create or replace function public.find_webhook_endpoint(p_id uuid) returns jsonb
language sql stable
set search_path = ''
as $$
  select jsonb_build_object('id', e.id, 'clientId', e.client_id, 'provider', e.provider, 'secret', e.secret)
  from public.webhook_endpoints e join public.clients c on c.id = e.client_id
  where e.id = p_id and e.enabled
$$;
comment on function public.find_webhook_endpoint is 'The tenant and sealed secret behind an address, or null.';
revoke execute on function public.find_webhook_endpoint from public, anon, authenticated;
grant execute on function public.find_webhook_endpoint to service_role;

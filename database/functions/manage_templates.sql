create or replace function app.newest_templates(p_client_id uuid) returns setof public.templates
language sql stable
set search_path = ''
as $$
  -- Texts named campaign:<id> are what campaigns of people keep their own words in.
  select distinct on (t.kind, t.name, t.language, t.account_id) t.* from public.templates t
  where t.client_id = p_client_id and t.name not like 'campaign:%'
  order by t.kind, t.name, t.language, t.account_id, t.version desc
$$;
comment on function app.newest_templates is 'Of each template of a tenant the newest version.';
revoke execute on function app.newest_templates from public, anon, authenticated;
grant execute on function app.newest_templates to service_role;

create or replace function app.show_template(p_template public.templates) returns jsonb
language sql stable
set search_path = ''
as $$
  select jsonb_build_object(
    'id', p_template.id, 'name', p_template.name, 'language', p_template.language, 'version', p_template.version,
    'kind', p_template.kind, 'category', p_template.category, 'body', p_template.body, 'components', p_template.definition,
    'parameterFormat', p_template.parameter_format, 'status', p_template.status, 'quality', p_template.quality,
    'accountId', p_template.account_id, 'senderId', p_template.sender_id, 'syncedAt', p_template.synced_at,
    'createdAt', p_template.created_at, 'updatedAt', p_template.updated_at)
$$;
comment on function app.show_template is 'A template as people see it.';
revoke execute on function app.show_template from public, anon, authenticated;
grant execute on function app.show_template to service_role;

create or replace function public.list_templates(
  p_actor uuid, p_client_id uuid, p_kind text default null, p_status text default null, p_after uuid default null, p_limit integer default 50) returns jsonb
language plpgsql stable
set search_path = ''
as $$
begin
  perform app.assert_role(p_actor, p_client_id, array['owner', 'operator', 'attendant']);
  return (
    with page as (
      select t as template, row_number() over (order by t.name, t.language, t.id) as n from app.newest_templates(p_client_id) t
      where (p_kind is null or t.kind = p_kind) and (p_status is null or t.status = p_status)
      and (p_after is null or (t.name, t.language, t.id) > (
        select a.name, a.language, a.id from public.templates a where a.id = p_after and a.client_id = p_client_id))
      order by t.name, t.language, t.id limit p_limit + 1
    )
    select jsonb_build_object(
      'items', coalesce(jsonb_agg(app.show_template(g.template) order by g.n) filter (where g.n <= p_limit), '[]'),
      'next', case when count(*) > p_limit then max((g.template).id::text) filter (where g.n = p_limit) end)
    from page g);
end
$$;
comment on function public.list_templates is 'The newest version of each template of a tenant, by name.';
revoke execute on function public.list_templates from public, anon, authenticated;
grant execute on function public.list_templates to service_role;

create or replace function public.read_template(p_actor uuid, p_client_id uuid, p_template_id uuid) returns jsonb
language plpgsql stable
set search_path = ''
as $$
declare
  v_template public.templates;
begin
  perform app.assert_role(p_actor, p_client_id, array['owner', 'operator', 'attendant']);
  select * into v_template from public.templates t where t.id = p_template_id and t.client_id = p_client_id;
  if not found then
    raise exception 'no such template of this client' using errcode = 'NV404', hint = 'template.not-found';
  end if;
  return app.show_template(v_template) || jsonb_build_object('versions', (
    select jsonb_agg(jsonb_build_object('id', t.id, 'version', t.version, 'createdAt', t.created_at) order by t.version desc)
    from public.templates t
    where t.client_id = p_client_id and t.kind = v_template.kind and t.name = v_template.name and t.language = v_template.language
    and t.account_id is not distinct from v_template.account_id));
end
$$;
comment on function public.read_template is 'One version of a template, and which others there are, newest first. NV404 another tenant''s.';
revoke execute on function public.read_template from public, anon, authenticated;
grant execute on function public.read_template to service_role;

create or replace function app.next_template_version(p_client_id uuid, p_name text, p_language text) returns integer
language plpgsql volatile
set search_path = ''
as $$
begin
  perform app.lock_template(p_client_id, p_name);
  return (
    select coalesce(max(t.version), 0) + 1 from public.templates t
    where t.client_id = p_client_id and t.name = p_name and t.language = p_language);
end
$$;
comment on function app.next_template_version is 'The number of a template''s next version, which is the caller''s until its transaction ends.';
revoke execute on function app.next_template_version from public, anon, authenticated;
grant execute on function app.next_template_version to service_role;

create or replace function app.lock_template(p_client_id uuid, p_name text) returns void
language sql volatile
set search_path = ''
as $$ select pg_advisory_xact_lock(hashtextextended('template:' || p_client_id || p_name, 0)) $$;
comment on function app.lock_template is 'Makes whoever writes versions of one name wait for each other; create_campaign takes the same lock.';
revoke execute on function app.lock_template from public, anon, authenticated;
grant execute on function app.lock_template to service_role;

create or replace function public.save_text_template(p_actor uuid, p_client_id uuid, p_id uuid, p_name text, p_body text, p_language text) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
declare
  v_version  integer;
  v_template public.templates;
begin
  perform app.assert_role(p_actor, p_client_id, array['owner', 'operator']);
  v_version := app.next_template_version(p_client_id, p_name, p_language);
  select * into v_template from public.templates t where t.id = p_id and t.client_id = p_client_id;
  if not found then
    select * into v_template from public.templates t
    where t.client_id = p_client_id and t.kind = 'text' and t.name = p_name and t.language = p_language
    order by t.version desc limit 1;
    if not found or v_template.body <> p_body then
      insert into public.templates as t (id, client_id, name, language, version, kind, body)
      values (p_id, p_client_id, p_name, p_language, v_version, 'text', p_body) returning * into v_template;
      perform app.audit(p_actor, p_client_id, 'template.written', 'template', p_id::text, jsonb_build_object('name', p_name, 'version', v_version));
    end if;
  end if;
  return app.show_template(v_template);
end
$$;
comment on function public.save_text_template is
  'A text of the tenant''s own. A changed text is a new version, the same text none; the same id again gives the one that it made.';
revoke execute on function public.save_text_template from public, anon, authenticated;
grant execute on function public.save_text_template to service_role;

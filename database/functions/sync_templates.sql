create or replace function public.open_template_sync(p_actor uuid, p_client_id uuid, p_sender_id uuid) returns jsonb
language plpgsql stable
set search_path = ''
as $$
declare
  v_sender public.client_providers;
  v_token  text;
begin
  perform app.assert_role(p_actor, p_client_id, array['owner', 'operator']);
  v_sender := app.find_sender(p_client_id, p_sender_id);
  if v_sender.provider <> 'meta' then
    raise exception 'sender is of %', v_sender.provider using errcode = 'NV409', hint = 'template.sender-without-templates';
  elsif v_sender.account_id is null then
    raise exception 'sender has no account' using errcode = 'NV409', hint = 'template.sender-without-account';
  end if;
  if v_sender.credentials is null then
    select coalesce(c.token, c.tools_config -> 'whatsapp' ->> 'key') into v_token from public.clients c where c.id = p_client_id;
    if v_token is null then
      raise exception 'sender has no credentials' using errcode = 'NV409', hint = 'template.sender-without-credentials';
    end if;
  end if;
  return jsonb_build_object(
    'accountId', v_sender.account_id, 'credentials', v_sender.credentials, 'legacyToken', v_token, 'askedAt', app.now());
end
$$;
comment on function public.open_template_sync is
  'What is needed to list a Meta account''s templates: its id and the sealed credentials, and from when on what others hear is newer. NV409 when the sender cannot.';
revoke execute on function public.open_template_sync from public, anon, authenticated;
grant execute on function public.open_template_sync to service_role;

create or replace function public.save_templates(
  p_actor uuid, p_client_id uuid, p_sender_id uuid, p_account_id text, p_asked_at timestamptz, p_templates jsonb) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
declare
  v_item    jsonb;
  v_done    text;
  v_name    text;
  v_status  text;
  v_added   integer := 0;
  v_changed integer := 0;
  v_removed integer;
  v_gone    record;
  v_halted  jsonb := '[]';
begin
  perform app.assert_role(p_actor, p_client_id, array['owner', 'operator']);
  perform app.close_send_gate(); -- once this is known nothing more goes out with a template that may not
  perform app.find_sender(p_client_id, p_sender_id);
  -- In one order for everybody: two that write the same names wait for each other, never in a circle.
  for v_name in select distinct x ->> 'name' from jsonb_array_elements(p_templates) x order by 1 loop
    perform app.lock_template(p_client_id, v_name);
  end loop;

  for v_item in select x from jsonb_array_elements(p_templates) x order by x ->> 'name', x ->> 'language' loop
    v_done := app.save_template(p_client_id, p_sender_id, p_account_id, p_asked_at, v_item);
    v_added := v_added + (v_done = 'added')::integer;
    v_changed := v_changed + (v_done = 'changed')::integer;
    select t.status into v_status from public.templates t
    where t.client_id = p_client_id and t.kind = 'meta' and t.account_id = p_account_id
    and t.name = v_item ->> 'name' and t.language = v_item ->> 'language' order by t.version desc limit 1;
    v_halted := v_halted || app.halt_campaigns(p_client_id, p_account_id, v_item ->> 'name', v_item ->> 'language', v_status);
  end loop;

  for v_gone in
    with gone as (
      update public.templates t set status = 'disabled', status_at = p_asked_at
      where t.client_id = p_client_id and t.kind = 'meta' and t.account_id = p_account_id and t.status <> 'disabled'
      and t.synced_at <= p_asked_at and t.status_at <= p_asked_at
      and not exists (
        select from jsonb_array_elements(p_templates) x where x ->> 'name' = t.name and x ->> 'language' = t.language)
      returning t.name, t.language
    )
    select g.name, g.language, count(*) over () as n from gone g group by g.name, g.language
  loop
    v_removed := v_gone.n;
    v_halted := v_halted || app.halt_campaigns(p_client_id, p_account_id, v_gone.name, v_gone.language, 'disabled');
  end loop;

  v_removed := coalesce(v_removed, 0);
  if v_added + v_changed + v_removed + jsonb_array_length(v_halted) > 0 then
    perform app.audit(p_actor, p_client_id, 'templates.synced', 'sender', p_sender_id::text, jsonb_build_object(
      'added', v_added, 'changed', v_changed, 'removed', v_removed, 'halted', v_halted));
  end if;
  return jsonb_build_object('added', v_added, 'changed', v_changed, 'removed', v_removed, 'halted', v_halted, 'items', (
    select coalesce(jsonb_agg(app.show_template(t) order by t.name, t.language), '[]')
    from app.newest_templates(p_client_id) t where t.kind = 'meta' and t.account_id = p_account_id));
end
$$;
comment on function public.save_templates is
  'Keeps a Meta account''s whole list: a changed definition is a new version, state and quality hold for every version, what is gone is disabled, what may not be sent any more halts its campaigns. What was heard since the list was asked for stands.';
revoke execute on function public.save_templates from public, anon, authenticated;
grant execute on function public.save_templates to service_role;

create or replace function app.save_template(p_client_id uuid, p_sender_id uuid, p_account_id text, p_asked_at timestamptz, p_item jsonb) returns text
language plpgsql volatile
set search_path = ''
as $$
declare
  v_newest  public.templates;
  v_is_new  boolean;
  v_differs boolean;
begin
  select * into v_newest from public.templates t
  where t.client_id = p_client_id and t.kind = 'meta' and t.account_id = p_account_id
  and t.name = p_item ->> 'name' and t.language = p_item ->> 'language'
  order by t.version desc limit 1;
  v_is_new := not found;
  if v_newest.synced_at > p_asked_at then
    return 'outdated'; -- somebody asked later and was here before
  end if;
  v_differs := v_is_new or v_newest.definition <> p_item -> 'definition' or v_newest.parameter_format is distinct from p_item ->> 'parameterFormat';
  if v_differs then
    insert into public.templates (
      client_id, name, language, version, kind, account_id, sender_id, external_id, parameter_format, definition, body, category, quality, status, status_at, synced_at)
    select p_client_id, p_item ->> 'name', p_item ->> 'language',
      app.next_template_version(p_client_id, p_item ->> 'name', p_item ->> 'language'), 'meta', p_account_id, p_sender_id,
      p_item ->> 'externalId', p_item ->> 'parameterFormat', p_item -> 'definition', p_item ->> 'body', p_item ->> 'category', p_item ->> 'quality',
      coalesce(v_newest.status, p_item ->> 'status'), coalesce(v_newest.status_at, p_asked_at), p_asked_at;
  end if;
  -- Versions are ours; for Meta it is one template. Those that services made by name alone follow it too.
  update public.templates t set
    status = case when t.status_at <= p_asked_at then p_item ->> 'status' else t.status end,
    status_at = case when t.status_at <= p_asked_at and t.status <> p_item ->> 'status' then p_asked_at else t.status_at end,
    quality = case when t.status_at <= p_asked_at then p_item ->> 'quality' else t.quality end, category = p_item ->> 'category',
    external_id = p_item ->> 'externalId', sender_id = p_sender_id, synced_at = p_asked_at
  where t.client_id = p_client_id and t.kind = 'meta' and (t.account_id = p_account_id or t.account_id is null)
  and t.name = p_item ->> 'name' and t.language = p_item ->> 'language';
  return case
    when v_is_new then 'added'
    when v_differs or (v_newest.status, v_newest.quality, v_newest.category)
      is distinct from (p_item ->> 'status', p_item ->> 'quality', p_item ->> 'category') then 'changed'
    else 'same' end;
end
$$;
comment on function app.save_template is 'Keeps one template of a list: added, changed, same, or outdated by a list that was asked for later.';
revoke execute on function app.save_template from public, anon, authenticated;
grant execute on function app.save_template to service_role;

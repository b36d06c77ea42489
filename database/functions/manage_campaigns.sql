create or replace function app.find_campaign(p_client_id uuid, p_campaign_id uuid) returns public.campaigns
language plpgsql stable
set search_path = ''
as $$
declare
  v_campaign public.campaigns;
begin
  select * into v_campaign from public.campaigns c where c.id = p_campaign_id and c.client_id = p_client_id;
  if not found then
    raise exception 'no such campaign of this client' using errcode = 'NV404', hint = 'campaign.not-found';
  end if;
  return v_campaign;
end
$$;
comment on function app.find_campaign is 'A campaign of a tenant. NV404 when it is another''s or none.';
revoke execute on function app.find_campaign from public, anon, authenticated;
grant execute on function app.find_campaign to service_role;

create or replace function app.lock_campaign(p_client_id uuid, p_campaign_id uuid, p_statuses text[], p_hint text) returns public.campaigns
language plpgsql volatile
set search_path = ''
as $$
declare
  v_campaign public.campaigns;
begin
  select * into v_campaign from public.campaigns c where c.id = p_campaign_id and c.client_id = p_client_id for update;
  if not found then
    raise exception 'no such campaign of this client' using errcode = 'NV404', hint = 'campaign.not-found';
  elsif not v_campaign.status = any (p_statuses) then
    raise exception 'campaign is %', v_campaign.status using errcode = 'NV409', hint = p_hint;
  end if;
  return v_campaign;
end
$$;
comment on function app.lock_campaign is 'A campaign of a tenant, held until the transaction ends. NV404 when it is another''s, NV409 with this hint when it is in no such state.';
revoke execute on function app.lock_campaign from public, anon, authenticated;
grant execute on function app.lock_campaign to service_role;

create or replace function app.assert_list(p_client_id uuid, p_list_id uuid) returns void
language plpgsql stable
set search_path = ''
as $$
begin
  if not exists (select 1 from public.contact_lists l where l.id = p_list_id and l.client_id = p_client_id) then
    raise exception 'no such list of this client' using errcode = 'NV404', hint = 'list.not-found';
  end if;
end
$$;
comment on function app.assert_list is 'NV404 unless the list is this tenant''s.';
revoke execute on function app.assert_list from public, anon, authenticated;
grant execute on function app.assert_list to service_role;

create or replace function public.create_draft_campaign(p_actor uuid, p_client_id uuid, p_id uuid, p_draft jsonb) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
declare
  v_campaign public.campaigns;
begin
  perform app.assert_role(p_actor, p_client_id, array['owner', 'operator']);
  perform pg_advisory_xact_lock(hashtextextended('campaign:' || p_id, 0));
  select * into v_campaign from public.campaigns c where c.id = p_id;
  if found then
    return app.show_campaign(app.find_campaign(p_client_id, p_id)); -- the same request again
  end if;
  perform app.assert_list(p_client_id, (p_draft ->> 'listId')::uuid);
  insert into public.campaigns (id, client_id, sender_id, template_id, list_id, name, message, components, needed_variables, seed, created_by, send_window, frequency_cap, variants)
  values (p_id, p_client_id, (p_draft ->> 'senderId')::uuid,
    app.store_named_message(p_client_id, 'campaign:' || p_id, (p_draft ->> 'senderId')::uuid, p_draft -> 'message'),
    (p_draft ->> 'listId')::uuid, p_draft ->> 'name', p_draft -> 'message', nullif(p_draft -> 'components', 'null'),
    array(select jsonb_array_elements_text(coalesce(p_draft -> 'needed', '[]'))), floor(random() * 2147483647)::integer, p_actor,
    nullif(p_draft -> 'window', 'null'), nullif(p_draft -> 'frequencyCap', 'null'),
    app.store_variants(p_client_id, p_id, (p_draft ->> 'senderId')::uuid, nullif(p_draft -> 'variants', 'null')))
  returning * into v_campaign;
  perform app.assert_window_meets(v_campaign);
  perform app.audit(p_actor, p_client_id, 'campaign.created', 'campaign', p_id::text, jsonb_build_object(
    'senderId', v_campaign.sender_id, 'listId', v_campaign.list_id, 'templateId', v_campaign.template_id));
  return app.show_campaign(v_campaign);
end
$$;
comment on function public.create_draft_campaign is
  'A draft with its message as a template version; the same id again gives the one that it made. NV404 sender, list or template of another tenant, NV409 a template of Meta''s on another sender, or hours that never meet those of the sender.';
revoke execute on function public.create_draft_campaign from public, anon, authenticated;
grant execute on function public.create_draft_campaign to service_role;

create or replace function public.change_draft_campaign(p_actor uuid, p_client_id uuid, p_campaign_id uuid, p_change jsonb) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
declare
  v_before public.campaigns;
  v_after  public.campaigns;
begin
  perform app.assert_role(p_actor, p_client_id, array['owner', 'operator']);
  v_before := app.lock_campaign(p_client_id, p_campaign_id, array['draft', 'scheduled'], 'campaign.not-draft');
  if p_change ? 'listId' then
    perform app.assert_list(p_client_id, (p_change ->> 'listId')::uuid);
  end if;
  update public.campaigns c set
    name = coalesce(p_change ->> 'name', c.name),
    sender_id = coalesce((p_change ->> 'senderId')::uuid, c.sender_id),
    list_id = coalesce((p_change ->> 'listId')::uuid, c.list_id),
    -- Also when only the sender changes: not every sender takes every message.
    template_id = case when p_change ?| array['message', 'senderId'] and coalesce(p_change -> 'message', c.message) is not null then app.store_named_message(
      p_client_id, 'campaign:' || p_campaign_id, coalesce((p_change ->> 'senderId')::uuid, c.sender_id), coalesce(p_change -> 'message', c.message)) else c.template_id end,
    message = coalesce(p_change -> 'message', c.message),
    components = case when p_change ? 'message' then nullif(p_change -> 'components', 'null') else c.components end,
    needed_variables = case when p_change ? 'message'
      then array(select jsonb_array_elements_text(coalesce(p_change -> 'needed', '[]'))) else c.needed_variables end,
    send_window = case when p_change ? 'window' then nullif(p_change -> 'window', 'null') else c.send_window end,
    frequency_cap = case when p_change ? 'frequencyCap' then nullif(p_change -> 'frequencyCap', 'null') else c.frequency_cap end,
    variants = case when p_change ?| array['variants', 'senderId'] then app.store_variants(
      p_client_id, p_campaign_id, coalesce((p_change ->> 'senderId')::uuid, c.sender_id),
      case when p_change ? 'variants' then nullif(p_change -> 'variants', 'null') else c.variants end) else c.variants end
  where c.id = p_campaign_id returning * into v_after;
  perform app.find_sender(p_client_id, v_after.sender_id);
  if p_change ?| array['senderId', 'window'] then
    perform app.assert_window_meets(v_after);
  end if;
  if v_before.status = 'draft' then
    update public.campaigns c set status_reason = null where c.id = p_campaign_id returning * into v_after; -- why it was set back may be mended
  end if;
  perform app.audit(p_actor, p_client_id, 'campaign.changed', 'campaign', p_campaign_id::text, jsonb_build_object(
    'fields', (select jsonb_agg(k order by k) from jsonb_object_keys(p_change) k where k in ('name', 'senderId', 'listId', 'message', 'window', 'frequencyCap', 'variants')),
    'templateId', nullif(v_after.template_id, v_before.template_id)));
  return app.show_campaign(v_after);
end
$$;
comment on function public.change_draft_campaign is
  'Changes what has not started yet; a changed text is a new template version. NV404 what it names is another tenant''s, NV409 when it has started, or its hours would never meet those of the sender.';
revoke execute on function public.change_draft_campaign from public, anon, authenticated;
grant execute on function public.change_draft_campaign to service_role;

create or replace function public.delete_draft_campaign(p_actor uuid, p_client_id uuid, p_campaign_id uuid) returns void
language plpgsql volatile
set search_path = ''
as $$
begin
  perform app.assert_role(p_actor, p_client_id, array['owner', 'operator']);
  perform app.lock_campaign(p_client_id, p_campaign_id, array['draft'], 'campaign.not-draft');
  delete from public.campaigns c where c.id = p_campaign_id;
  delete from public.templates t where t.client_id = p_client_id
  and (t.name = 'campaign:' || p_campaign_id or t.name like concat('campaign:', p_campaign_id, ':%'));
  perform app.audit(p_actor, p_client_id, 'campaign.deleted', 'campaign', p_campaign_id::text, '{}');
end
$$;
comment on function public.delete_draft_campaign is 'Forgets a draft and its text. NV404 another tenant''s, NV409 when it is no draft.';
revoke execute on function public.delete_draft_campaign from public, anon, authenticated;
grant execute on function public.delete_draft_campaign to service_role;

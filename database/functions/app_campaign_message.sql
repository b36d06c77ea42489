-- What it did is app.store_named_message's now; the name is that of a message of a conversation.
drop function if exists app.store_message(uuid, uuid, uuid, jsonb);

create or replace function app.store_named_message(p_client_id uuid, p_name text, p_sender_id uuid, p_message jsonb) returns uuid
language plpgsql volatile
set search_path = ''
as $$
declare
  v_sender   public.client_providers := app.find_sender(p_client_id, p_sender_id);
  v_latest   public.templates;
  v_template uuid;
begin
  if p_message ->> 'kind' = 'meta' then
    select t.id into v_template from public.templates t
    where t.id = (p_message ->> 'templateId')::uuid and t.client_id = p_client_id and t.kind = 'meta';
    if v_template is null then
      raise exception 'no such template of this client' using errcode = 'NV404', hint = 'template.not-found';
    elsif v_sender.provider <> 'meta' then
      raise exception 'sender is of %', v_sender.provider using errcode = 'NV409', hint = 'campaign.template-needs-meta';
    end if;
    return v_template;
  end if;
  select * into v_latest from public.templates t where t.client_id = p_client_id and t.name = p_name order by t.version desc limit 1;
  if v_latest.body = p_message ->> 'text' then
    return v_latest.id;
  end if;
  insert into public.templates (client_id, name, version, kind, body)
  values (p_client_id, p_name, coalesce(v_latest.version, 0) + 1, 'text', p_message ->> 'text')
  returning id into v_template;
  return v_template;
end
$$;
comment on function app.store_named_message is
  'The template version of a message: a text of its own, under this name, is a new version when it changed. NV404 no such template, NV409 a template of Meta''s on another sender.';
revoke execute on function app.store_named_message from public, anon, authenticated;
grant execute on function app.store_named_message to service_role;

create or replace function app.store_variants(p_client_id uuid, p_campaign_id uuid, p_sender_id uuid, p_variants jsonb) returns jsonb
language sql volatile
set search_path = ''
as $$
  select p_variants || jsonb_build_object('items', jsonb_agg(i.item || jsonb_build_object('templateId',
    app.store_named_message(p_client_id, concat('campaign:', p_campaign_id, ':', i.item ->> 'key'), p_sender_id, i.item -> 'message')) order by i.n))
  from jsonb_array_elements(p_variants -> 'items') with ordinality i (item, n)
  having p_variants is not null
$$;
comment on function app.store_variants is 'A test of variants with the template version of each; null when there is none. Raises as app.store_named_message does.';
revoke execute on function app.store_variants from public, anon, authenticated;
grant execute on function app.store_variants to service_role;

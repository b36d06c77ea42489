create or replace function app.campaign_content(p_campaign public.campaigns) returns jsonb
language sql stable
set search_path = ''
as $$
  select jsonb_build_object(
    'kind', t.kind, 'name', t.name, 'language', t.language, 'version', t.version,
    'category', t.category, 'body', t.body, 'components', coalesce(p_campaign.components, t.components))
  from public.templates t where t.id = p_campaign.template_id
$$;
comment on function app.campaign_content is 'What a campaign says as its template stands now, with its own parameters.';
grant execute on function app.campaign_content to service_role;

create or replace function public.send_test(
  p_actor uuid, p_client_id uuid, p_campaign_id uuid, p_id uuid, p_phone text, p_variables jsonb default null) returns uuid
language plpgsql volatile
set search_path = ''
as $$
declare
  v_campaign public.campaigns;
begin
  perform app.assert_role(p_actor, p_client_id, array['owner', 'operator']);
  v_campaign := app.find_campaign(p_client_id, p_campaign_id);
  if app.has_opted_out(p_client_id, (
    select a.contact_id from public.contact_aliases a where a.client_id = p_client_id and a.kind = 'phone' and a.value = p_phone), 'phone', p_phone) then
    raise exception 'this phone has opted out' using errcode = 'NV409', hint = 'campaign.test-opted-out';
  elsif (
    select count(*) from public.audit_events v
    where v.client_id = p_client_id and v.action = 'campaign.tested' and v.at > app.now() - interval '1 hour') >= 30 then
    -- Tests go past the caps of their sender: by hand, not by the hundred.
    raise exception 'too many tests in an hour' using errcode = 'NV409', hint = 'campaign.too-many-tests';
  end if;
  insert into public.sends (id, client_id, sender_id, dedupe_key, lane, to_kind, to_value, variables, content)
  values (p_id, p_client_id, v_campaign.sender_id, 'test:' || p_campaign_id || ':' || p_id, 'human', 'phone', p_phone,
    coalesce(p_variables, (
      select case when t.name is null or m.variables ? 'name' then m.variables else jsonb_build_object('name', t.name) || m.variables end
      from public.contact_list_members m join public.contacts t on t.id = m.contact_id and t.erased_at is null
      where m.list_id = v_campaign.list_id order by m.position limit 1), '{}'),
    app.campaign_content(v_campaign))
  on conflict do nothing;
  if found then
    perform app.audit(p_actor, p_client_id, 'campaign.tested', 'campaign', p_campaign_id::text, jsonb_build_object('sendId', p_id));
  end if;
  return p_id;
end
$$;
comment on function public.send_test is
  'One send of a campaign''s message to one phone, with the first listed person''s values unless others are given; the caller publishes it. The same id again sends nothing more. NV404 another tenant''s, NV409 the phone has opted out, or too many in an hour.';
revoke execute on function public.send_test from public, anon, authenticated;
grant execute on function public.send_test to service_role;

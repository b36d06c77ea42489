create or replace function public.start_campaign(p_client_id uuid, p_campaign_id uuid, p_actor text default null) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
declare
  v_campaign public.campaigns;
  v_template public.templates;
  v_counts   record;
  v_needed   text[];
  v_wait     text;
  v_from     timestamptz := '-infinity';
begin
  select * into v_campaign from public.campaigns c where c.id = p_campaign_id and c.client_id = p_client_id for update;
  if not found then
    raise exception 'no such campaign' using errcode = 'NV404';
  elsif v_campaign.status not in ('draft', 'scheduled') then
    raise exception 'campaign is %', v_campaign.status using errcode = 'NV409', hint = 'only a draft or scheduled campaign can start';
  end if;
  select * into v_template from public.templates t where t.id = v_campaign.template_id;
  if v_template.status <> 'approved' then
    raise exception 'template is %', v_template.status using errcode = 'NV409', hint = 'choose an approved template';
  elsif not exists (
    select 1 from public.client_providers p join public.sender_profiles f on f.sender_id = p.id
    where p.id = v_campaign.sender_id and p.client_id = p_client_id and p.status = 'active') then
    raise exception 'sender is not active or has no profile' using errcode = 'NV409', hint = 'connect the sender first';
  elsif v_campaign.list_id is null then
    raise exception 'campaign has no list' using errcode = 'NV409', hint = 'choose a contact list';
  end if;

  update public.campaigns c set
    status = 'running', started_at = app.now(),
    content = app.campaign_content(v_campaign), variant_contents = app.variant_contents_of(v_campaign), start_refused_at = null
  where c.id = p_campaign_id;
  v_needed := app.needed_variables_of(v_campaign);
  if v_campaign.variants is not null then
    -- Out of the planner's sight until the decision of the test lets them in; when that is, the campaign says.
    v_wait := 'ab-test';
    v_from := app.now() + interval '1 year';
  end if;

  insert into public.sends (client_id, campaign_id, sender_id, contact_id, dedupe_key, lane, status, reason, not_before, to_kind, to_value, variables, position)
  select p_client_id, p_campaign_id, v_campaign.sender_id, m.contact_id, 'campaign:' || p_campaign_id || ':' || m.contact_id, 'campaign',
    case when r.reason is null then 'pending' else 'skipped' end, coalesce(r.reason, v_wait), case when r.reason is null then v_from else '-infinity' end, 'phone', coalesce(a.value, ''), v.variables, m.position
  from public.contact_list_members m
  join public.contacts t on t.id = m.contact_id
  left join lateral (
    select a.value from public.contact_aliases a
    where a.contact_id = m.contact_id and a.kind = 'phone' order by a.created_at, a.value limit 1) a on true
  left join public.opt_outs o
    on o.client_id = p_client_id and o.alias_kind = 'phone' and o.alias_value = a.value and o.revoked_at is null
  cross join lateral (
    select case when t.name is null or m.variables ? 'name' then m.variables else jsonb_build_object('name', t.name) || m.variables end as variables) v
  cross join lateral (
    select case when a.value is null then 'no-phone' when o.id is not null then 'opted-out'
      when v_needed <> '{}' and app.lacks_variable(v.variables, v_needed) then 'missing-variable' end as reason) r
  where m.list_id = v_campaign.list_id and m.client_id = p_client_id and t.erased_at is null
  order by m.position; -- no key can be taken: a campaign starts once (its row is locked), a list holds a contact once
  if v_campaign.variants is not null then
    perform app.assign_variants(v_campaign);
  end if;

  select count(*) total, count(*) filter (where s.status = 'pending') waiting, count(*) filter (where s.status = 'skipped') skipped
  into v_counts from public.sends s where s.campaign_id = p_campaign_id;
  insert into public.campaign_progress (campaign_id, client_id, total, waiting, skipped)
  values (p_campaign_id, p_client_id, v_counts.total, v_counts.waiting, v_counts.skipped);
  perform app.broadcast('client:' || p_client_id, 'campaign-started', jsonb_build_object('campaignId', p_campaign_id, 'by', p_actor));
  return jsonb_build_object('total', v_counts.total, 'waiting', v_counts.waiting, 'skipped', v_counts.skipped);
end
$$;
comment on function public.start_campaign is
  'Freezes audience, template version and variables as ledger rows and sets the campaign running. NV404 unknown, NV409 not startable (the hint says why).';
revoke execute on function public.start_campaign from public, anon, authenticated;
grant execute on function public.start_campaign to service_role;

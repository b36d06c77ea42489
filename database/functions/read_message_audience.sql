create or replace function app.judge_audience(
  p_client_id uuid, p_list_id uuid, p_sender_id uuid, p_needed text[], p_samples integer, p_cap jsonb)
returns jsonb
language plpgsql stable
set search_path = ''
as $$
declare
  v_sender public.client_providers;
  v_caps   jsonb[];
begin
  perform app.assert_list(p_client_id, p_list_id);
  if p_sender_id is not null then
    v_sender := app.find_sender(p_client_id, p_sender_id);
  end if;
  v_caps := array_remove(array[p_cap, (select f.frequency_cap from public.sender_profiles f where f.sender_id = p_sender_id)], null);
  return (
    with opted as materialized (
      select distinct a.contact_id
      from public.opt_outs o
      join public.contact_aliases a on a.client_id = o.client_id and a.kind = o.alias_kind and a.value = o.alias_value
      where o.client_id = p_client_id and o.revoked_at is null
    ), capped as materialized (
      select a.contact_id
      from unnest(v_caps) c (cap)
      join public.contact_list_members m on m.list_id = p_list_id
      join public.send_attempts a on a.contact_id = m.contact_id
      join public.sends s on s.id = a.send_id and s.lane = 'campaign'
      where a.started_at > app.now() - (c.cap ->> 'days')::float8 * interval '1 day'
      and coalesce(a.outcome, 'unconfirmed') in ('sent', 'unconfirmed')
      group by c.cap, a.contact_id having count(*) >= (c.cap ->> 'max')::numeric
    ), members as materialized (
      select m.contact_id, m.position, t.erased_at, a.value as phone,
        case when t.name is null or m.variables ? 'name' then m.variables else jsonb_build_object('name', t.name) || m.variables end as variables
      from public.contact_list_members m
      join public.contacts t on t.id = m.contact_id
      left join lateral (
        select a.value from public.contact_aliases a
        where a.contact_id = m.contact_id and a.kind = 'phone' order by a.created_at, a.value limit 1) a on true
      where m.list_id = p_list_id and m.client_id = p_client_id
    ), judged as materialized (
      select m.*, case
        when m.erased_at is not null then 'erased'
        when m.phone is null then 'no-phone'
        when exists (select 1 from opted o where o.contact_id = m.contact_id) then 'opted-out'
        -- As app.lacks_variable has it, which takes longer to call for each row than to do.
        when exists (select 1 from unnest(p_needed) v (name) where coalesce(btrim(m.variables ->> v.name, E' \t\r\n'), '') = '') then 'missing-variable'
        when exists (select 1 from capped c where c.contact_id = m.contact_id) then 'frequency-cap' end as reason
      from members m
    ), included as (
      select j.*, row_number() over (order by j.position, j.contact_id) - 1 as n, count(*) over () as total from judged j where j.reason is null
    )
    select jsonb_build_object(
      'provider', v_sender.provider,
      'kind', (select f.kind from public.sender_profiles f where f.sender_id = p_sender_id),
      'total', (select count(*) from judged), 'included', (select count(*) from included),
      'excluded', (
        select coalesce(jsonb_agg(jsonb_build_object('reason', x.reason, 'count', x.n, 'sample', x.sample) order by x.n desc, x.reason), '[]')
        from (
          select j.reason, count(*) as n, (array_agg(j.contact_id order by j.position))[1:5] as sample
          from judged j where j.reason is not null group by j.reason) x),
      'missing', (
        select coalesce(jsonb_object_agg(x.name, x.n), '{}') from (
          select v.name, count(*) as n from judged j cross join unnest(p_needed) v (name)
          where j.reason = 'missing-variable' and app.lacks_variable(j.variables, array[v.name]) group by v.name) x),
      'columns', (
        select coalesce(jsonb_agg(x.name order by x.name), '[]') from (
          select distinct k.name from judged j cross join jsonb_object_keys(j.variables) k (name) limit 500) x),
      'byDdd', (
        select coalesce(jsonb_object_agg(x.ddd, x.n), '{}') from (
          select app.ddd_of(h.head) as ddd, sum(h.n)::bigint as n
          from (select left(i.phone, 4) as head, count(*) as n from included i group by 1) h group by 1) x),
      -- From all over the list: neighbours in a list are alike.
      'sample', (
        select coalesce(jsonb_agg(jsonb_build_object('contactId', i.contact_id, 'phone', i.phone, 'variables', i.variables) order by i.n), '[]')
        from included i where i.n % greatest(1, ceil(i.total::numeric / greatest(1, p_samples)))::bigint = 0)));
end
$$;
comment on function app.judge_audience is 'Who of a list is in and who is out, and why, for a sender and for a campaign with this cap of its own.';
revoke execute on function app.judge_audience from public, anon, authenticated;
grant execute on function app.judge_audience to service_role;

create or replace function public.read_message_audience(
  p_actor uuid, p_client_id uuid, p_list_id uuid, p_sender_id uuid default null, p_needed text[] default '{}', p_samples integer default 200)
returns jsonb
language plpgsql stable
set search_path = ''
as $$
begin
  perform app.assert_role(p_actor, p_client_id, array['owner', 'operator', 'attendant']);
  return app.judge_audience(p_client_id, p_list_id, p_sender_id, p_needed, p_samples, null);
end
$$;
comment on function public.read_message_audience is
  'Whom a message to a list would reach from a sender: who is out and why, which variables there are and lack, how many per area code, and a sample from all over the list. NV404 list or sender of another tenant.';
revoke execute on function public.read_message_audience from public, anon, authenticated;
grant execute on function public.read_message_audience to service_role;

create or replace function public.read_campaign_audience(
  p_actor uuid, p_client_id uuid, p_campaign_id uuid, p_needed text[] default '{}', p_samples integer default 200)
returns jsonb
language plpgsql stable
set search_path = ''
as $$
declare
  v_campaign public.campaigns;
begin
  perform app.assert_role(p_actor, p_client_id, array['owner', 'operator', 'attendant']);
  v_campaign := app.find_campaign(p_client_id, p_campaign_id);
  return case when v_campaign.list_id is not null then app.judge_audience(
    p_client_id, v_campaign.list_id, v_campaign.sender_id, p_needed, p_samples, v_campaign.frequency_cap) end;
end
$$;
comment on function public.read_campaign_audience is
  'Whom a campaign would reach, by its own cap too; null when it has no list. NV404 another tenant''s.';
revoke execute on function public.read_campaign_audience from public, anon, authenticated;
grant execute on function public.read_campaign_audience to service_role;

create or replace function app.lacks_variable(p_variables jsonb, p_needed text[]) returns boolean
language plpgsql immutable
set search_path = ''
as $$
declare
  v_name text;
begin
  foreach v_name in array p_needed loop
    if coalesce(btrim(p_variables ->> v_name, E' \t\r\n'), '') = '' then
      return true;
    end if;
  end loop;
  return false;
end
$$;
comment on function app.lacks_variable is 'Whether one of these variables has no value: the text would have a hole.';
grant execute on function app.lacks_variable to service_role;

create or replace function app.ddd_of(p_phone text) returns text
language sql immutable
set search_path = ''
as $$ select case when p_phone like '55%' then substr(p_phone, 3, 2) else '' end $$;
comment on function app.ddd_of is 'The Brazilian area code of a phone; empty for another country''s.';
grant execute on function app.ddd_of to service_role;

create or replace function public.read_template_text(p_actor uuid, p_client_id uuid, p_template_id uuid) returns jsonb
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
  return jsonb_build_object(
    'kind', v_template.kind, 'name', v_template.name, 'language', v_template.language, 'status', v_template.status,
    'category', v_template.category, 'body', v_template.body, 'components', v_template.components);
end
$$;
comment on function public.read_template_text is 'What a template says. NV404 another tenant''s.';
revoke execute on function public.read_template_text from public, anon, authenticated;
grant execute on function public.read_template_text to service_role;

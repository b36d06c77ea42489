create or replace function app.variant_keys(p_campaign public.campaigns) returns text[]
language sql immutable
set search_path = ''
as $$
  select array['A'] || array(
    select i.item ->> 'key' from jsonb_array_elements(coalesce(p_campaign.variants -> 'items', '[]')) with ordinality i (item, n) order by i.n)
$$;
comment on function app.variant_keys is 'The variants of a campaign; A is its own message, and the only one without a test.';
grant execute on function app.variant_keys to service_role;

create or replace function app.templates_of(p_campaign public.campaigns) returns setof uuid
language sql immutable
set search_path = ''
as $$
  select p_campaign.template_id where coalesce(p_campaign.winner, 'A') = 'A'
  union
  select (i.item ->> 'templateId')::uuid from jsonb_array_elements(coalesce(p_campaign.variants -> 'items', '[]')) i (item)
  where coalesce(p_campaign.winner, i.item ->> 'key') = i.item ->> 'key'
$$;
comment on function app.templates_of is 'The template versions that a campaign still says: each variant''s, and once it is decided the winner''s alone.';
grant execute on function app.templates_of to service_role;

create or replace function app.says_template(p_campaign public.campaigns, p_name text, p_language text) returns boolean
language plpgsql immutable
set search_path = ''
as $$
begin
  return exists (
    select 1 from jsonb_each(jsonb_build_object('A', p_campaign.content) || coalesce(p_campaign.variant_contents, '{}')) x
    where x.value ->> 'kind' = 'meta' and x.value ->> 'name' = p_name and x.value ->> 'language' = p_language
    and coalesce(p_campaign.winner, x.key) = x.key);
end
$$;
comment on function app.says_template is 'Whether what a running campaign still says is this template of Meta''s.';
grant execute on function app.says_template to service_role;

create or replace function app.needed_variables_of(p_campaign public.campaigns) returns text[]
language sql immutable
set search_path = ''
as $$
  select p_campaign.needed_variables || array(
    select n.name from jsonb_array_elements(coalesce(p_campaign.variants -> 'items', '[]')) i (item)
    cross join jsonb_array_elements_text(coalesce(i.item -> 'needed', '[]')) n (name))
$$;
comment on function app.needed_variables_of is 'Variables without a fallback in any of a campaign''s messages: nobody may get a text with a hole, whichever wins.';
grant execute on function app.needed_variables_of to service_role;

create or replace function app.variant_contents_of(p_campaign public.campaigns) returns jsonb
language plpgsql stable
set search_path = ''
as $$
begin
  return (
    select jsonb_object_agg(i.item ->> 'key', jsonb_build_object(
      'kind', t.kind, 'name', t.name, 'language', t.language, 'version', t.version,
      'category', t.category, 'body', t.body, 'components', coalesce(nullif(i.item -> 'components', 'null'), t.components)))
    from jsonb_array_elements(p_campaign.variants -> 'items') i (item)
    join public.templates t on t.id = (i.item ->> 'templateId')::uuid);
end
$$;
comment on function app.variant_contents_of is 'What the variants other than A say as their templates stand now; null without a test.';
grant execute on function app.variant_contents_of to service_role;

create or replace function app.assign_variants(p_campaign public.campaigns) returns void
language plpgsql volatile
set search_path = ''
as $$
declare
  v_keys text[] := app.variant_keys(p_campaign);
begin
  with ranked as (
    -- By a hash, so that nothing about the list's order is in the groups; of this campaign, so that each has groups of its own.
    select s.id, row_number() over (order by md5(concat(s.campaign_id, s.contact_id)), s.id) - 1 as n, count(*) over () as total
    from public.sends s where s.campaign_id = p_campaign.id and s.status = 'pending'
  ), assigned as (
    select r.id, v_keys[1 + r.n % cardinality(v_keys)] as variant from ranked r
    where r.n < greatest(ceil(r.total * (p_campaign.variants ->> 'sharePercent')::numeric / 100), cardinality(v_keys))
  )
  update public.sends s set variant = a.variant, reason = null, not_before = '-infinity'
  from assigned a where s.id = a.id;
  update public.campaigns c
  set test_until = app.now() + (p_campaign.variants ->> 'decideAfterMinutes')::float8 * interval '1 minute'
  where c.id = p_campaign.id;
end
$$;
comment on function app.assign_variants is
  'Of those who wait for a test, gives a share their variants, evenly: the rest goes on waiting. The same people give the same groups.';
grant execute on function app.assign_variants to service_role;

create or replace function app.leave_lost_variants(p_campaign_id uuid) returns void
language plpgsql volatile
set search_path = ''
as $$
begin
  with lost as (
    select c.id, c.winner, x.key from public.campaigns c
    cross join lateral (
      select 'A', c.template_id
      union all
      select i.item ->> 'key', (i.item ->> 'templateId')::uuid from jsonb_array_elements(coalesce(c.variants -> 'items', '[]')) i (item)) x (key, template_id)
    join public.templates t on t.id = x.template_id
    where c.id = p_campaign_id and c.winner is not null and x.key <> c.winner and t.status <> 'approved'
  )
  update public.sends s set variant = l.winner
  from lost l where s.campaign_id = l.id and s.variant = l.key and s.status in ('pending', 'queued');
end
$$;
comment on function app.leave_lost_variants is
  'Who still waits for a variant that has lost, and whose template may not be sent any more, gets the winner''s: each refusal would stop the campaign.';
grant execute on function app.leave_lost_variants to service_role;

create or replace function app.count_variants(p_campaign_id uuid) returns jsonb
language plpgsql stable
set search_path = ''
as $$
begin
  return (
    select coalesce(jsonb_agg(jsonb_build_object(
      'variant', x.variant, 'recipients', x.recipients, 'sent', x.sent, 'delivered', x.delivered,
      'read', x.read, 'replied', x.replied, 'failed', x.failed) order by x.variant), '[]')
    from (
      select s.variant, count(*) as recipients,
        count(*) filter (where s.left_at is not null) as sent,
        -- Who answered has read it, and who read it has got it, also where the provider never said so.
        count(*) filter (where s.status in ('delivered', 'read') or s.replied_at is not null) as delivered,
        count(*) filter (where s.status = 'read' or s.replied_at is not null) as read,
        count(*) filter (where s.replied_at is not null) as replied,
        count(*) filter (where s.status = 'failed') as failed
      from public.sends s where s.campaign_id = p_campaign_id and s.variant is not null group by s.variant) x);
end
$$;
comment on function app.count_variants is 'What became of each variant of a campaign: sent is what has left our hands, whatever came of it. Empty without a test.';
grant execute on function app.count_variants to service_role;

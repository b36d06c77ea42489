create or replace function app.cause_of(p_reason text) returns text
language sql immutable
set search_path = ''
as $$ select coalesce(substring(p_reason from '^([a-zA-Z][\w.-]{0,99}):'), 'unknown') $$;
comment on function app.cause_of is 'The error code that a dead letter''s reason begins with.';
revoke execute on function app.cause_of from public, anon, authenticated;
grant execute on function app.cause_of to service_role;

create or replace function app.show_letter(p_letter public.dead_letters) returns jsonb
language sql stable
set search_path = ''
as $$
  select jsonb_build_object(
    'id', p_letter.id, 'clientId', p_letter.client_id, 'topic', p_letter.topic, 'cause', app.cause_of(p_letter.reason),
    'reason', p_letter.reason, 'occurrences', p_letter.occurrences, 'createdAt', p_letter.created_at, 'lastAt', p_letter.updated_at,
    'resolvedAt', p_letter.resolved_at, 'replayedAt', p_letter.replayed_at, 'replayedBy', p_letter.replayed_by,
    'isReplaying', coalesce(p_letter.replay_lease_until > app.now(), false))
$$;
comment on function app.show_letter is 'A dead letter as people see it in a list, without its body.';
revoke execute on function app.show_letter from public, anon, authenticated;
grant execute on function app.show_letter to service_role;

create or replace function app.assert_letters(p_actor uuid, p_client_id uuid, p_writes boolean) returns void
language plpgsql stable
set search_path = ''
as $$
begin
  perform app.assert_role(p_actor, p_client_id, case
    when p_client_id is null then array['platform_admin']
    when p_writes then array['owner', 'operator'] else array['owner', 'operator', 'attendant'] end);
end
$$;
comment on function app.assert_letters is 'Who may look at or replay a tenant''s dead letters; all of them are the platform''s (no tenant).';
revoke execute on function app.assert_letters from public, anon, authenticated;
grant execute on function app.assert_letters to service_role;

create or replace function app.lock_letter(p_client_id uuid, p_id uuid) returns public.dead_letters
language plpgsql volatile
set search_path = ''
as $$
declare
  v_letter public.dead_letters;
begin
  select * into v_letter from public.dead_letters d
  where d.id = p_id and (p_client_id is null or d.client_id = p_client_id) for update;
  if not found then
    raise exception 'no such dead letter' using errcode = 'NV404', hint = 'dead-letter.not-found';
  elsif v_letter.resolved_at is not null then
    raise exception 'resolved already' using errcode = 'NV409', hint = 'dead-letter.resolved';
  elsif v_letter.replay_lease_until > app.now() then
    raise exception 'being replayed' using errcode = 'NV409', hint = 'dead-letter.replaying';
  end if;
  return v_letter;
end
$$;
comment on function app.lock_letter is 'An open dead letter, held until the transaction ends. NV404 when it is another tenant''s, NV409 when it is resolved or being replayed.';
revoke execute on function app.lock_letter from public, anon, authenticated;
grant execute on function app.lock_letter to service_role;

create or replace function public.list_dead_letters(
  p_actor uuid, p_client_id uuid, p_open boolean default null, p_topic text default null, p_cause text default null,
  p_after uuid default null, p_limit integer default 50) returns jsonb
language plpgsql stable
set search_path = ''
as $$
begin
  perform app.assert_letters(p_actor, p_client_id, false);
  return (
    with page as (
      select d as letter, row_number() over (order by d.created_at desc, d.id desc) as n
      from public.dead_letters d
      where (p_client_id is null or d.client_id = p_client_id)
      and (p_open is null or (d.resolved_at is null) = p_open)
      and (p_topic is null or d.topic = p_topic) and (p_cause is null or app.cause_of(d.reason) = p_cause)
      and (p_after is null or (d.created_at, d.id) < (select a.created_at, a.id from public.dead_letters a where a.id = p_after))
      order by d.created_at desc, d.id desc limit p_limit + 1
    )
    select jsonb_build_object(
      'items', coalesce(jsonb_agg(app.show_letter(g.letter) order by g.n) filter (where g.n <= p_limit), '[]'),
      'next', case when count(*) > p_limit then max((g.letter).id::text) filter (where g.n = p_limit) end)
    from page g);
end
$$;
comment on function public.list_dead_letters is 'Dead letters of a tenant, or all of them for whoever runs the platform, newest first.';
revoke execute on function public.list_dead_letters from public, anon, authenticated;
grant execute on function public.list_dead_letters to service_role;

create or replace function public.list_replayable_letters(
  p_actor uuid, p_client_id uuid, p_topic text default null, p_cause text default null, p_after uuid default null, p_limit integer default 100)
returns jsonb
language plpgsql stable
set search_path = ''
as $$
declare
  v_page jsonb;
begin
  perform app.assert_letters(p_actor, p_client_id, true);
  v_page := public.list_dead_letters(p_actor, p_client_id, true, p_topic, p_cause, p_after, p_limit);
  return jsonb_build_object('ids', jsonb_path_query_array(v_page, '$.items[*].id'), 'next', v_page -> 'next');
end
$$;
comment on function public.list_replayable_letters is 'The open dead letters that a person is about to replay together. NV403 for whoever may only look at them.';
revoke execute on function public.list_replayable_letters from public, anon, authenticated;
grant execute on function public.list_replayable_letters to service_role;

create or replace function public.group_dead_letters(p_actor uuid, p_client_id uuid) returns jsonb
language plpgsql stable
set search_path = ''
as $$
begin
  perform app.assert_letters(p_actor, p_client_id, false);
  return coalesce((
    select jsonb_agg(jsonb_build_object(
      'topic', g.topic, 'cause', g.cause, 'letters', g.letters, 'occurrences', g.occurrences, 'oldest', g.oldest, 'newest', g.newest)
      order by g.letters desc, g.topic, g.cause)
    from (
      select d.topic, app.cause_of(d.reason) as cause, count(*) as letters, sum(d.occurrences) as occurrences,
        min(d.created_at) as oldest, max(d.created_at) as newest
      from public.dead_letters d
      where d.resolved_at is null and (p_client_id is null or d.client_id = p_client_id)
      group by 1, 2) g), '[]');
end
$$;
comment on function public.group_dead_letters is 'Open dead letters by topic and cause, the most frequent first.';
revoke execute on function public.group_dead_letters from public, anon, authenticated;
grant execute on function public.group_dead_letters to service_role;

create or replace function public.read_dead_letter(p_actor uuid, p_client_id uuid, p_id uuid) returns jsonb
language plpgsql stable
set search_path = ''
as $$
declare
  v_letter public.dead_letters;
begin
  perform app.assert_letters(p_actor, p_client_id, false);
  select * into v_letter from public.dead_letters d where d.id = p_id and (p_client_id is null or d.client_id = p_client_id);
  if not found then
    raise exception 'no such dead letter' using errcode = 'NV404', hint = 'dead-letter.not-found';
  end if;
  return app.show_letter(v_letter) || jsonb_build_object('body', v_letter.body);
end
$$;
comment on function public.read_dead_letter is 'One dead letter with its body. NV404 when it is another tenant''s.';
revoke execute on function public.read_dead_letter from public, anon, authenticated;
grant execute on function public.read_dead_letter to service_role;

create or replace function public.begin_replay(p_actor uuid, p_client_id uuid, p_id uuid, p_replay_id uuid, p_lease_seconds integer default 60)
returns jsonb
language plpgsql volatile
set search_path = ''
as $$
declare
  v_letter public.dead_letters;
begin
  perform app.assert_letters(p_actor, p_client_id, true);
  v_letter := app.lock_letter(p_client_id, p_id);
  update public.dead_letters d
  set replay_id = p_replay_id, replay_lease_until = app.now() + make_interval(secs => greatest(1, p_lease_seconds))
  where d.id = p_id;
  return jsonb_build_object('topic', v_letter.topic, 'body', v_letter.body);
end
$$;
comment on function public.begin_replay is
  'Gives a dead letter to the one caller who may publish it now; after the lease another may. NV404 when it is another tenant''s, NV409 when it is resolved or given already.';
revoke execute on function public.begin_replay from public, anon, authenticated;
grant execute on function public.begin_replay to service_role;

create or replace function public.end_replay(p_actor uuid, p_id uuid, p_replay_id uuid, p_is_published boolean) returns boolean
language plpgsql volatile
set search_path = ''
as $$
declare
  v_client uuid;
begin
  update public.dead_letters d set
    replay_id = null, replay_lease_until = null,
    resolved_at = case when p_is_published then app.now() end,
    replayed_at = case when p_is_published then app.now() else d.replayed_at end,
    replayed_by = case when p_is_published then p_actor else d.replayed_by end
  where d.id = p_id and d.replay_id = p_replay_id and d.resolved_at is null
  returning d.client_id into v_client;
  if not found then
    return false;
  end if;
  if p_is_published then
    perform app.audit(p_actor, v_client, 'dead-letter.replayed', 'dead-letter', p_id::text, '{}');
  end if;
  return true;
end
$$;
comment on function public.end_replay is
  'Marks a dead letter as replayed, or opens it again when nothing was published. False for whoever does not hold it any more.';
revoke execute on function public.end_replay from public, anon, authenticated;
grant execute on function public.end_replay to service_role;

create or replace function public.dismiss_dead_letter(p_actor uuid, p_client_id uuid, p_id uuid, p_reason text) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
declare
  v_letter public.dead_letters;
begin
  perform app.assert_letters(p_actor, p_client_id, true);
  perform app.lock_letter(p_client_id, p_id);
  update public.dead_letters d set resolved_at = app.now(), replay_id = null, replay_lease_until = null
  where d.id = p_id returning * into v_letter;
  perform app.audit(p_actor, v_letter.client_id, 'dead-letter.dismissed', 'dead-letter', p_id::text, jsonb_build_object('reason', p_reason));
  return app.show_letter(v_letter);
end
$$;
comment on function public.dismiss_dead_letter is 'Closes a dead letter without replaying it. NV404 when it is another tenant''s, NV409 when it is resolved or being replayed.';
revoke execute on function public.dismiss_dead_letter from public, anon, authenticated;
grant execute on function public.dismiss_dead_letter to service_role;

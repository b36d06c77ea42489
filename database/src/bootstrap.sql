/*
 * What a hosted Supabase project has before its first migration: roles, auth helpers, Realtime's database side.
 * For local and test databases only. Nothing here grants rights on tables that migrations make: since 2026 a new
 * table is not exposed until its migration says so.
 */
do $$
declare
  v_role text;
begin
  foreach v_role in array array['anon nologin noinherit', 'authenticated nologin noinherit',
    'service_role nologin noinherit bypassrls', 'authenticator noinherit login']
  loop
    begin
      if not exists (select from pg_roles where rolname = split_part(v_role, ' ', 1)) then
        execute 'create role ' || v_role;
      end if;
    exception when duplicate_object or unique_violation then
      null; -- roles belong to the whole server: another database's bootstrap was faster
    end;
  end loop;
  begin
    grant anon, authenticated, service_role to authenticator;
  exception when others then
    if sqlerrm not like 'tuple concurrently updated%' then raise; end if;
  end;
end $$;

create schema if not exists auth;
create schema if not exists extensions;
create schema if not exists realtime;
grant usage on schema public, auth, extensions, realtime to anon, authenticated, service_role;

create table if not exists auth.users (
  id                 uuid        primary key default gen_random_uuid(),
  aud                text        default 'authenticated',
  role               text        default 'authenticated',
  email              text        unique,
  encrypted_password text,
  email_confirmed_at timestamptz,
  last_sign_in_at    timestamptz,
  raw_app_meta_data  jsonb       default '{}',
  raw_user_meta_data jsonb       default '{}',
  banned_until       timestamptz,
  created_at         timestamptz default now(),
  updated_at         timestamptz default now()
);
alter table auth.users enable row level security;

create table if not exists auth.sessions (
  id         uuid        primary key default gen_random_uuid(),
  user_id    uuid        not null references auth.users on delete cascade,
  created_at timestamptz not null default now()
);
create index if not exists sessions_user_id on auth.sessions (user_id);
alter table auth.sessions enable row level security;

create table if not exists auth.refresh_tokens (
  token_hash text        primary key,
  session_id uuid        not null references auth.sessions on delete cascade,
  traded_at  timestamptz,
  created_at timestamptz not null default now()
);
create index if not exists refresh_tokens_session_id on auth.refresh_tokens (session_id);
alter table auth.refresh_tokens enable row level security;

create or replace function auth.jwt() returns jsonb
language sql stable
as $$ select coalesce(nullif(current_setting('request.jwt.claims', true), ''), '{}')::jsonb $$;

create or replace function auth.uid() returns uuid
language sql stable
as $$ select nullif(auth.jwt() ->> 'sub', '')::uuid $$;

create or replace function auth.role() returns text
language sql stable
as $$ select auth.jwt() ->> 'role' $$;

grant execute on all functions in schema auth to anon, authenticated, service_role;

create table if not exists realtime.messages (
  id          uuid      primary key default gen_random_uuid(),
  seq         bigint    generated always as identity,
  topic       text      not null,
  extension   text      not null,
  payload     jsonb,
  event       text,
  private     boolean   default false,
  updated_at  timestamp not null default now(),
  inserted_at timestamp not null default now()
);
create index if not exists messages_seq on realtime.messages (seq);
create index if not exists messages_inserted_at on realtime.messages (inserted_at);
alter table realtime.messages enable row level security;
grant select, insert on realtime.messages to anon, authenticated, service_role;

create or replace function realtime.topic() returns text
language sql stable
as $$ select nullif(current_setting('realtime.topic', true), '') $$;

create or replace function realtime.send(payload jsonb, event text, topic text, private boolean default true)
returns void
language plpgsql security definer
set search_path = ''
as $$
begin
  insert into realtime.messages (payload, event, topic, private, extension)
  values (send.payload, send.event, send.topic, send.private, 'broadcast');
exception when others then
  raise warning 'ErrorSendingBroadcastMessage: %', sqlerrm;
end $$;

create or replace function realtime.broadcast_changes(
  topic_name text, event_name text, operation text, table_name text, table_schema text,
  new record, old record, level text default 'ROW'
)
returns void
language plpgsql
as $$
begin
  if level = 'STATEMENT' then
    raise exception 'function can only be triggered for each row, not for each statement';
  end if;
  perform realtime.send(
    jsonb_build_object(
      'operation', operation, 'table', table_name, 'schema', table_schema,
      'record', case when operation <> 'DELETE' then to_jsonb(new) end,
      'old_record', case when operation <> 'INSERT' then to_jsonb(old) end
    ),
    event_name, topic_name
  );
end $$;

-- One notification per statement, without a payload: Postgres folds equal ones of a transaction into one.
create or replace function realtime.notify_messages() returns trigger
language plpgsql
set search_path = ''
as $$
begin
  notify realtime_messages;
  return null;
end $$;
create or replace trigger notify_messages after insert on realtime.messages
for each statement execute function realtime.notify_messages();

grant execute on all functions in schema realtime to anon, authenticated, service_role;

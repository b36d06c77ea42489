/*
 * The private schema, the clock, settings, flags and the record of runs.
 * Safe on an empty Supabase project; nothing here is open to a browser role.
 */
create schema if not exists app;
revoke all on schema app from public;
grant usage on schema app to service_role, authenticated;

-- Supabase once opened every new object to browser roles. Both the global and the schema default are closed here.
alter default privileges revoke execute on functions from public;
alter default privileges in schema public revoke all on tables from anon, authenticated;
alter default privileges in schema public revoke all on sequences from anon, authenticated;
alter default privileges in schema public revoke execute on functions from anon, authenticated;
alter default privileges in schema app revoke all on tables from anon, authenticated;
alter default privileges in schema app revoke execute on functions from anon, authenticated;

create function app.now() returns timestamptz
language sql stable
set search_path = ''
as $$ select clock_timestamp() $$;
comment on function app.now is 'The one clock of SQL. Only a test database replaces it.';
grant execute on function app.now to service_role;

create function app.set_updated_at() returns trigger
language plpgsql
set search_path = ''
as $$
begin
  new.updated_at := now();
  return new;
end
$$;
comment on function app.set_updated_at is 'Keeps updated_at on every update.';

create table public.app_settings (
  key         text        primary key,
  value       text        not null,
  description text        not null default '',
  updated_at  timestamptz not null default now()
);
comment on table public.app_settings is 'Markers of this database: environment and project, compared with what each service was given.';
alter table public.app_settings enable row level security; -- no policy: service_role only
grant select, insert, update on public.app_settings to service_role;
create trigger set_updated_at before update on public.app_settings for each row execute function app.set_updated_at();

create table public.feature_flags (
  key         text        primary key,
  value       jsonb       not null default '{"enabled": false}',
  description text        not null default '',
  updated_at  timestamptz not null default now(),
  constraint a_flag_says_whether_it_is_enabled check (jsonb_typeof(value -> 'enabled') = 'boolean')
);
comment on table public.feature_flags is 'Switches that people turn without a deploy.';
alter table public.feature_flags enable row level security; -- no policy: service_role only
grant select, insert, update on public.feature_flags to service_role;
create trigger set_updated_at before update on public.feature_flags for each row execute function app.set_updated_at();

create table public.job_runs (
  job         text        not null,
  run_key     text        not null,
  started_at  timestamptz not null default now(),
  finished_at timestamptz,
  outcome     text,
  lease_until timestamptz not null,
  primary key (job, run_key)
);
comment on table public.job_runs is 'One row per due run of a cron: a run started twice finds its row and does nothing.';
alter table public.job_runs enable row level security; -- no policy: service_role only
grant select, insert, update, delete on public.job_runs to service_role;

create table public.dead_letters (
  id            uuid        primary key default gen_random_uuid(),
  topic         text        not null,
  message_id    text        not null,
  reason        text        not null,
  body          text        not null,
  occurrences   integer     not null default 1,
  resolved_at   timestamptz,
  created_at    timestamptz not null default now(),
  updated_at    timestamptz not null default now(),
  retain_until  date        not null default (now() + interval '90 days')::date,
  constraint one_letter_per_message unique (topic, message_id)
);
comment on table public.dead_letters is 'Pushes that no retry can mend, kept for people to read and replay. Bodies are bounded and hold ids only.';
create index dead_letters_unresolved on public.dead_letters (created_at) where resolved_at is null;
alter table public.dead_letters enable row level security; -- no policy: service_role only
grant select, insert, update, delete on public.dead_letters to service_role;
create trigger set_updated_at before update on public.dead_letters for each row execute function app.set_updated_at();

-- The migrator's own records, made before the first migration.
grant select on app.schema_migrations to service_role;

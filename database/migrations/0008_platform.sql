/*
 * People at work: who runs the platform, who did what, what is known of a sender's credentials without opening them, and
 * whose a dead letter is and whether it was replayed. Additive: safe to run before the code that uses it.
 */
create table public.platform_admins (
  user_id    uuid        primary key,
  created_at timestamptz not null default now()
);
comment on table public.platform_admins is 'Who makes tenants and pauses everything. The first is named from outside; see make_platform_admin.';
alter table public.platform_admins enable row level security; -- no policy: service_role only
grant select, insert, delete on public.platform_admins to service_role;

create table public.audit_events (
  id           bigint      generated always as identity primary key,
  client_id    uuid        references public.clients (id) on delete cascade,
  actor        uuid        not null,
  action       text        not null,
  subject_kind text        not null,
  subject_id   text,
  details      jsonb       not null default '{}',
  at           timestamptz not null default now(),
  retain_until date        not null default (now() + interval '5 years')::date,
  constraint details_are_named check (jsonb_typeof(details) = 'object'),
  constraint an_action_is_short check (length(action) between 1 and 100 and length(subject_kind) between 1 and 50 and length(subject_id) <= 200)
);
comment on table public.audit_events is 'Who did what, one row per write of a person. Details hold ids and settings, never secrets or data of contacts. Null client: the platform.';
create index audit_events_by_client on public.audit_events (client_id, id);
alter table public.audit_events enable row level security; -- no policy: read through platform-api, by owners
grant select, insert on public.audit_events to service_role;

alter table public.client_providers
  add column credentials_hint   text,
  add column credentials_set_at timestamptz,
  add constraint a_hint_gives_nothing_away check (length(credentials_hint) <= 8);
comment on column public.client_providers.credentials_hint is 'The last characters of the key, masked: what people may see of it.';

alter table public.dead_letters
  add column client_id          uuid references public.clients (id) on delete cascade,
  add column replay_id          uuid,
  add column replay_lease_until timestamptz,
  add column replayed_at        timestamptz,
  add column replayed_by        uuid,
  add constraint a_replay_under_way_has_a_lease check ((replay_id is null) = (replay_lease_until is null)),
  add constraint a_replayed_letter_is_resolved check (replayed_at is null or resolved_at is not null);
comment on column public.dead_letters.client_id is 'Whose work it was, by the ids in its body; null where that cannot be read.';
create index dead_letters_by_client on public.dead_letters (client_id, created_at desc) where client_id is not null;

/*
 * Templates, campaigns and their live progress.
 */
create table public.templates (
  id         uuid        primary key default gen_random_uuid(),
  client_id  uuid        not null references public.clients (id) on delete cascade,
  name       text        not null,
  language   text        not null default 'pt_BR',
  version    integer     not null default 1,
  kind       text        not null,
  category   text,
  body       text        not null,
  components jsonb       not null default '[]',
  status     text        not null default 'approved',
  quality    text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint a_template_version_is_unique unique (client_id, name, language, version),
  constraint components_are_a_list check (jsonb_typeof(components) = 'array'),
  constraint a_template_kind_is_known check (kind in ('text', 'meta')),
  constraint a_template_status_is_known check (status in ('draft', 'pending', 'approved', 'paused', 'disabled', 'rejected'))
);
comment on table public.templates is 'What may be sent, by version: a campaign freezes the one it starts with.';
alter table public.templates enable row level security;
grant select, insert, update on public.templates to service_role;
grant select on public.templates to authenticated;
create trigger set_updated_at before update on public.templates for each row execute function app.set_updated_at();

create table public.campaigns (
  id           uuid        primary key default gen_random_uuid(),
  client_id    uuid        not null references public.clients (id) on delete cascade,
  sender_id    uuid        not null references public.client_providers (id),
  template_id  uuid        not null references public.templates (id),
  list_id      uuid        references public.contact_lists (id) on delete set null,
  name         text        not null,
  status       text        not null default 'draft',
  status_reason text,
  content      jsonb,
  seed         integer     not null default 0,
  starts_at    timestamptz,
  started_at   timestamptz,
  finished_at  timestamptz,
  announced_at timestamptz,
  announce_lease_until timestamptz not null default '-infinity',
  created_by   uuid,
  created_at   timestamptz not null default now(),
  updated_at   timestamptz not null default now(),
  constraint a_campaign_status_is_known check (status in ('draft', 'scheduled', 'running', 'finished', 'cancelled', 'halted')),
  constraint a_running_campaign_has_its_content_frozen check (status in ('draft', 'scheduled', 'cancelled') or content is not null)
);
comment on table public.campaigns is 'One message to one list from one sender. Where it stands is counted from its sends.';
comment on column public.campaigns.content is 'Template version as it was at the start; texts are rendered from it at preview and at send.';
create index campaigns_by_client on public.campaigns (client_id, created_at desc);
create index campaigns_by_sender on public.campaigns (sender_id) where status = 'running';
create index campaigns_by_template on public.campaigns (template_id);
create index campaigns_by_list on public.campaigns (list_id);
create index campaigns_running on public.campaigns (id) where status = 'running';
alter table public.campaigns enable row level security;
grant select, insert, update on public.campaigns to service_role;
grant select on public.campaigns to authenticated;
create trigger set_updated_at before update on public.campaigns for each row execute function app.set_updated_at();

alter table public.pause_events add constraint a_paused_campaign_exists
  foreign key (campaign_id) references public.campaigns (id) on delete cascade;
create index pause_events_by_campaign on public.pause_events (campaign_id) where campaign_id is not null;

create table public.campaign_progress (
  campaign_id  uuid        primary key references public.campaigns (id) on delete cascade,
  client_id    uuid        not null references public.clients (id) on delete cascade,
  total        integer     not null default 0,
  waiting      integer     not null default 0,
  sent         integer     not null default 0,
  delivered    integer     not null default 0,
  read         integer     not null default 0,
  failed       integer     not null default 0,
  skipped      integer     not null default 0,
  cancelled    integer     not null default 0,
  unconfirmed  integer     not null default 0,
  revision     bigint      not null default 0,
  broadcast_at timestamptz not null default '-infinity'
) with (fillfactor = 50);
comment on table public.campaign_progress is 'Recipients by where they are now: the statuses sum to total. Folded from deltas, at most twice a second.';
create index campaign_progress_by_client on public.campaign_progress (client_id);
alter table public.campaign_progress enable row level security;
grant select, insert, update on public.campaign_progress to service_role;
grant select on public.campaign_progress to authenticated;

create table public.campaign_progress_deltas (
  id          bigint  generated always as identity primary key,
  campaign_id uuid    not null,
  bucket      text    not null,
  delta       integer not null
);
comment on table public.campaign_progress_deltas is 'Appended by every status change, so that no send waits for another campaign counter.';
create index campaign_progress_deltas_by_campaign on public.campaign_progress_deltas (campaign_id);
alter table public.campaign_progress_deltas enable row level security; -- no policy: service_role only
grant select, insert, delete on public.campaign_progress_deltas to service_role;

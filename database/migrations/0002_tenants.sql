/*
 * Tenants, their people, and their senders (one row per WhatsApp number) with pacing profile and state.
 * Sealed columns hold `<key id>.<iv>.<ciphertext>.<tag>`; keys never reach SQL.
 */
create table public.clients (
  id            uuid        primary key default gen_random_uuid(),
  slug          text        not null,
  name          text        not null,
  status        text        not null default 'active',
  api_url       text,
  token         text,
  tools_config  jsonb       not null default '{}',
  settings      jsonb       not null default '{}',
  created_at    timestamptz not null default now(),
  updated_at    timestamptz not null default now(),
  constraint a_slug_names_one_client unique (slug),
  constraint a_slug_is_kebab_case check (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
  constraint a_client_is_active_or_suspended check (status in ('active', 'suspended'))
);
comment on table public.clients is 'Tenants: one row per company that sends.';
comment on column public.clients.api_url is 'Legacy credentials of tenants made before client_providers; see legacy_credential_clients.';
alter table public.clients enable row level security;
grant select, insert, update on public.clients to service_role;
grant select (id, slug, name, status, settings, created_at, updated_at) on public.clients to authenticated;
create trigger set_updated_at before update on public.clients for each row execute function app.set_updated_at();

create table public.members (
  client_id  uuid        not null references public.clients (id) on delete cascade,
  user_id    uuid        not null,
  role       text        not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (client_id, user_id),
  constraint a_member_has_a_known_role check (role in ('owner', 'operator', 'attendant'))
);
comment on table public.members is 'Who may see a tenant, and as what. RLS follows this table.';
create index members_by_user on public.members (user_id);
alter table public.members enable row level security;
grant select, insert, update, delete on public.members to service_role;
grant select on public.members to authenticated;
create trigger set_updated_at before update on public.members for each row execute function app.set_updated_at();

create table public.client_providers (
  id           uuid        primary key default gen_random_uuid(),
  client_id    uuid        not null references public.clients (id) on delete cascade,
  provider     text        not null,
  name         text        not null,
  external_id  text        not null,
  account_id   text,
  api_url      text,
  credentials  text,
  status       text        not null default 'active',
  status_reason text,
  priority     integer     not null default 100,
  activated_at timestamptz not null default now(),
  created_at   timestamptz not null default now(),
  updated_at   timestamptz not null default now(),
  constraint a_provider_is_known check (provider in ('meta', 'evolution', 'uazapi', 'lancepilot')),
  constraint a_sender_state_is_known check (status in ('active', 'disconnected', 'quarantined', 'disabled')),
  constraint a_number_belongs_to_one_sender unique (provider, external_id)
);
comment on table public.client_providers is 'Senders: one row per WhatsApp number or instance. external_id is phone_number_id (Meta) or instance name.';
create index client_providers_by_client on public.client_providers (client_id, priority);
alter table public.client_providers enable row level security;
grant select, insert, update on public.client_providers to service_role;
grant select (id, client_id, provider, name, external_id, account_id, status, status_reason, priority, activated_at, created_at, updated_at)
  on public.client_providers to authenticated;
create trigger set_updated_at before update on public.client_providers for each row execute function app.set_updated_at();

create table public.sender_profiles (
  sender_id             uuid    primary key references public.client_providers (id) on delete cascade,
  client_id             uuid    not null references public.clients (id) on delete cascade,
  kind                  text    not null,
  min_gap_ms            numeric not null,
  gap_jitter_ms         integer not null default 0,
  max_per_hour          integer,
  max_per_day           integer,
  warm_up               jsonb   not null default '[]',
  tier_per_day          integer,
  send_window           jsonb,
  pair_gap_ms           integer not null default 6000,
  frequency_cap         jsonb,
  reply_headroom        numeric not null default 0.2,
  replies_count         boolean not null default false,
  updated_at            timestamptz not null default now(),
  constraint a_profile_is_qr_or_official check (kind in ('qr', 'official')),
  constraint a_gap_is_positive check (min_gap_ms > 0 and min_gap_ms <= 86400000 and gap_jitter_ms between 0 and 86400000),
  constraint caps_are_positive check (coalesce(max_per_hour, 1) > 0 and coalesce(max_per_day, 1) > 0 and coalesce(tier_per_day, 1) > 0),
  constraint headroom_is_a_share check (reply_headroom between 0 and 0.9),
  constraint a_pair_gap_is_at_most_a_day check (pair_gap_ms between 0 and 86400000),
  -- What the planner could not read would stop the plans of every other sender too.
  constraint a_send_window_is_hours_of_days check (send_window is null or coalesce(
    send_window ->> 'from' ~ '^(([01]?[0-9]|2[0-3]):[0-5][0-9]|24:00)(:00)?$' and send_window ->> 'until' ~ '^(([01]?[0-9]|2[0-3]):[0-5][0-9]|24:00)(:00)?$'
    and (not send_window ? 'days' or send_window @@ 'exists($.days[*]) && !exists($.days[*] ? (!(@.type() == "number" && @ >= 0 && @ <= 6 && @.floor() == @)))'), false)),
  constraint a_frequency_cap_is_a_number_in_days check (frequency_cap is null or coalesce(
    frequency_cap @@ '$.max >= 1 && $.max <= 1000000 && $.max.floor() == $.max && $.days > 0 && $.days <= 3650', false)),
  constraint a_warm_up_is_stages check (jsonb_typeof(warm_up) = 'array' and not warm_up @? '$[*] ? (!(
    @.type() == "object" && @.untilAgeDays.type() == "number" && @.maxPerDay.type() == "number"
    && @.untilAgeDays > 0 && @.maxPerDay >= 0 && @.maxPerDay <= 10000000 && @.maxPerDay.floor() == @.maxPerDay))')
);
comment on table public.sender_profiles is 'How fast, how much and when a sender may send.';
create index sender_profiles_by_client on public.sender_profiles (client_id);
alter table public.sender_profiles enable row level security;
grant select, insert, update on public.sender_profiles to service_role;
grant select on public.sender_profiles to authenticated;
create trigger set_updated_at before update on public.sender_profiles for each row execute function app.set_updated_at();

create table public.sender_states (
  sender_id      uuid        primary key references public.client_providers (id) on delete cascade,
  client_id      uuid        not null references public.clients (id) on delete cascade,
  plan_version   bigint      not null default 0,
  planned_at     timestamptz not null default '-infinity',
  next_slot_at   timestamptz,
  next_send_at   timestamptz not null default '-infinity',
  blocked_reason jsonb,
  blocked_until  timestamptz,
  constraint a_block_says_until_when check ((blocked_reason is null) = (blocked_until is null)),
  constraint no_sender_waits_for_ever check (coalesce(isfinite(next_slot_at), true) and coalesce(isfinite(blocked_until), true) and next_send_at < 'infinity')
) with (fillfactor = 50);
comment on table public.sender_states is 'Where the planning of each sender stands, and what holds it back.';
comment on column public.sender_states.plan_version is 'Moved by reserve_slots, profile changes and pauses only: of two planners, one loses and exits.';
create index sender_states_by_client on public.sender_states (client_id);
alter table public.sender_states enable row level security;
grant select, insert, update on public.sender_states to service_role;
grant select on public.sender_states to authenticated;

create table public.sender_usage (
  sender_id uuid    not null references public.client_providers (id) on delete cascade,
  minute    bigint  not null,
  used      integer not null,
  primary key (sender_id, minute),
  constraint usage_is_never_negative check (used >= 0)
);
comment on table public.sender_usage is 'Slots consumed per sender and epoch minute; rolling windows are sums of these.';
alter table public.sender_usage enable row level security; -- no policy: service_role only
grant select, insert, update, delete on public.sender_usage to service_role;

create table public.webhook_endpoints (
  id         uuid        primary key default gen_random_uuid(),
  client_id  uuid        not null references public.clients (id) on delete cascade,
  provider   text        not null,
  secret     text        not null,
  enabled    boolean     not null default true,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint an_endpoint_has_a_known_provider check (provider in ('meta', 'evolution', 'uazapi', 'lancepilot'))
);
comment on table public.webhook_endpoints is 'Where a provider may post: the random id is in the address, the sealed secret proves the sender.';
create index webhook_endpoints_by_client on public.webhook_endpoints (client_id);
alter table public.webhook_endpoints enable row level security; -- no policy: service_role only
grant select, insert, update on public.webhook_endpoints to service_role;
create trigger set_updated_at before update on public.webhook_endpoints for each row execute function app.set_updated_at();

create table public.pause_events (
  id          bigint      generated always as identity primary key,
  scope       text        not null,
  client_id   uuid        references public.clients (id) on delete cascade,
  sender_id   uuid        references public.client_providers (id) on delete cascade,
  campaign_id uuid,
  action      text        not null,
  reason      text        not null,
  source      text        not null,
  actor       text,
  created_at  timestamptz not null default now(),
  constraint a_scope_names_its_subject check (
    (scope = 'global'   and client_id is null     and sender_id is null     and campaign_id is null) or
    (scope = 'client'   and client_id is not null and sender_id is null     and campaign_id is null) or
    (scope = 'sender'   and client_id is not null and sender_id is not null and campaign_id is null) or
    (scope = 'campaign' and client_id is not null and sender_id is null     and campaign_id is not null)),
  constraint an_event_pauses_or_resumes check (action in ('pause', 'resume')),
  constraint a_source_is_known check (source in ('slack', 'sistema', 'api', 'manual', 'discord'))
);
comment on table public.pause_events is 'History of pauses. Inserting one row is enough to pause or resume; the trigger makes it take effect at once.';
create index pause_events_by_client on public.pause_events (client_id, id);
create index pause_events_by_sender on public.pause_events (sender_id) where sender_id is not null;
alter table public.pause_events enable row level security;
grant select, insert on public.pause_events to service_role;
grant select on public.pause_events to authenticated;

create table public.active_pauses (
  scope_key text        primary key,
  client_id uuid        references public.clients (id) on delete cascade,
  event_id  bigint      not null references public.pause_events (id) on delete cascade,
  since     timestamptz not null default now()
);
comment on table public.active_pauses is 'What is paused now: global, client:<id>, sender:<id>, campaign:<id>. Kept by the trigger on pause_events.';
create index active_pauses_by_client on public.active_pauses (client_id);
create index active_pauses_by_event on public.active_pauses (event_id);
alter table public.active_pauses enable row level security;
grant select, insert, delete on public.active_pauses to service_role;
grant select on public.active_pauses to authenticated;

/*
 * The send ledger: every message that should go out, every attempt to send it, every word the provider said of it.
 */
create table public.sends (
  id                  uuid        primary key default gen_random_uuid(),
  client_id           uuid        not null,
  campaign_id         uuid        references public.campaigns (id),
  sender_id           uuid        not null references public.client_providers (id),
  contact_id          uuid,
  dedupe_key          text        not null,
  lane                text        not null,
  status              text        not null default 'pending',
  reason              text,
  code                text,
  to_kind             text        not null default 'phone',
  to_value            text        not null,
  variables           jsonb       not null default '{}',
  content             jsonb,
  position            integer     not null default 0,
  not_before          timestamptz not null default '-infinity',
  not_after           timestamptz,
  slot_at             timestamptz,
  after_send_id       uuid,
  owner_epoch         bigint,
  attempt_id          uuid,
  lease_until         timestamptz,
  provider_message_id text,
  sent_at             timestamptz,
  delivered_at        timestamptz,
  read_at             timestamptz,
  people_told_at      timestamptz,
  created_at          timestamptz not null default now(),
  updated_at          timestamptz not null default now(),
  retain_until        date        not null default (now() + interval '2 years')::date,
  constraint a_send_happens_once unique (client_id, dedupe_key),
  constraint a_lane_is_known check (lane in ('campaign', 'followup', 'reply', 'human')),
  constraint a_send_status_is_known check (status in ('pending', 'queued', 'sending', 'sent', 'delivered', 'read', 'failed', 'skipped', 'cancelled', 'unconfirmed')),
  constraint only_sending_is_leased check ((status = 'sending') = (lease_until is not null)),
  constraint a_queued_send_has_its_slot check (status <> 'queued' or slot_at is not null),
  constraint no_send_waits_for_ever check (not_before < 'infinity' and coalesce(isfinite(slot_at), true) and coalesce(isfinite(not_after), true)),
  constraint a_send_says_something check (campaign_id is not null or coalesce(content ? 'kind' and content ? 'body', false)),
  constraint send_variables_have_names check (jsonb_typeof(variables) = 'object'),
  constraint ids_are_short check (length(dedupe_key) <= 512 and length(to_value) <= 256 and length(provider_message_id) <= 512),
  constraint a_recipient_kind_is_known check (to_kind in ('phone', 'userId', 'jid')),
  constraint what_did_not_happen_says_why check (status not in ('failed', 'skipped') or reason is not null)
) with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.05);
comment on table public.sends is 'One row per message that should go out, unique per (client, dedupe_key). Client and contact carry no foreign key: 100,000 rows are ledgered at once, by SQL functions only.';
create index sends_pending on public.sends (sender_id, campaign_id, not_before, position) where status = 'pending';
create index sends_in_flight on public.sends (campaign_id) where status in ('queued', 'sending');
create index sends_to_republish on public.sends (created_at) where status = 'pending' and lane in ('reply', 'human');
create index sends_unconfirmed on public.sends (client_id, campaign_id) where status = 'unconfirmed';
create index sends_by_provider_message on public.sends (sender_id, provider_message_id) where provider_message_id is not null;
create index sends_after on public.sends (after_send_id) where after_send_id is not null;
create index sends_by_campaign on public.sends (campaign_id, position);
alter table public.sends enable row level security;
grant select, insert, update on public.sends to service_role;
grant select on public.sends to authenticated;
create trigger set_updated_at before update on public.sends for each row execute function app.set_updated_at();

create table public.send_attempts (
  id                  uuid        primary key,
  send_id             uuid        not null references public.sends (id) on delete cascade,
  client_id           uuid        not null,
  sender_id           uuid        not null,
  contact_id          uuid,
  started_at          timestamptz not null default now(),
  settled_at          timestamptz,
  outcome             text,
  code                text,
  provider_message_id text,
  constraint an_outcome_is_known check (outcome is null or outcome in ('sent', 'later', 'failed', 'unconfirmed')),
  constraint a_provider_id_is_short check (length(provider_message_id) <= 512),
  constraint an_outcome_has_its_time check ((outcome is null) = (settled_at is null))
);
comment on table public.send_attempts is 'One row per handling by a worker. Its random id is the fence, the idempotency key of the claim and the callback id at the provider.';
create index send_attempts_by_send on public.send_attempts (send_id);
create index send_attempts_by_contact on public.send_attempts (contact_id, started_at) where contact_id is not null;
create index send_attempts_open on public.send_attempts (sender_id) where outcome is null or outcome = 'unconfirmed';
alter table public.send_attempts enable row level security;
grant select, insert, update on public.send_attempts to service_role;
grant select on public.send_attempts to authenticated;

create table public.parked_statuses (
  sender_id           uuid        not null,
  provider_message_id text        not null,
  status              text        not null,
  at                  timestamptz,
  error_code          text,
  error_title         text,
  created_at          timestamptz not null default now(),
  retain_until        date        not null default (now() + interval '7 days')::date,
  primary key (sender_id, provider_message_id, status),
  constraint a_parked_id_is_short check (length(provider_message_id) <= 512),
  constraint a_parked_status_is_known check (status in ('sent', 'delivered', 'read', 'failed'))
);
comment on table public.parked_statuses is 'Statuses that came before their send was settled; settling applies them.';
alter table public.parked_statuses enable row level security; -- no policy: service_role only
grant select, insert, delete on public.parked_statuses to service_role;

create table public.webhook_events (
  id           uuid        primary key default gen_random_uuid(),
  provider     text        not null,
  endpoint_id  uuid,
  client_id    uuid,
  body_hash    text        not null,
  body         text        not null,
  status       text        not null,
  reason       text,
  received_at  timestamptz not null default now(),
  retain_until date        not null default (now() + interval '90 days')::date,
  constraint a_webhook_status_is_known check (status in ('stored', 'applied', 'ignored', 'quarantined', 'unparsed')),
  -- Per address: what came to one tenant's says nothing of what came to the other's.
  constraint a_body_is_stored_once unique nulls not distinct (provider, endpoint_id, body_hash)
);
comment on table public.webhook_events is 'Every verified webhook body as it came, before anything is made of it. Holds personal data: see retain_until.';
create index webhook_events_by_time on public.webhook_events (received_at);
create index webhook_events_to_look_at on public.webhook_events (received_at) where status in ('quarantined', 'unparsed');
alter table public.webhook_events enable row level security; -- no policy: service_role only
grant select, insert, update, delete on public.webhook_events to service_role;

create view public.campaign_sends with (security_invoker = true) as
  select s.id, s.client_id, s.campaign_id, s.contact_id, s.sender_id, s.position, s.status, s.reason, s.code,
         s.not_before, s.slot_at, s.sent_at, s.delivered_at, s.read_at, s.updated_at
  from public.sends s
  where s.campaign_id is not null;
comment on view public.campaign_sends is 'One row per recipient of a campaign, without text or address.';
grant select on public.campaign_sends to service_role, authenticated;

create view public.campaign_metrics with (security_invoker = true) as
  select c.id as campaign_id, c.client_id, c.name, c.status, c.started_at, c.finished_at,
         p.total, p.waiting, p.sent, p.delivered, p.read, p.failed, p.skipped, p.cancelled, p.unconfirmed
  from public.campaigns c
  join public.campaign_progress p on p.campaign_id = c.id;
comment on view public.campaign_metrics is 'Counts of each campaign as last folded.';
grant select on public.campaign_metrics to service_role, authenticated;

create view public.legacy_credential_clients with (security_invoker = true) as
  select c.id as client_id, c.slug
  from public.clients c
  where (c.token is not null or c.tools_config -> 'whatsapp' ->> 'key' is not null)
  and not exists (
    select 1 from public.client_providers p
    where p.client_id = c.id and p.status = 'active' and p.credentials is not null);
comment on view public.legacy_credential_clients is 'Tenants that still send with the credentials of the legacy columns.';
grant select on public.legacy_credential_clients to service_role;

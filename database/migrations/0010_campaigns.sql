/*
 * Campaigns that people write, schedule and retry: what one says, that its schedule could not start it, and which attempts
 * belong to an earlier life of their send. Additive: safe to run before the code that uses it.
 */
alter table public.campaigns
  add column message          jsonb,
  add column components       jsonb,
  add column needed_variables text[] not null default '{}',
  add column start_refused_at timestamptz,
  add constraint a_message_has_its_kind check (message is null or coalesce(message ? 'kind', false)),
  add constraint components_of_a_campaign_are_a_list check (components is null or jsonb_typeof(components) = 'array'),
  add constraint a_scheduled_campaign_has_its_time check (status <> 'scheduled' or coalesce(isfinite(starts_at), false));
comment on column public.campaigns.message is 'What it says as people wrote it; null: made by a service, see its template.';
comment on column public.campaigns.components is 'What is sent with it: parameters of Meta''s template, or media of a text. Null: as stored with the template.';
comment on column public.campaigns.needed_variables is 'Variables without a fallback: whoever lacks one is left out at the start.';
comment on column public.campaigns.start_refused_at is 'When its schedule could not start it, until people have been told; status_reason says why.';
create index campaigns_due on public.campaigns (starts_at) where status = 'scheduled';
create index campaigns_not_started on public.campaigns (start_refused_at) where start_refused_at is not null;
grant delete on public.campaigns to service_role;
grant delete on public.templates to service_role;

alter table public.send_attempts add column retried_at timestamptz;
comment on column public.send_attempts.retried_at is 'When people gave its send a new life: what is still said of this attempt does not touch that one.';
create index send_attempts_retried on public.send_attempts (sender_id, provider_message_id) where retried_at is not null;

/*
 * What Meta says of its templates (account, definition, quality, when), and which send a reply answers.
 * Additive: safe to run before the code that uses it.
 */
alter table public.templates
  add column account_id       text,
  add column sender_id        uuid references public.client_providers (id) on delete set null,
  add column external_id      text,
  add column parameter_format text,
  add column definition       jsonb       not null default '[]',
  add column status_at        timestamptz not null default '-infinity',
  add column synced_at        timestamptz,
  add constraint a_definition_is_a_list check (jsonb_typeof(definition) = 'array'),
  add constraint a_parameter_format_is_known check (parameter_format in ('positional', 'named')),
  add constraint template_ids_are_short check (length(account_id) <= 64 and length(external_id) <= 512);
comment on column public.templates.account_id is 'The WhatsApp Business Account that has it; two accounts of a client may each have a template of one name.';
comment on column public.templates.definition is 'What Meta made of it (header, body, footer, buttons). components is what a send gives: its parameters.';
comment on column public.templates.status_at is 'When Meta last said its state or quality: an older list does not undo a newer word.';
comment on column public.templates.synced_at is 'When it was last seen in the list of its account.';
create index templates_by_sender on public.templates (sender_id) where sender_id is not null;

alter table public.sends add column replied_at timestamptz;
comment on column public.sends.replied_at is 'When the contact answered it: the first reply that was attributed, never moved.';

alter table public.campaign_progress add column replied integer not null default 0;
comment on column public.campaign_progress.replied is 'How many were answered. Beside the statuses, not one of them: it is no part of the sum.';

create function app.count_reply() returns trigger
language plpgsql volatile
set search_path = ''
as $$
begin
  insert into public.campaign_progress_deltas (campaign_id, bucket, delta) values (new.campaign_id, 'replied', 1);
  return null;
end
$$;
comment on function app.count_reply is 'Counts a send''s first reply for its campaign.';
create trigger count_reply after update on public.sends for each row
  when (old.replied_at is null and new.replied_at is not null and new.campaign_id is not null)
  execute function app.count_reply();

create table public.reply_touches (
  id            uuid        primary key default gen_random_uuid(),
  client_id     uuid        not null references public.clients (id) on delete cascade,
  sender_id     uuid        not null,
  external_id   text        not null,
  contact_id    uuid,
  context_id    text,
  is_reaction   boolean     not null default false,
  at            timestamptz not null,
  send_id       uuid,
  tries         smallint    not null default 0,
  look_again_at timestamptz,
  created_at    timestamptz not null default now(),
  retain_until  date        not null default (now() + interval '30 days')::date,
  constraint a_message_touches_once unique (sender_id, external_id),
  constraint touch_ids_are_short check (length(external_id) <= 512 and length(context_id) <= 512),
  constraint a_touch_says_whom_it_answers check (contact_id is not null or context_id is not null),
  constraint an_attributed_touch_rests check (send_id is null or look_again_at is null)
);
comment on table public.reply_touches is 'One row per inbound message that may answer a send, without its text; send_id once that is known.';
create index reply_touches_due on public.reply_touches (look_again_at) where look_again_at is not null;
create index reply_touches_unattributed on public.reply_touches (created_at) where send_id is null;
create index reply_touches_by_client on public.reply_touches (client_id);
alter table public.reply_touches enable row level security; -- no policy: service_role only
grant select, insert, update, delete on public.reply_touches to service_role;

create or replace view public.campaign_sends with (security_invoker = true) as
  select s.id, s.client_id, s.campaign_id, s.contact_id, s.sender_id, s.position, s.status, s.reason, s.code,
         s.not_before, s.slot_at, s.sent_at, s.delivered_at, s.read_at, s.updated_at, s.replied_at
  from public.sends s
  where s.campaign_id is not null;

create or replace view public.campaign_metrics with (security_invoker = true) as
  select c.id as campaign_id, c.client_id, c.name, c.status, c.started_at, c.finished_at,
         p.total, p.waiting, p.sent, p.delivered, p.read, p.failed, p.skipped, p.cancelled, p.unconfirmed,
         p.replied, (select count(*)::integer from public.opt_outs o where o.campaign_id = c.id) as opt_outs
  from public.campaigns c
  join public.campaign_progress p on p.campaign_id = c.id;

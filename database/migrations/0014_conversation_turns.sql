/*
 * Turns of the bot: what its model said at each step, what that cost a tenant a day, and what a contact answered to the
 * tenant's questions. Additive: safe to run before the code that uses it.
 */
create table public.conversation_turn_steps (
  conversation_id   uuid        not null references public.active_conversations (id) on delete cascade,
  owner_epoch       bigint      not null,
  through           bigint      not null,
  step              text        not null,
  client_id         uuid        not null references public.clients (id) on delete cascade,
  result            jsonb       not null,
  prompt_version    text,
  model             text,
  prompt_tokens     bigint      not null default 0,
  completion_tokens bigint      not null default 0,
  cost_micros       bigint      not null default 0,
  created_at        timestamptz not null default now(),
  updated_at        timestamptz not null default now(),
  retain_until      date        not null default (now() + interval '90 days')::date,
  constraint a_step_is_made_once primary key (conversation_id, owner_epoch, through, step),
  constraint step_words_are_short check (length(step) between 1 and 80 and length(prompt_version) <= 40 and length(model) <= 120),
  constraint a_step_costs_no_less_than_nothing check (prompt_tokens >= 0 and completion_tokens >= 0 and cost_micros >= 0)
);
comment on table public.conversation_turn_steps is
  'What a model said at a step of a turn. The turn is the answer to the contact''s messages up to through; after a crash it goes on from here, and nothing is asked or paid twice.';
comment on column public.conversation_turn_steps.cost_micros is 'In millionths of a US dollar, by the list price of the day.';
create index conversation_turn_steps_by_client on public.conversation_turn_steps (client_id, created_at);
alter table public.conversation_turn_steps enable row level security; -- no policy: drafts that were never said are nobody's to read
grant select, insert, delete on public.conversation_turn_steps to service_role;
create trigger set_updated_at before update on public.conversation_turn_steps for each row execute function app.set_updated_at();

create table public.model_usage (
  client_id         uuid        not null references public.clients (id) on delete cascade,
  day               date        not null,
  calls             integer     not null default 0,
  cost_micros       bigint      not null default 0,
  ceiling_told_at   timestamptz,
  created_at        timestamptz not null default now(),
  updated_at        timestamptz not null default now(),
  constraint one_usage_a_day primary key (client_id, day)
);
comment on table public.model_usage is 'What a tenant''s models cost a day, in millionths of a US dollar. A day is one of São Paulo''s.';
comment on column public.model_usage.ceiling_told_at is 'When people were told that the ceiling of that day is reached: once.';
alter table public.model_usage enable row level security;
grant select, insert, update on public.model_usage to service_role;
grant select on public.model_usage to authenticated;
create trigger set_updated_at before update on public.model_usage for each row execute function app.set_updated_at();

alter table public.active_conversations
  add column lead        jsonb not null default '{}',
  add column lead_score  integer,
  add column lead_status text,
  add constraint a_lead_is_known_by_its_status check (lead_status in ('open', 'qualified', 'not-qualified'));
comment on column public.active_conversations.lead is 'What the contact answered to the tenant''s questions, by the question''s id.';

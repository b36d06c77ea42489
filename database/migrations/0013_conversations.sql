/*
 * Conversations: who owns each (bot or people), what was said in it, and what became of it.
 * Additive: safe to run before the code that uses it.
 */
create table public.active_conversations (
  id                  uuid        primary key default gen_random_uuid(),
  client_id           uuid        not null references public.clients (id) on delete cascade,
  sender_id           uuid        not null references public.client_providers (id) on delete cascade,
  contact_id          uuid        not null references public.contacts (id) on delete cascade,
  state               text        not null default 'closed',
  owner_epoch         bigint      not null default 1,
  state_since         timestamptz not null default now(),
  to_kind             text        not null,
  to_value            text        not null,
  said                bigint      not null default 0,
  answered            bigint      not null default 0,
  first_unanswered_at timestamptz,
  last_inbound_at     timestamptz,
  answer_due_at       timestamptz,
  superseded          smallint    not null default 0,
  failures            smallint    not null default 0,
  lease_id            uuid,
  lease_until         timestamptz,
  last_lease_id       uuid,
  reason              text,
  summary             text,
  attendant           uuid,
  alarmed_at          timestamptz,
  created_at          timestamptz not null default now(),
  updated_at          timestamptz not null default now(),
  retain_until        date        not null default (now() + interval '2 years')::date,
  constraint one_conversation_per_person_and_number unique (sender_id, contact_id),
  constraint a_conversation_state_is_known check (state in ('bot', 'waiting', 'human', 'closed')),
  constraint a_conversation_has_an_address check (to_kind in ('phone', 'userId', 'jid') and length(to_value) between 1 and 256),
  constraint no_more_is_answered_than_said check (answered between 0 and said),
  constraint a_turn_under_way_has_a_lease check ((lease_id is null) = (lease_until is null)),
  constraint what_is_unanswered_has_its_time check (state <> 'bot' or said = answered or (first_unanswered_at is not null and answer_due_at is not null)),
  constraint conversation_words_are_short check (length(reason) <= 500 and length(summary) <= 8000)
);
comment on table public.active_conversations is
  'One row per contact and number: a state machine whose transitions are app.conversation_step. said and answered count the contact''s messages.';
comment on column public.active_conversations.owner_epoch is 'Grows with every change of owner: what an older owner wrote and did not send yet is void.';
comment on column public.active_conversations.answer_due_at is 'When the bot answers, if nothing more is said until then.';
comment on column public.active_conversations.superseded is 'How often the answer under way was dropped for a newer message.';
comment on column public.active_conversations.last_lease_id is 'The turn that ended last: asked again, it says the same.';
create index conversations_by_client on public.active_conversations (client_id, last_inbound_at desc);
create index conversations_by_contact on public.active_conversations (contact_id);
create index conversations_due on public.active_conversations (answer_due_at) where state = 'bot' and said > answered;
create index conversations_of_people on public.active_conversations (client_id, state_since) where state in ('waiting', 'human');
alter table public.active_conversations enable row level security;
grant select, insert, update on public.active_conversations to service_role;
grant select on public.active_conversations to authenticated;
create trigger set_updated_at before update on public.active_conversations for each row execute function app.set_updated_at();

create table public.chat_messages (
  id              bigint      generated always as identity primary key,
  conversation_id uuid        not null references public.active_conversations (id) on delete cascade,
  client_id       uuid        not null references public.clients (id) on delete cascade,
  sender_id       uuid        not null,
  author          text        not null,
  turn            bigint,
  external_id     text,
  send_id         uuid,
  type            text        not null,
  text            text,
  media           jsonb,
  content         jsonb,
  reply_to        text,
  edited_at       timestamptz,
  deleted_at      timestamptz,
  at              timestamptz not null,
  created_at      timestamptz not null default now(),
  updated_at      timestamptz not null default now(),
  retain_until    date        not null default (now() + interval '2 years')::date,
  constraint an_author_is_known check (author in ('contact', 'bot', 'human')),
  constraint only_a_contact_speaks_in_turns check (turn is null or author = 'contact'),
  constraint message_ids_are_short check (length(external_id) <= 512 and length(reply_to) <= 512 and length(type) <= 50),
  constraint a_message_is_no_book check (length(text) <= 65536)
);
comment on table public.chat_messages is 'What was said, by whom. turn is the number of the contact''s message within the conversation: an answer covers all up to one. Null: nobody has to answer it.';
create unique index a_message_is_stored_once on public.chat_messages (sender_id, external_id) where external_id is not null;
create unique index a_turn_is_one_message on public.chat_messages (conversation_id, turn) where turn is not null;
create index chat_messages_by_conversation on public.chat_messages (conversation_id, id);
create index chat_messages_by_send on public.chat_messages (send_id) where send_id is not null;
create index chat_messages_by_client on public.chat_messages (client_id);
comment on column public.chat_messages.content is 'What else it says: a place, contacts, the ad it came from, an order, a form, the payload of a button.';
alter table public.chat_messages enable row level security;
grant select, insert, update on public.chat_messages to service_role;
grant select on public.chat_messages to authenticated;
create trigger set_updated_at before update on public.chat_messages for each row execute function app.set_updated_at();

create table public.conversation_events (
  id              bigint      generated always as identity primary key,
  conversation_id uuid        not null references public.active_conversations (id) on delete cascade,
  client_id       uuid        not null references public.clients (id) on delete cascade,
  event           text        not null,
  from_state      text        not null,
  to_state        text        not null,
  owner_epoch     bigint      not null,
  actor           uuid,
  reason          text,
  at              timestamptz not null default now(),
  retain_until    date        not null default (now() + interval '2 years')::date,
  constraint event_words_are_short check (length(event) <= 50 and length(reason) <= 500)
);
comment on table public.conversation_events is 'Every change of state or owner. Append-only. Null actor: no person of ours did it.';
create index conversation_events_by_conversation on public.conversation_events (conversation_id, id);
create index conversation_events_by_client on public.conversation_events (client_id, at);
alter table public.conversation_events enable row level security;
grant select, insert on public.conversation_events to service_role;
grant select on public.conversation_events to authenticated;

alter table public.sends add column conversation_id uuid;
comment on column public.sends.conversation_id is 'The conversation that it is part of: it leaves only while its owner_epoch is the conversation''s.';
create index sends_unsent_of_conversation on public.sends (conversation_id) where conversation_id is not null and status in ('pending', 'queued');

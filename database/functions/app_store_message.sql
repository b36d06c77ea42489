create or replace function app.debounce_of(p_client_id uuid, out quiet interval, out cap interval)
language plpgsql stable
set search_path = ''
as $$
begin
  -- 5 s and 60 s unless the tenant says otherwise.
  quiet := coalesce(app.conversation_setting(p_client_id, 'quietMs', 0, 60000), 5000) * interval '1 millisecond';
  cap := coalesce(app.conversation_setting(p_client_id, 'capMs', 0, 600000), 60000) * interval '1 millisecond';
end
$$;
comment on function app.debounce_of is 'How long a tenant waits for the rest of a burst: after the last message, and at most after the first.';
grant execute on function app.debounce_of to service_role;

create or replace function app.has_bot(p_client_id uuid) returns boolean
language plpgsql stable
set search_path = ''
as $$
begin
  return exists (select from public.clients c where c.id = p_client_id and c.settings -> 'conversation' -> 'bot' = 'true');
end
$$;
comment on function app.has_bot is 'Whether this tenant has its messages answered by a bot. Off until the tenant turns it on: people have them then.';
grant execute on function app.has_bot to service_role;

create or replace function app.store_messages(p_sender public.client_providers, p_group jsonb) returns uuid[]
language plpgsql volatile
set search_path = ''
as $$
declare
  v_item         jsonb;
  v_contact      uuid;
  v_conversation uuid;
  v_touched      uuid[] := '{}';
begin
  -- By address, so that no two bodies wait for each other's conversations; each one's words in their order.
  for v_item in
    select m.item from jsonb_array_elements(coalesce(p_group -> 'messages', '[]')) with ordinality m (item, n)
    order by m.item ->> 'kind', m.item ->> 'value', m.n
  loop
    v_contact := app.contact_of_message(p_sender.client_id, v_item);
    v_conversation := app.store_message(p_sender, v_contact, coalesce(v_item ->> 'toKind',
      case v_item ->> 'kind' when 'phone' then 'phone' when 'bsuid' then 'userId' else 'jid' end), coalesce(v_item ->> 'toValue', v_item ->> 'value'), v_item);
    if v_conversation is not null and v_conversation <> all (v_touched) then
      v_touched := v_touched || v_conversation;
    end if;
  end loop;

  for v_item in select * from jsonb_array_elements(coalesce(p_group -> 'changes', '[]')) loop
    -- What has been answered stays answered; what has not is answered as it reads now.
    update public.chat_messages m set
      text = case when v_item ->> 'what' = 'edit' then left(v_item ->> 'text', 65536) else m.text end,
      edited_at = case when v_item ->> 'what' = 'edit' then app.now() else m.edited_at end,
      deleted_at = case when v_item ->> 'what' = 'delete' then coalesce(m.deleted_at, app.now()) else m.deleted_at end
    where m.sender_id = p_sender.id and m.external_id = v_item ->> 'externalId'
    and m.author = case v_item ->> 'direction' when 'out' then 'human' else 'contact' end; -- nobody rewrites what another said
  end loop;
  return v_touched;
end
$$;
comment on function app.store_messages is 'Stores what was said, edited and deleted by one sender''s part of a webhook; the conversations in which something new was said.';
grant execute on function app.store_messages to service_role;

create or replace function app.due_conversations(p_ids uuid[]) returns jsonb
language plpgsql stable
set search_path = ''
as $$
begin
  return (
    select coalesce(jsonb_agg(jsonb_build_object('id', c.id, 'wakeAt', c.answer_due_at) order by c.id), '[]')
    from public.active_conversations c where c.id = any (p_ids) and c.state = 'bot' and c.said > c.answered);
end
$$;
comment on function app.due_conversations is 'Which of these the bot has to answer, and when.';
grant execute on function app.due_conversations to service_role;

create or replace function app.is_own_echo(p_sender_id uuid, p_contact_id uuid, p_external_id text, p_text text) returns boolean
language plpgsql stable
set search_path = ''
as $$
begin
  return exists (
    select from public.send_attempts a join public.sends s on s.id = a.send_id
    where a.contact_id = p_contact_id and a.started_at > app.now() - interval '1 day' and a.sender_id = p_sender_id
    and (a.outcome is null or a.outcome = 'unconfirmed') and s.content ->> 'body' = p_text
  ) or exists (
    select from public.sends s where s.sender_id = p_sender_id and s.provider_message_id = p_external_id
  ) or exists (
    select from public.send_attempts a where a.sender_id = p_sender_id and a.provider_message_id = p_external_id and a.retried_at is not null);
end
$$;
comment on function app.is_own_echo is
  'Whether what left our number is one of our sends: by its id, or by the words of an answer whose id is not known yet. Some providers tell those as if a person had typed them.';
grant execute on function app.is_own_echo to service_role;

create or replace function app.store_message(
  p_sender public.client_providers, p_contact_id uuid, p_to_kind text, p_to_value text, p_message jsonb) returns uuid
language plpgsql volatile
set search_path = ''
as $$
declare
  v_conversation public.active_conversations;
  v_debounce     record;
  v_is_theirs    boolean := p_message ->> 'direction' = 'in';
  v_is_said      boolean := v_is_theirs and p_message ->> 'type' is distinct from 'reaction'; -- which nobody has to answer
  v_now          timestamptz := app.now();
  v_at           timestamptz := coalesce((p_message ->> 'at')::timestamptz, v_now);
  v_stored       bigint;
begin
  -- Asked with the id held, as settle_send does: either it is known by then, or its attempt is still open.
  if not v_is_theirs then
    perform pg_advisory_xact_lock(hashtextextended(p_message ->> 'externalId', 0));
    if app.is_own_echo(p_sender.id, p_contact_id, p_message ->> 'externalId', p_message ->> 'text') then
      return null;
    end if;
  end if;
  insert into public.active_conversations (client_id, sender_id, contact_id, to_kind, to_value)
  values (p_sender.client_id, p_sender.id, p_contact_id, p_to_kind, p_to_value)
  on conflict (sender_id, contact_id) do nothing;
  select * into v_conversation from public.active_conversations c
  where c.sender_id = p_sender.id and c.contact_id = p_contact_id for update;

  insert into public.chat_messages (conversation_id, client_id, sender_id, author, turn, external_id, type, text, media, content, reply_to, at)
  values (v_conversation.id, p_sender.client_id, p_sender.id, case when v_is_theirs then 'contact' else 'human' end,
    case when v_is_said then v_conversation.said + 1 end, p_message ->> 'externalId', p_message ->> 'type',
    left(p_message ->> 'text', 65536), p_message -> 'media', p_message -> 'content', p_message ->> 'replyTo', case when isfinite(v_at) then v_at else v_now end)
  on conflict (sender_id, external_id) where external_id is not null do nothing
  returning id into v_stored;
  if v_stored is null then
    return null; -- told before
  end if;
  if v_is_theirs and not v_is_said then
    return v_conversation.id;
  elsif not v_is_theirs then
    perform app.move_conversation(v_conversation, 'human-reply');
    return v_conversation.id;
  end if;

  -- By the time of receipt: a phone that was offline sends an old message now, and it wants its answer now.
  v_debounce := app.debounce_of(p_sender.client_id);
  v_conversation := app.move_conversation(v_conversation, 'inbound');
  update public.active_conversations c set
    said = c.said + 1, last_inbound_at = v_now, to_kind = p_to_kind, to_value = p_to_value,
    first_unanswered_at = coalesce(c.first_unanswered_at, v_now),
    answer_due_at = least(v_now + v_debounce.quiet, coalesce(c.first_unanswered_at, v_now) + v_debounce.cap)
  where c.id = v_conversation.id
  returning * into v_conversation;
  if v_conversation.state = 'bot' and not app.has_bot(p_sender.client_id) then
    perform app.move_conversation(v_conversation, 'hand-over', null, 'no-bot'); -- never nobody
  elsif v_conversation.state = 'bot' and app.has_opted_out(p_sender.client_id, p_contact_id, p_to_kind, p_to_value) then
    perform app.move_conversation(v_conversation, 'hand-over', null, 'opted-out'); -- the bot may not write to them; a person may
  end if;
  return v_conversation.id;
end
$$;
comment on function app.store_message is
  'Stores one message of a contact, or of a person on our side, once, and moves its conversation. The conversation; null when it was known. A person''s message needs the send gate closed.';
grant execute on function app.store_message to service_role;

create or replace function public.finish_conversation(p_conversation_id uuid, p_lease_id uuid, p_through bigint, p_result jsonb) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
declare
  v_conversation public.active_conversations;
  v_now          timestamptz := app.now();
  v_debounce     record;
  v_sends        uuid[];
begin
  if nullif(p_result -> 'handOver', 'null') is not null then
    perform app.close_send_gate(); -- as for whoever takes it over
  end if;
  select * into v_conversation from public.active_conversations c where c.id = p_conversation_id for update;
  if v_conversation.last_lease_id = p_lease_id then
    return jsonb_build_object('kind', 'done', 'sendIds', app.sends_of_turn(p_lease_id, v_conversation.client_id), 'wakeAt', v_conversation.answer_due_at);
  elsif v_conversation.lease_id is distinct from p_lease_id or v_conversation.state <> 'bot' then
    return jsonb_build_object('kind', 'lost', 'state', v_conversation.state);
  elsif jsonb_array_length(coalesce(p_result -> 'bubbles', '[]')) > 50 then
    raise exception 'an answer of more than 50 messages' using errcode = 'NV400', hint = 'split it into fewer';
  elsif p_through is null or p_through > v_conversation.said or p_through <= v_conversation.answered then
    raise exception 'an answer to message % of %, % are answered', p_through, v_conversation.said, v_conversation.answered
      using errcode = 'NV400', hint = 'answer what the claim gave';
  end if;

  v_debounce := app.debounce_of(v_conversation.client_id);
  if v_conversation.said > p_through and v_conversation.superseded < 2 and v_now < v_conversation.first_unanswered_at + v_debounce.cap then
    -- Something newer was said: the next answer covers both.
    update public.active_conversations c set superseded = c.superseded + 1, lease_id = null, lease_until = null
    where c.id = p_conversation_id;
    return jsonb_build_object('kind', 'superseded', 'wakeAt', v_conversation.answer_due_at);
  end if;

  update public.active_conversations c set
    answered = p_through, superseded = 0, failures = 0, lease_id = null, lease_until = null, last_lease_id = p_lease_id,
    summary = coalesce(p_result ->> 'summary', c.summary), lead = coalesce(p_result -> 'lead' -> 'fields', c.lead),
    lead_score = coalesce((p_result -> 'lead' ->> 'score')::integer, c.lead_score), lead_status = coalesce(p_result -> 'lead' ->> 'status', c.lead_status),
    first_unanswered_at = (select m.created_at from public.chat_messages m where m.conversation_id = p_conversation_id and m.turn = p_through + 1),
    answer_due_at = case when c.said > p_through then c.answer_due_at end
  where c.id = p_conversation_id
  returning * into v_conversation;
  if nullif(p_result -> 'handOver', 'null') is not null then
    v_conversation := app.move_conversation(v_conversation, 'hand-over', null, left(p_result -> 'handOver' ->> 'reason', 500));
    update public.active_conversations c set last_lease_id = p_lease_id where c.id = p_conversation_id;
  end if;
  -- With the epoch of now: the last words of a bot that hands over still go out, and a person who steps in voids them.
  v_sends := app.write_bubbles(v_conversation, p_lease_id, p_result -> 'bubbles');
  return jsonb_build_object(
    'kind', 'done', 'state', v_conversation.state, 'sendIds', to_jsonb(v_sends),
    'wakeAt', case when v_conversation.state = 'bot' then v_conversation.answer_due_at end);
end
$$;
comment on function public.finish_conversation is
  'Ends a turn in one step: watermark, bubbles in order, what the contact answered, hand-over. done (asked again: the same), superseded by something newer said, or lost to another owner or lease.';
revoke execute on function public.finish_conversation from public, anon, authenticated;
grant execute on function public.finish_conversation to service_role;

create or replace function app.write_bubbles(p_conversation public.active_conversations, p_turn_id uuid, p_bubbles jsonb) returns uuid[]
language plpgsql volatile
set search_path = ''
as $$
declare
  v_text   text;
  v_place  bigint;
  v_send   uuid;
  v_before uuid;
  v_sends  uuid[] := '{}';
begin
  for v_text, v_place in select b.text, b.place from jsonb_array_elements_text(coalesce(p_bubbles, '[]')) with ordinality b (text, place) order by b.place loop
    insert into public.sends (client_id, sender_id, contact_id, dedupe_key, lane, to_kind, to_value, content, after_send_id, owner_epoch, conversation_id, position)
    values (p_conversation.client_id, p_conversation.sender_id, p_conversation.contact_id, concat('turn:', p_turn_id, ':', v_place), 'reply',
      p_conversation.to_kind, p_conversation.to_value, jsonb_build_object('kind', 'text', 'body', v_text), v_before,
      p_conversation.owner_epoch, p_conversation.id, v_place)
    returning id into v_send;
    insert into public.chat_messages (conversation_id, client_id, sender_id, author, send_id, type, text, at)
    values (p_conversation.id, p_conversation.client_id, p_conversation.sender_id, 'bot', v_send, 'text', v_text, app.now());
    v_sends := v_sends || v_send;
    v_before := v_send;
  end loop;
  return v_sends;
end
$$;
comment on function app.write_bubbles is 'Writes what the bot says as sends that follow each other, and into the log.';
grant execute on function app.write_bubbles to service_role;

create or replace function app.sends_of_turn(p_turn_id uuid, p_client_id uuid) returns jsonb
language plpgsql stable
set search_path = ''
as $$
begin
  -- Key by key: a prefix would read all that the tenant ever sent.
  return (
    select coalesce(jsonb_agg(s.id order by s.position), '[]')
    from generate_series(1, 50) n join public.sends s on s.client_id = p_client_id and s.dedupe_key = concat('turn:', p_turn_id, ':', n));
end
$$;
comment on function app.sends_of_turn is 'What a turn wrote.';
grant execute on function app.sends_of_turn to service_role;

create or replace function public.give_up_turn(p_conversation_id uuid, p_lease_id uuid, p_reason text, p_notice text) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
declare
  v_conversation public.active_conversations;
  v_sends        uuid[];
begin
  perform app.close_send_gate();
  select * into v_conversation from public.active_conversations c where c.id = p_conversation_id for update;
  if v_conversation.last_lease_id = p_lease_id and v_conversation.failures > 0 then
    -- Its answer was lost: without the time in it nobody would come back.
    return jsonb_build_object('kind', 'retry', 'failures', v_conversation.failures, 'wakeAt', v_conversation.answer_due_at);
  elsif v_conversation.last_lease_id = p_lease_id and v_conversation.state = 'waiting' then
    return jsonb_build_object('kind', 'handed-over', 'sendIds', app.sends_of_turn(p_lease_id, v_conversation.client_id));
  elsif v_conversation.lease_id is distinct from p_lease_id or v_conversation.state <> 'bot' then
    return jsonb_build_object('kind', 'lost', 'state', v_conversation.state);
  elsif v_conversation.failures < 2 then
    update public.active_conversations c set
      failures = c.failures + 1, lease_id = null, lease_until = null, last_lease_id = p_lease_id,
      answer_due_at = app.now() + (c.failures + 1) * interval '10 seconds'
    where c.id = p_conversation_id returning * into v_conversation;
    return jsonb_build_object('kind', 'retry', 'failures', v_conversation.failures, 'wakeAt', v_conversation.answer_due_at);
  end if;
  v_conversation := app.move_conversation(v_conversation, 'hand-over', null, left(p_reason, 500));
  update public.active_conversations c set last_lease_id = p_lease_id where c.id = p_conversation_id;
  v_sends := app.write_bubbles(v_conversation, p_lease_id, jsonb_build_array(p_notice));
  return jsonb_build_object('kind', 'handed-over', 'sendIds', to_jsonb(v_sends));
end
$$;
comment on function public.give_up_turn is 'A turn that failed: tried again twice, then handed to people with a word to the contact. Asked again: the same. lost: it was no longer ours.';
revoke execute on function public.give_up_turn from public, anon, authenticated;
grant execute on function public.give_up_turn to service_role;

create or replace function app.conversation_step(p_state text, p_event text, out to_state text, out is_new_epoch boolean)
language plpgsql immutable
set search_path = ''
as $$
begin
  -- modules/conversation has the same table; a test holds one against the other.
  select t.to_state, t.is_new_epoch into to_state, is_new_epoch
  from (values
    ('bot', 'inbound', 'bot', false),
    ('bot', 'hand-over', 'waiting', true),
    ('bot', 'take-over', 'human', true),
    ('bot', 'human-reply', 'human', true),
    ('bot', 'close', 'closed', true),
    ('bot', 'opt-out', 'closed', true),
    ('waiting', 'inbound', 'waiting', false),
    ('waiting', 'take-over', 'human', true),
    ('waiting', 'human-reply', 'human', true),
    ('waiting', 'hand-back', 'bot', true),
    ('waiting', 'close', 'closed', true),
    ('waiting', 'opt-out', 'closed', true),
    ('human', 'inbound', 'human', false),
    ('human', 'take-over', 'human', true),
    ('human', 'human-reply', 'human', false),
    ('human', 'hand-back', 'bot', true),
    ('human', 'silence', 'bot', true),
    ('human', 'close', 'closed', true),
    ('human', 'opt-out', 'closed', true),
    ('closed', 'inbound', 'bot', true),
    ('closed', 'take-over', 'human', true),
    ('closed', 'human-reply', 'human', true)) t (state, event, to_state, is_new_epoch)
  where t.state = p_state and t.event = p_event;
end
$$;
comment on function app.conversation_step is 'Where an event leads a conversation, and whether what the old owner wrote is void then. Nothing: the event changes nothing.';
grant execute on function app.conversation_step to service_role;

create or replace function app.move_conversation(
  p_conversation public.active_conversations, p_event text, p_actor uuid default null, p_reason text default null) returns public.active_conversations
language plpgsql volatile
set search_path = ''
as $$
declare
  v_conversation public.active_conversations := p_conversation;
  v_step         record := app.conversation_step(p_conversation.state, p_event);
  v_now          timestamptz := app.now();
  v_is_other     boolean;
begin
  if v_step.to_state is null then
    return p_conversation;
  end if;
  v_is_other := v_step.is_new_epoch or v_step.to_state <> p_conversation.state;
  v_conversation.state := v_step.to_state;
  v_conversation.owner_epoch := p_conversation.owner_epoch + v_step.is_new_epoch::integer;
  if v_is_other then
    v_conversation.state_since := v_now;
    v_conversation.alarmed_at := null;
    v_conversation.reason := p_reason;
    -- A turn under way has lost its conversation; the next owner starts afresh.
    v_conversation.lease_id := null;
    v_conversation.lease_until := null;
    v_conversation.superseded := 0;
    v_conversation.failures := 0;
    v_conversation.attendant := case when v_step.to_state = 'human' then p_actor end;
  end if;
  if p_event = 'human-reply' or v_step.to_state = 'closed' then
    v_conversation.answered := v_conversation.said;
  end if;
  if v_conversation.answered = v_conversation.said then
    v_conversation.first_unanswered_at := null;
    v_conversation.answer_due_at := null;
  elsif v_step.to_state = 'bot' and p_conversation.state <> 'bot' then
    v_conversation.answer_due_at := v_now; -- it has waited long enough
  end if;

  update public.active_conversations c set
    state = v_conversation.state, owner_epoch = v_conversation.owner_epoch, state_since = v_conversation.state_since,
    alarmed_at = v_conversation.alarmed_at, reason = v_conversation.reason, lease_id = v_conversation.lease_id,
    lease_until = v_conversation.lease_until, superseded = v_conversation.superseded, failures = v_conversation.failures,
    attendant = v_conversation.attendant, answered = v_conversation.answered, first_unanswered_at = v_conversation.first_unanswered_at,
    answer_due_at = v_conversation.answer_due_at
  where c.id = p_conversation.id;
  if v_is_other then
    insert into public.conversation_events (conversation_id, client_id, event, from_state, to_state, owner_epoch, actor, reason, at)
    values (p_conversation.id, p_conversation.client_id, p_event, p_conversation.state, v_conversation.state, v_conversation.owner_epoch, p_actor, p_reason, v_now);
  end if;
  if v_step.is_new_epoch then
    -- In order, as everybody who takes more than one send does.
    perform from public.sends s
    where s.conversation_id = p_conversation.id and s.status in ('pending', 'queued') and s.owner_epoch < v_conversation.owner_epoch
    order by s.id for update;
    update public.sends s set status = 'cancelled', reason = 'conversation-' || p_event, slot_at = null
    where s.conversation_id = p_conversation.id and s.status in ('pending', 'queued') and s.owner_epoch < v_conversation.owner_epoch;
  end if;
  return v_conversation;
end
$$;
comment on function app.move_conversation is
  'Leads a conversation, whose row the caller holds, through an event, notes it, and cancels what the old owner had not sent. People''s events close the send gate first.';
grant execute on function app.move_conversation to service_role;

create or replace function public.steer_conversation(p_actor uuid, p_client_id uuid, p_conversation_id uuid, p_event text, p_reason text default null)
returns jsonb
language plpgsql volatile
set search_path = ''
as $$
declare
  v_before public.active_conversations;
  v_after  public.active_conversations;
begin
  perform app.assert_role(p_actor, p_client_id, array['owner', 'operator', 'attendant']);
  if p_event is null or p_event not in ('hand-over', 'take-over', 'hand-back', 'close') then
    raise exception 'people cannot %', p_event using errcode = 'NV400', hint = 'hand-over, take-over, hand-back or close';
  end if;
  perform app.close_send_gate(); -- what the old owner wrote does not leave from here on
  select * into v_before from public.active_conversations c where c.id = p_conversation_id and c.client_id = p_client_id for update;
  if not found then
    raise exception 'no such conversation' using errcode = 'NV404', hint = 'conversation.unknown';
  end if;
  v_after := app.move_conversation(v_before, p_event, p_actor, left(p_reason, 500));
  if v_after.owner_epoch = v_before.owner_epoch then
    raise exception 'a conversation that is % cannot %', v_before.state, p_event using errcode = 'NV409', hint = 'conversation.not-possible';
  end if;
  perform app.audit(p_actor, p_client_id, 'conversation.' || p_event, 'conversation', p_conversation_id::text, '{}');
  return jsonb_build_object('state', v_after.state, 'epoch', v_after.owner_epoch,
    'wakeAt', case when v_after.state = 'bot' then v_after.answer_due_at end);
end
$$;
comment on function public.steer_conversation is
  'A person takes a conversation over, hands it to people or back to the bot, or closes it. wakeAt: when the bot answers what is left. NV404 unknown, NV409 when it changes nothing.';
revoke execute on function public.steer_conversation from public, anon, authenticated;
grant execute on function public.steer_conversation to service_role;

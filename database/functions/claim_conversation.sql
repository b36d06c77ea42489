create or replace function public.claim_conversation(p_conversation_id uuid, p_lease_id uuid) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
declare
  v_conversation public.active_conversations;
  v_now          timestamptz := app.now();
begin
  select * into v_conversation from public.active_conversations c where c.id = p_conversation_id for update;
  if not found then
    return jsonb_build_object('kind', 'gone');
  elsif v_conversation.state <> 'bot' then
    return jsonb_build_object('kind', 'not-ours', 'state', v_conversation.state);
  elsif v_conversation.said = v_conversation.answered or v_conversation.last_lease_id = p_lease_id then
    return jsonb_build_object('kind', 'answered'); -- the second: a claim that came late, of a turn that has ended
  elsif v_conversation.lease_id <> p_lease_id and v_conversation.lease_until > v_now then
    return jsonb_build_object('kind', 'wait', 'until', v_conversation.lease_until, 'reason', 'leased');
  elsif v_conversation.lease_id is distinct from p_lease_id and v_conversation.answer_due_at > v_now then
    return jsonb_build_object('kind', 'wait', 'until', v_conversation.answer_due_at, 'reason', 'typing');
  elsif app.has_opted_out(v_conversation.client_id, v_conversation.contact_id, v_conversation.to_kind, v_conversation.to_value) then
    -- Handed back by people, or it said so elsewhere: what the bot wrote would be skipped, and nobody would know.
    v_conversation := app.move_conversation(v_conversation, 'hand-over', null, 'opted-out');
    return jsonb_build_object('kind', 'not-ours', 'state', v_conversation.state);
  end if;

  update public.active_conversations c set lease_id = p_lease_id, lease_until = v_now + interval '120 seconds'
  where c.id = p_conversation_id;
  return jsonb_build_object(
    'kind', 'granted', 'clientId', v_conversation.client_id, 'senderId', v_conversation.sender_id, 'contactId', v_conversation.contact_id,
    'epoch', v_conversation.owner_epoch, 'answered', v_conversation.answered, 'through', v_conversation.said,
    'superseded', v_conversation.superseded, 'failures', v_conversation.failures, 'summary', v_conversation.summary,
    'messages', (
      select coalesce(jsonb_agg(jsonb_build_object(
        'id', m.id, 'author', m.author, 'turn', m.turn, 'externalId', m.external_id, 'type', m.type,
        'text', case when m.deleted_at is null then m.text end, 'media', case when m.deleted_at is null then m.media end,
        'content', case when m.deleted_at is null then m.content end, 'replyTo', m.reply_to, 'at', m.at) order by m.id), '[]')
      from (
        select * from public.chat_messages h where h.conversation_id = p_conversation_id order by h.id desc limit 40) m));
end
$$;
comment on function public.claim_conversation is
  'Takes a conversation for one turn of the bot, for 120 s; the same lease may ask again. Otherwise why not: gone, not-ours, answered, or wait with its time.';
revoke execute on function public.claim_conversation from public, anon, authenticated;
grant execute on function public.claim_conversation to service_role;

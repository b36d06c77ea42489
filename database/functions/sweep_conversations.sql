create or replace function app.is_silent(p_conversation public.active_conversations) returns boolean
language plpgsql stable
set search_path = ''
as $$
begin
  -- A day unless the tenant says otherwise, counted from whoever spoke last.
  return p_conversation.state = 'human' and app.has_bot(p_conversation.client_id)
    and greatest(p_conversation.state_since, p_conversation.last_inbound_at,
      (select m.created_at from public.chat_messages m where m.conversation_id = p_conversation.id order by m.id desc limit 1))
      < app.now() - coalesce(app.conversation_setting(p_conversation.client_id, 'silenceHours', 0.1, 720), 24) * interval '1 hour';
end
$$;
comment on function app.is_silent is 'Whether people had a conversation and nobody has said anything for as long as the tenant waits before its bot goes on.';
grant execute on function app.is_silent to service_role;

create or replace function public.sweep_conversations(p_limit integer default 500) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
declare
  v_now          timestamptz := app.now();
  v_silent       uuid[];
  v_due          uuid[];
  v_resumed      integer := 0;
  v_alarms       jsonb;
  v_id           uuid;
  v_conversation public.active_conversations;
begin
  select array_agg(x.id order by x.id) into v_silent from (
    select c.id from public.active_conversations c
    where c.state = 'human' and c.state_since < v_now - interval '5 minutes' and app.is_silent(c)
    order by c.state_since limit p_limit) x;
  if v_silent is not null then
    perform app.close_send_gate(); -- as for whoever else changes an owner
    foreach v_id in array v_silent loop
      select * into v_conversation from public.active_conversations c where c.id = v_id for update;
      if app.is_silent(v_conversation) then -- nobody spoke while the gate closed
        v_conversation := app.move_conversation(v_conversation, 'silence', null, 'silence');
        v_resumed := v_resumed + 1;
        v_due := case when v_conversation.said > v_conversation.answered then v_due || v_id else v_due end;
      end if;
    end loop;
  end if;

  -- Published when they came; one whose wake-up was lost, or whose worker was, is published again.
  select coalesce(v_due, '{}') || coalesce(array_agg(x.id), '{}') into v_due from (
    select c.id from public.active_conversations c
    where c.state = 'bot' and c.said > c.answered and c.answer_due_at < v_now - interval '30 seconds'
    and (c.lease_until is null or c.lease_until < v_now)
    order by c.answer_due_at limit p_limit) x;

  -- Told of each wait once.
  with late as (
    select c.id, m.minutes from public.active_conversations c
    cross join lateral (select coalesce(app.conversation_setting(c.client_id, 'alarmMinutes', 1, 10080),
      case when app.has_bot(c.client_id) then 15 end) as minutes) m
    where c.state = 'waiting' and c.alarmed_at is null and c.state_since < v_now - interval '1 minute'
    and c.state_since < v_now - m.minutes * interval '1 minute'
    order by c.state_since limit p_limit for update of c skip locked
  ), told as (
    update public.active_conversations c set alarmed_at = v_now from late l where c.id = l.id
    returning c.id, c.client_id, c.state_since, l.minutes
  )
  select coalesce(jsonb_agg(jsonb_build_object(
    'conversationId', t.id, 'clientId', t.client_id, 'since', t.state_since, 'minutes', t.minutes) order by t.state_since), '[]')
  into v_alarms from told t;

  return jsonb_build_object('due', to_jsonb(v_due), 'resumed', v_resumed, 'alarms', v_alarms);
end
$$;
comment on function public.sweep_conversations is
  'What nobody else wakes: the bot goes on after people''s silence; due: conversations whose wake-up was lost; alarms: those that wait for people too long, each wait once.';
revoke execute on function public.sweep_conversations from public, anon, authenticated;
grant execute on function public.sweep_conversations to service_role;

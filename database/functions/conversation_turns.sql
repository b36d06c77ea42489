create or replace function app.conversation_setting(p_client_id uuid, p_name text, p_least float8, p_most float8) returns float8
language plpgsql stable
set search_path = ''
as $$
begin
  -- What is no number counts as unsaid.
  return (
    select least(p_most::numeric, greatest(p_least::numeric, (c.settings -> 'conversation' ->> p_name)::numeric))::float8
    from public.clients c
    where c.id = p_client_id and jsonb_typeof(c.settings -> 'conversation' -> p_name) = 'number');
end
$$;
comment on function app.conversation_setting is 'A number among a tenant''s settings of conversations, within what makes sense; null when there is none.';
grant execute on function app.conversation_setting to service_role;

create or replace function app.usage_day() returns date
language plpgsql stable
set search_path = ''
as $$ begin return (app.now() at time zone 'America/Sao_Paulo')::date; end $$;
comment on function app.usage_day is 'The day to which a model''s cost is put down.';
grant execute on function app.usage_day to service_role;

create or replace function app.spent_today(p_client_id uuid) returns bigint
language plpgsql stable
set search_path = ''
as $$
begin
  return coalesce((select u.cost_micros from public.model_usage u where u.client_id = p_client_id and u.day = app.usage_day()), 0);
end
$$;
comment on function app.spent_today is 'What a tenant''s models cost today, in millionths of a US dollar.';
grant execute on function app.spent_today to service_role;

create or replace function public.read_turn(p_conversation_id uuid, p_lease_id uuid) returns jsonb
language plpgsql stable
set search_path = ''
as $$
declare
  v_conversation public.active_conversations;
begin
  select * into v_conversation from public.active_conversations c where c.id = p_conversation_id and c.lease_id = p_lease_id;
  if not found then
    return jsonb_build_object('kind', 'lost');
  end if;
  return (
    select jsonb_build_object(
      'kind', 'turn', 'voice', coalesce(k.settings -> 'conversation', '{}'), 'tenantName', k.name, 'contactName', t.name,
      'lead', v_conversation.lead, 'spentMicros', app.spent_today(v_conversation.client_id),
      -- Back from people, and the bot has said nothing since.
      'handedBack', exists (
        select from public.conversation_events e
        where e.conversation_id = p_conversation_id and e.owner_epoch = v_conversation.owner_epoch and e.event in ('hand-back', 'silence')
        and not exists (
          select from public.chat_messages m
          where m.conversation_id = p_conversation_id and m.author = 'bot' and m.at > e.at)),
      'steps', (
        select coalesce(jsonb_object_agg(s.step, s.result), '{}') from public.conversation_turn_steps s
        where s.conversation_id = p_conversation_id and s.owner_epoch = v_conversation.owner_epoch and s.through = v_conversation.said))
    from public.clients k, public.contacts t
    where k.id = v_conversation.client_id and t.id = v_conversation.contact_id);
end
$$;
comment on function public.read_turn is
  'What a claimed turn needs besides its messages: the tenant''s voice, who the contact is, what was spent today, and the steps that an earlier worker made. lost: the lease is not this one.';
revoke execute on function public.read_turn from public, anon, authenticated;
grant execute on function public.read_turn to service_role;

create or replace function public.store_turn_step(
  p_conversation_id uuid, p_lease_id uuid, p_through bigint, p_step text, p_result jsonb, p_usage jsonb) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
declare
  v_conversation public.active_conversations;
  v_cost         bigint := coalesce((p_usage ->> 'costMicros')::bigint, 0);
  v_is_ours      boolean;
  v_kept         jsonb;
begin
  -- Held, so that whoever erases the contact comes before these words or after them.
  select * into v_conversation from public.active_conversations c where c.id = p_conversation_id for share;
  if not found then
    return jsonb_build_object('kind', 'lost');
  end if;
  v_is_ours := v_conversation.lease_id is not distinct from p_lease_id;
  if v_is_ours then
    insert into public.conversation_turn_steps (
      conversation_id, owner_epoch, through, step, client_id, result, prompt_version, model, prompt_tokens, completion_tokens, cost_micros)
    values (p_conversation_id, v_conversation.owner_epoch, p_through, p_step, v_conversation.client_id, p_result,
      p_usage ->> 'promptVersion', p_usage ->> 'model',
      coalesce((p_usage ->> 'promptTokens')::bigint, 0), coalesce((p_usage ->> 'completionTokens')::bigint, 0), v_cost)
    on conflict do nothing;
    if not found then
      select s.result into v_kept from public.conversation_turn_steps s
      where s.conversation_id = p_conversation_id and s.owner_epoch = v_conversation.owner_epoch and s.through = p_through and s.step = p_step;
    end if;
  end if;
  if v_kept is distinct from p_result then
    -- Paid for, whoever came first; the same said again is a question whose answer was lost.
    insert into public.model_usage as u (client_id, day, calls, cost_micros)
    values (v_conversation.client_id, app.usage_day(), 1, v_cost)
    on conflict (client_id, day) do update set calls = u.calls + 1, cost_micros = u.cost_micros + excluded.cost_micros;
  end if;
  if not v_is_ours then
    return jsonb_build_object('kind', 'lost');
  end if;
  return jsonb_build_object('kind', 'kept', 'result', coalesce(v_kept, p_result), 'spentMicros', app.spent_today(v_conversation.client_id));
end
$$;
comment on function public.store_turn_step is
  'Keeps what a step of a turn gave, once, and puts its cost down; who comes second gets what is kept. lost: the conversation is no longer this lease''s, and only the cost is put down.';
revoke execute on function public.store_turn_step from public, anon, authenticated;
grant execute on function public.store_turn_step to service_role;

create or replace function public.tell_of_ceiling(p_client_id uuid) returns boolean
language plpgsql volatile
set search_path = ''
as $$
begin
  insert into public.model_usage as u (client_id, day, ceiling_told_at) values (p_client_id, app.usage_day(), app.now())
  on conflict (client_id, day) do update set ceiling_told_at = app.now() where u.ceiling_told_at is null;
  return found;
end
$$;
comment on function public.tell_of_ceiling is 'Whether people have still to be told that a tenant''s ceiling of today is reached: true once a day.';
revoke execute on function public.tell_of_ceiling from public, anon, authenticated;
grant execute on function public.tell_of_ceiling to service_role;

create or replace function app.find_answered_send(p_touch public.reply_touches) returns uuid
language plpgsql stable
set search_path = ''
as $$
declare
  v_send uuid;
begin
  if p_touch.context_id is not null then
    select s.id into v_send from public.sends s
    where s.sender_id = p_touch.sender_id and s.provider_message_id = p_touch.context_id limit 1;
    if found or p_touch.is_reaction then
      return v_send;
    end if;
  end if;
  -- By attempts, so that a send counts from the moment it may be out: the answer to it may be slower than the person.
  select s.id into v_send
  from public.send_attempts a
  join public.sends s on s.id = a.send_id
  where a.contact_id = p_touch.contact_id and a.sender_id = p_touch.sender_id
  and a.started_at between p_touch.at - interval '7 days' and p_touch.at + interval '30 seconds' -- clocks differ, and Meta's counts whole seconds
  and coalesce(a.outcome, 'sent') in ('sent', 'unconfirmed')
  and s.lane = 'campaign' and s.status in ('sending', 'sent', 'delivered', 'read', 'unconfirmed')
  order by a.started_at desc limit 1;
  return v_send;
end
$$;
comment on function app.find_answered_send is
  'The send that a message answers: the one it quotes, else the last one of a campaign that this contact got from this sender in the seven days before it. A reaction answers only what it names.';
revoke execute on function app.find_answered_send from public, anon, authenticated;
grant execute on function app.find_answered_send to service_role;

create or replace function app.attribute_touches(p_touch_ids uuid[], p_may_wait boolean) returns integer
language plpgsql volatile
set search_path = ''
as $$
declare
  v_touch      record;
  v_campaign   uuid;
  v_touched    uuid[] := '{}';
  v_attributed integer := 0;
begin
  for v_touch in
    -- In order of the sends' ids, as webhooks lock them; of two messages to one send the earlier first.
    select t.id, t.at, t.tries, t.context_id, app.find_answered_send(t) as send_id
    from public.reply_touches t
    where t.id = any (p_touch_ids) and t.send_id is null order by 5, t.at
  loop
    if v_touch.send_id is not null then
      if p_may_wait then
        perform from public.sends s where s.id = v_touch.send_id for no key update;
      else
        perform from public.sends s where s.id = v_touch.send_id for no key update skip locked;
      end if;
      if found then
        update public.sends s set replied_at = v_touch.at
        where s.id = v_touch.send_id and s.replied_at is null
        returning s.campaign_id into v_campaign;
        if found and v_campaign is not null and v_campaign <> all (v_touched) then
          v_touched := v_touched || v_campaign;
        end if;
        update public.reply_touches t set send_id = v_touch.send_id, look_again_at = null where t.id = v_touch.id;
        v_attributed := v_attributed + 1;
        continue;
      end if;
    end if;
    -- What is quoted may not be known yet: its send is not settled, or its outcome was lost and comes later.
    update public.reply_touches t set
      tries = t.tries + 1,
      look_again_at = case
        when v_touch.send_id is not null then app.now()
        when v_touch.context_id is not null and v_touch.tries < 5 then app.now() + interval '30 seconds' * 10 ^ v_touch.tries end
    where t.id = v_touch.id;
  end loop;
  perform app.fold_progress_soon(c.id) from unnest(v_touched) c (id);
  return v_attributed;
end
$$;
comment on function app.attribute_touches is
  'Marks the sends that these messages answer: a send''s first reply stands. What is not found, or is busy and must not be waited for, is looked for again.';
revoke execute on function app.attribute_touches from public, anon, authenticated;
grant execute on function app.attribute_touches to service_role;

create or replace function app.attributes_replies() returns boolean
language plpgsql stable
set search_path = ''
as $$
begin
  return coalesce((select (f.value ->> 'enabled')::boolean from public.feature_flags f where f.key = 'campaign_attribution'), true);
end
$$;
comment on function app.attributes_replies is 'Whether the flag campaign_attribution is on; it is, where nobody turned it off.';
revoke execute on function app.attributes_replies from public, anon, authenticated;
grant execute on function app.attributes_replies to service_role;

create or replace function app.note_replies(p_sender public.client_providers, p_replies jsonb, p_may_wait boolean) returns integer
language plpgsql volatile
set search_path = ''
as $$
declare
  v_ids uuid[];
begin
  if not app.attributes_replies() then
    return 0;
  end if;
  with told as (
    insert into public.reply_touches (client_id, sender_id, external_id, contact_id, context_id, is_reaction, at)
    select p_sender.client_id, p_sender.id, r."externalId", a.contact_id, r."contextId", coalesce(r."isReaction", false), least(coalesce(r.at, app.now()), app.now())
    from jsonb_to_recordset(p_replies) r ("externalId" text, kind text, value text, "contextId" text, "isReaction" boolean, at timestamptz)
    left join public.contact_aliases a on a.client_id = p_sender.client_id and a.kind = r.kind and a.value = r.value
    where r."externalId" is not null and (a.contact_id is not null or r."contextId" is not null)
    on conflict do nothing
    returning id
  )
  select array_agg(t.id) into v_ids from told t;
  perform app.attribute_touches(v_ids, p_may_wait);
  return coalesce(cardinality(v_ids), 0);
end
$$;
comment on function app.note_replies is 'Keeps what was not heard before of messages that may answer a send, and attributes it; how many were new.';
revoke execute on function app.note_replies from public, anon, authenticated;
grant execute on function app.note_replies to service_role;

create or replace function public.reconcile_touches(p_since timestamptz default null, p_limit integer default 5000) returns integer
language plpgsql volatile
set search_path = ''
as $$
declare
  v_ids uuid[];
begin
  if not app.attributes_replies() then
    return 0;
  end if;
  with due as (
    select t.id from public.reply_touches t
    where t.send_id is null and (t.look_again_at <= app.now() or t.created_at >= p_since)
    order by t.created_at limit p_limit for update skip locked
  )
  select array_agg(d.id) into v_ids from due d;
  return app.attribute_touches(v_ids, false);
end
$$;
comment on function public.reconcile_touches is
  'Attributes replies that could not be attributed when they came: those that are due, or all of them since then. Safe to call again; how many it attributed.';
revoke execute on function public.reconcile_touches from public, anon, authenticated;
grant execute on function public.reconcile_touches to service_role;

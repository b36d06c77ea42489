create or replace function public.claim_send(p_send_id uuid, p_attempt_id uuid) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
declare
  v_now      timestamptz;
  v_send     public.sends;
  v_sender   public.client_providers;
  v_client   public.clients;
  v_campaign public.campaigns;
  v_before   public.sends;
  v_profile  public.sender_profiles;
  v_state    public.sender_states;
  v_gap      interval;
  v_burst    interval;
  v_talk     record;
  v_yields   boolean;
  v_pause    text;
  v_until    timestamptz;
  v_planned  boolean;
  v_counted  boolean;
begin
  perform pg_advisory_xact_lock_shared(4201); -- the send gate: see app.close_send_gate
  v_now := app.now();

  select * into v_send from public.sends s where s.id = p_send_id for update;
  if not found then
    return jsonb_build_object('kind', 'gone');
  end if;
  v_planned := v_send.lane in ('campaign', 'followup');
  if v_send.status = 'sending' and v_send.attempt_id = p_attempt_id then
    null; -- the same claim, asked again because its answer was lost: granted again below
  elsif v_send.status <> 'queued' and not (v_send.status = 'pending' and not v_planned) then
    return jsonb_build_object('kind', 'taken', 'status', v_send.status);
  end if;

  select * into v_sender from public.client_providers p where p.id = v_send.sender_id;
  select * into v_client from public.clients c where c.id = v_send.client_id;
  if v_send.campaign_id is not null then
    select * into v_campaign from public.campaigns c where c.id = v_send.campaign_id;
  end if;

  if v_send.status <> 'sending' then
    if v_campaign.status = 'cancelled' then
      return app.refuse_send(v_send, 'cancelled', 'campaign-cancelled');
    end if;
    v_pause := case when v_send.lane <> 'human' then app.is_paused(v_send.client_id, v_send.sender_id, v_send.campaign_id) end;
    if v_pause is null and v_client.status <> 'active' then
      v_pause := 'client-' || v_client.status;
    elsif v_pause is null and v_sender.status <> 'active' then
      v_pause := 'sender-' || v_sender.status;
    elsif v_pause is null and v_campaign.id is not null and v_campaign.status <> 'running' then
      v_pause := 'campaign-' || v_campaign.status;
    end if;
    if v_pause is not null then
      return app.refuse_send(v_send, 'pending', split_part(v_pause, ':', 1) || case when v_pause like '%:%' or v_pause = 'global' then '-paused' else '' end);
    end if;

    if v_send.lane <> 'human' and v_send.dedupe_key not like 'opt-out-confirmation:%' and app.has_opted_out(v_send.client_id, v_send.contact_id, v_send.to_kind, v_send.to_value) then
      return app.refuse_send(v_send, 'skipped', 'opted-out');
    end if;
    if v_send.lane = 'reply' and v_send.conversation_id is not null and not exists (
      select from public.active_conversations c where c.id = v_send.conversation_id and c.owner_epoch = v_send.owner_epoch) then
      return app.refuse_send(v_send, 'cancelled', 'another-owner'); -- a person has stepped in
    end if;

    if v_send.after_send_id is not null then
      select * into v_before from public.sends s where s.id = v_send.after_send_id;
      if v_before.status in ('failed', 'cancelled', 'skipped') then
        return app.refuse_send(v_send, 'cancelled', 'predecessor-' || v_before.status);
      elsif v_before.status in ('pending', 'queued', 'sending') then
        return jsonb_build_object('kind', 'taken', 'status', 'waiting-for-predecessor');
      elsif v_before.status = 'unconfirmed' and v_before.updated_at > v_now - interval '15 seconds' then
        return app.delay_send(v_send, v_before.updated_at + interval '15 seconds', 'predecessor-unconfirmed');
      end if;
    end if;

    if v_planned then
      if v_send.slot_at is null or v_send.slot_at < v_now - interval '60 seconds' then
        return app.refuse_send(v_send, 'pending', 'missed-slot');
      elsif v_send.not_after <= v_now then
        return app.refuse_send(v_send, 'pending', 'window');
      elsif v_send.slot_at > v_now + interval '1 second' or date_trunc('minute', v_send.slot_at) > v_now then
        -- Early by a second at most, and never in the minute before: hours and budgets begin on the minute.
        return jsonb_build_object('kind', 'wait', 'until', v_send.slot_at, 'reason', 'slot');
      end if;
    elsif v_send.not_before > v_now then
      return jsonb_build_object('kind', 'wait', 'until', v_send.not_before, 'reason', v_send.reason);
    end if;

    select * into v_profile from public.sender_profiles f where f.sender_id = v_send.sender_id;
    v_counted := v_profile.replies_count and not v_planned;
    v_gap := v_profile.min_gap_ms * interval '1 millisecond';
    -- Official numbers send many a second, published in bunches of half a second: a burst of a little more is allowed.
    v_burst := case when v_gap < interval '1 second' then interval '600 milliseconds' else interval '0' end;
    if v_send.lane = 'campaign' and v_profile.frequency_cap is not null and app.reached_frequency_cap(v_send.contact_id, v_profile.frequency_cap, v_now) then
      return app.refuse_send(v_send, 'pending', 'frequency-cap');
    elsif v_send.lane = 'campaign' and v_campaign.frequency_cap is not null and app.reached_frequency_cap(v_send.contact_id, v_campaign.frequency_cap, v_now) then
      return app.refuse_send(v_send, 'pending', 'campaign-frequency-cap');
    end if;
    -- Claims of one sender follow each other from here on: each sees what the one before it sent.
    select * into v_state from public.sender_states s where s.sender_id = v_send.sender_id for update;
    if not found then
      return app.refuse_send(v_send, 'pending', 'sender-without-profile');
    end if;
    v_until := app.free_of_pair_gap(v_send, v_profile.pair_gap_ms * interval '1 millisecond', v_now);
    if v_until > v_now then
      return app.delay_send(v_send, v_until, 'pair-gap');
    end if;
    if v_planned and v_profile.replies_count and app.exceeds_cap(v_sender, v_profile, v_now) then
      return app.refuse_send(v_send, 'pending', 'replies-took-its-place');
    end if;

    v_talk := app.waiting_talk(v_send.sender_id, v_now);
    -- A conversation waits for this very place; one that comes anew does not take it from under its nose, unless it is late itself.
    v_yields := coalesce(v_talk.first_at <= v_now and (v_planned or v_talk.first_at > v_now - interval '2 seconds'
      and (v_send.reason is distinct from 'gap' or v_send.not_before > v_talk.first_at)), false);
    if v_yields then
      v_state.next_send_at := greatest(v_state.next_send_at, v_now + v_gap);
    end if;
    if v_yields or v_state.next_send_at > v_now + v_burst then
      v_until := least(v_state.next_send_at + greatest(interval '30 seconds', v_gap), case
        when not v_planned and v_yields then greatest(v_state.next_send_at, case when v_send.reason is distinct from 'gap' then v_talk.last_at + v_gap end)
        -- Conversations come back for the next place, one gap after each other; who has waited for its own keeps to the front.
        when not v_planned and v_send.reason = 'gap' then v_state.next_send_at - v_burst
        when not v_planned then greatest(v_state.next_send_at - v_burst, v_talk.last_at + v_gap)
        -- The others come back one gap apart: together, all but one of them would only have come to wait again.
        else greatest(v_state.next_send_at, v_state.wake_at + v_gap) end);
      if v_planned then
        update public.sender_states s set wake_at = v_until where s.sender_id = v_send.sender_id;
      end if;
      return app.delay_send(v_send, v_until, 'gap');
    end if;
    update public.sender_states s set next_send_at = greatest(s.next_send_at, v_now) + v_gap where s.sender_id = v_send.sender_id;

    update public.sends s
    set status = 'sending', attempt_id = p_attempt_id, lease_until = v_now + interval '30 seconds', reason = null,
        -- The budget counts when it goes, not when it was meant to: windows are kept by what really left.
        slot_at = case
          when v_counted then v_now
          when v_planned then app.move_slot(v_send.sender_id, v_send.slot_at, v_now)
          else s.slot_at end
    where s.id = p_send_id;
    if v_counted then
      perform app.take_slot(v_send.sender_id, v_now);
    end if;
    insert into public.send_attempts (id, send_id, client_id, sender_id, contact_id, started_at)
    values (p_attempt_id, p_send_id, v_send.client_id, v_send.sender_id, v_send.contact_id, v_now)
    on conflict (id) do nothing;
    if not found then
      raise exception 'this attempt was given up' using errcode = 'NV409', hint = 'a claim that was abandoned, or the id of another send';
    end if;
  end if;

  return jsonb_build_object(
    'kind', 'granted',
    'send', jsonb_build_object(
      'id', v_send.id, 'clientId', v_send.client_id, 'campaignId', v_send.campaign_id, 'lane', v_send.lane,
      'toKind', v_send.to_kind, 'toValue', v_send.to_value, 'variables', v_send.variables,
      'content', coalesce(v_send.content, v_campaign.variant_contents -> v_send.variant, v_campaign.content), 'seed', coalesce(v_campaign.seed, 0),
      'attempt', (select count(*) from public.send_attempts a where a.send_id = v_send.id and a.outcome = 'later')),
    'sender', jsonb_build_object(
      'id', v_sender.id, 'provider', v_sender.provider, 'externalId', v_sender.external_id,
      'apiUrl', v_sender.api_url, 'credentials', v_sender.credentials),
    'legacy', case when v_sender.credentials is null then jsonb_build_object(
      'apiUrl', coalesce(v_client.api_url, v_client.tools_config -> 'whatsapp' ->> 'url'),
      'token', coalesce(v_client.token, v_client.tools_config -> 'whatsapp' ->> 'key')) end);
end
$$;
comment on function public.claim_send is
  'Decides whether this attempt may send now: granted (with all it needs), taken, wait (until when, why), refused or gone. Asking again with the same attempt id gives the same answer. NV409 when the attempt was abandoned.';
revoke execute on function public.claim_send from public, anon, authenticated;
grant execute on function public.claim_send to service_role;

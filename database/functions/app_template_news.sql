create or replace function app.halt_campaigns(p_client_id uuid, p_account_id text, p_name text, p_language text, p_status text) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
declare
  v_halted jsonb;
begin
  if p_status not in ('paused', 'disabled', 'rejected') then
    return '[]';
  end if;
  with halted as (
    update public.campaigns c set status = 'halted', status_reason = 'template-' || p_status
    from public.client_providers p
    where p.id = c.sender_id and c.client_id = p_client_id and c.status = 'running'
    and app.says_template(c, p_name, p_language)
    -- An account that nobody told us may be this one; then it is better to stand still than to be refused by the thousand.
    and (p.account_id is null or p_account_id is null or p.account_id = p_account_id)
    returning c.id, c.name
  )
  select coalesce(jsonb_agg(jsonb_build_object('campaignId', h.id, 'name', h.name, 'template', p_name, 'status', p_status) order by h.id), '[]')
  into v_halted from halted h;
  perform app.leave_lost_variants(c.id) from public.campaigns c
  where c.client_id = p_client_id and c.status in ('running', 'halted') and c.winner is not null;
  perform app.broadcast('client:' || p_client_id, 'campaign-halted', jsonb_build_object('campaignId', x ->> 'campaignId', 'reason', 'template-' || p_status))
  from jsonb_array_elements(v_halted) x;
  return v_halted;
end
$$;
comment on function app.halt_campaigns is
  'Stops what runs with a template that may not be sent any more, and says which. Callers hold the send gate. An approval resumes nothing: people do.';
revoke execute on function app.halt_campaigns from public, anon, authenticated;
grant execute on function app.halt_campaigns to service_role;

create or replace function app.apply_template_news(p_sender public.client_providers, p_news jsonb) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
declare
  v_item   jsonb;
  v_status text;
  v_halted jsonb := '[]';
begin
  for v_item in select * from jsonb_array_elements(p_news) loop
    v_status := lower(v_item ->> 'status');
    if v_status is not null and v_status not in ('pending', 'approved', 'paused', 'disabled', 'rejected') then
      continue;
    end if;
    update public.templates t set
      status = coalesce(v_status, t.status),
      status_at = app.now(),
      quality = coalesce(v_item ->> 'quality', t.quality)
    where t.client_id = p_sender.client_id and t.kind = 'meta' and t.name = v_item ->> 'name' and t.language = v_item ->> 'language'
    and (t.account_id is null or p_sender.account_id is null or t.account_id = p_sender.account_id);
    if v_status is not null then
      v_halted := v_halted || app.halt_campaigns(p_sender.client_id, p_sender.account_id, v_item ->> 'name', v_item ->> 'language', v_status);
    end if;
  end loop;
  return v_halted;
end
$$;
comment on function app.apply_template_news is 'Applies what webhooks say of templates, to every version of each, and returns the campaigns that this halted.';
revoke execute on function app.apply_template_news from public, anon, authenticated;
grant execute on function app.apply_template_news to service_role;

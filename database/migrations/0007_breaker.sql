/*
 * What the breaker and the ramp judge by: when each send left our hands, who opted out after which campaign, since when a
 * sender or campaign is judged, and their limits. Additive: safe to run before the code that uses it.
 */
alter table public.sends add column left_at timestamptz;
comment on column public.sends.left_at is 'When it first went out, failed or became unconfirmed; null while it waits.';
create index sends_by_leaving on public.sends (campaign_id, left_at desc) where left_at is not null;

create function app.stamp_leaving() returns trigger
language plpgsql volatile
set search_path = ''
as $$
begin
  new.left_at := case when new.left_at is null then app.now() end;
  return new;
end
$$;
comment on function app.stamp_leaving is 'Notes when a send leaves our hands, and forgets it when it comes back.';
create trigger stamp_leaving before update on public.sends for each row
  when ((new.status in ('sent', 'delivered', 'read', 'failed', 'unconfirmed')) <> (new.left_at is not null))
  execute function app.stamp_leaving();

alter table public.opt_outs add column campaign_id uuid;
comment on column public.opt_outs.campaign_id is 'The campaign that this person got last before asking to be left alone.';
create index opt_outs_by_campaign on public.opt_outs (campaign_id, created_at) where campaign_id is not null;

alter table public.sender_profiles
  add column ramp jsonb,
  add column breaker jsonb,
  add constraint a_ramp_is_its_settings check (ramp is null or coalesce(ramp @@
    '$.firstSlice >= 1 && $.growth >= 0 && $.knownShare >= 0 && $.knownShare <= 1 && $.maxFailureShare >= 0 && $.maxFailureShare <= 1
     && $.patienceMs >= 0 && $.patienceMs <= 86400000 && $.provenSender >= 0 && $.provenTemplate >= 0', false)),
  add constraint breaker_limits_are_an_object check (breaker is null or jsonb_typeof(breaker) = 'object');
comment on column public.sender_profiles.ramp is 'How a template or number that is not proven yet begins; null: without a probe.';
comment on column public.sender_profiles.breaker is 'Limits that differ from the defaults of the code; {"enabled": false} turns the breaker off.';

alter table public.sender_states add column judged_since timestamptz not null default '-infinity';
comment on column public.sender_states.judged_since is 'When a person last let it go on: what happened before is not held against it.';

alter table public.campaigns
  add column judged_since timestamptz not null default '-infinity',
  add column warned_at    timestamptz,
  add column wait_reason  jsonb,
  add column wait_until   timestamptz,
  add column template_key text generated always as (
    case content ->> 'kind'
      when 'meta' then 'meta:' || coalesce(content ->> 'name', '') || ':' || coalesce(content ->> 'language', '')
      else 'text:' || md5(content ->> 'body') end) stored,
  add constraint a_campaign_that_waits_says_until_when check ((wait_reason is null) = (wait_until is null));
comment on column public.campaigns.judged_since is 'When a person last let it go on: what happened before is not held against it.';
comment on column public.campaigns.warned_at is 'When people were last told that too many of it fail.';
comment on column public.campaigns.wait_reason is 'Why the planner holds this campaign back, beyond what holds its sender; kept by reserve_slots.';
comment on column public.campaigns.template_key is 'What it says: a template of Meta''s by name and language, a text of ours by itself.';
create index campaigns_by_sender_and_start on public.campaigns (sender_id, started_at) where started_at is not null;

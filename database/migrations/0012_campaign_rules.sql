/*
 * Rules of one campaign: hours and a cap of its own beside its sender's, and messages that are tried on a part of its
 * audience before the rest gets the one that did best. Additive: safe to run before the code that uses it.
 */
alter table public.campaigns
  add column send_window      jsonb,
  add column frequency_cap    jsonb,
  add column variants         jsonb,
  add column variant_contents jsonb,
  add column test_until       timestamptz,
  add column winner           text,
  add column decided_at       timestamptz,
  add column decision         jsonb,
  add constraint the_hours_of_a_campaign_are_hours_of_days check (send_window is null or coalesce(
    send_window ->> 'from' ~ '^(([01]?[0-9]|2[0-3]):[0-5][0-9]|24:00)$' and send_window ->> 'until' ~ '^(([01]?[0-9]|2[0-3]):[0-5][0-9]|24:00)$'
    and (not send_window ? 'days' or send_window @@ 'exists($.days[*]) && !exists($.days[*] ? (!(@.type() == "number" && @ >= 0 && @ <= 6 && @.floor() == @)))'), false)),
  add constraint the_cap_of_a_campaign_is_a_number_in_days check (frequency_cap is null or coalesce(
    frequency_cap @@ '$.max >= 1 && $.max <= 1000000 && $.max.floor() == $.max && $.days > 0 && $.days <= 3650', false)),
  add constraint a_test_of_variants_has_its_settings check (variants is null or coalesce(
    variants @@ '$.sharePercent >= 5 && $.sharePercent <= 50 && $.decideAfterMinutes >= 15 && $.decideAfterMinutes <= 10080 && $.minimumEach >= 1'
    and variants ->> 'metric' in ('replied', 'read', 'delivered') and jsonb_array_length(variants -> 'items') between 1 and 3, false)),
  add constraint a_test_is_decided_once_and_says_how check (
    (winner is null) = (decided_at is null) and (winner is null) = (decision is null) and (winner is null or variants is not null)),
  add constraint a_test_ends_at_some_time check (coalesce(isfinite(test_until), true));
comment on column public.campaigns.send_window is 'Hours in the recipient''s time zone, within those of the sender: both must be open.';
comment on column public.campaigns.frequency_cap is 'How many campaign messages a contact may have had in so many days to get this one; the sender''s own cap holds too.';
comment on column public.campaigns.variants is 'Which part of the audience gets which message first, and how the winner is found; the campaign''s own message is A.';
comment on column public.campaigns.variant_contents is 'What the others than A say, by their key, as it was at the start.';
comment on column public.campaigns.test_until is 'When the test is decided, as far as is known: those who wait for it wait until then. Kept by decide_variants.';
comment on column public.campaigns.decision is 'Why this variant won, with what each had come to by then.';
create index campaigns_under_test on public.campaigns (id) where status = 'running' and variants is not null and winner is null;

alter table public.sends
  add column variant text,
  add constraint a_variant_is_a_letter check (variant in ('A', 'B', 'C', 'D'));
comment on column public.sends.variant is 'Which of its campaign''s messages it carries: its own in the test group, the winner''s for the rest, null until that is known or without a test.';
create index sends_by_variant on public.sends (campaign_id, variant) where variant is not null;

create or replace view public.campaign_sends with (security_invoker = true) as
  select s.id, s.client_id, s.campaign_id, s.contact_id, s.sender_id, s.position, s.status, s.reason, s.code,
         s.not_before, s.slot_at, s.sent_at, s.delivered_at, s.read_at, s.updated_at, s.replied_at, s.variant
  from public.sends s
  where s.campaign_id is not null;

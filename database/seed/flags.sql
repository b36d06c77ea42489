/* The four flags of the first day. Existing values are kept. */
insert into public.feature_flags (key, value, description) values
  ('external_handoff', '{"enabled": true}', 'Hand a conversation to people outside the dashboard'),
  ('campaign_attribution', '{"enabled": true}', 'Link a reply to the send that it answers'),
  ('dynamic_lock', '{"enabled": true}', 'Leases follow the length of the work'),
  ('error_classifier', '{"enabled": true}', 'Provider errors decide what happens next')
on conflict (key) do nothing;

/*
 * Limits that several senders share, and where sends that wait for a gap wake.
 * Additive: safe to run before the code that uses it.
 */
alter table public.client_providers add column portfolio_id text;
alter table public.client_providers add constraint a_portfolio_id_is_short check (length(portfolio_id) between 1 and 256);
comment on column public.client_providers.portfolio_id is 'Meta business portfolio: its numbers share one messaging limit.';
create index client_providers_by_portfolio on public.client_providers (client_id, portfolio_id) where portfolio_id is not null;

alter table public.sender_states add column wake_at timestamptz not null default '-infinity';
alter table public.sender_states add constraint no_sender_wakes_never check (wake_at < 'infinity');
comment on column public.sender_states.wake_at is 'When the last of those that wait for the gap was told to come back: the next one is told one gap later. A hint, never a permission.';

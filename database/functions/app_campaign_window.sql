create or replace function app.window_spans(p_window jsonb, out opens integer, out closes integer) returns setof record
language sql immutable
set search_path = ''
as $$
  select d.day * 1440 + t.opens_at, d.day * 1440 + t.opens_at + case when t.closes_at > t.opens_at then 0 else 1440 end + t.closes_at - t.opens_at
  from (
    select split_part(p_window ->> 'from', ':', 1)::integer * 60 + split_part(p_window ->> 'from', ':', 2)::integer as opens_at,
      split_part(p_window ->> 'until', ':', 1)::integer * 60 + split_part(p_window ->> 'until', ':', 2)::integer as closes_at) t
  cross join generate_series(0, 6) d (day)
  where not p_window ? 'days' or p_window -> 'days' @> to_jsonb(d.day)
$$;
comment on function app.window_spans is 'When sending hours open and close, in minutes since the midnight that begins Sunday; what passes midnight is of the day on which it opens.';
grant execute on function app.window_spans to service_role;

create or replace function app.windows_meet(p_one jsonb, p_other jsonb) returns boolean
language sql immutable
set search_path = ''
as $$
  select p_one is null or p_other is null or exists (
    select 1 from app.window_spans(p_one) o cross join app.window_spans(p_other) t
    cross join (values (-10080), (0), (10080)) w (shift) -- Saturday's night goes on on Sunday
    where o.opens < t.closes + w.shift and t.opens + w.shift < o.closes)
$$;
comment on function app.windows_meet is 'Whether there is a moment of the week at which both are open. Null is round the clock.';
grant execute on function app.windows_meet to service_role;

create or replace function app.assert_window_meets(p_campaign public.campaigns) returns void
language plpgsql stable
set search_path = ''
as $$
begin
  if p_campaign.send_window is not null and not app.windows_meet(p_campaign.send_window, (
    select f.send_window from public.sender_profiles f where f.sender_id = p_campaign.sender_id)) then
    raise exception 'the hours of the campaign never meet those of its sender' using errcode = 'NV409', hint = 'campaign.window-never-meets';
  end if;
end
$$;
comment on function app.assert_window_meets is 'NV409 when a campaign has hours of its own in which its sender never sends.';
revoke execute on function app.assert_window_meets from public, anon, authenticated;
grant execute on function app.assert_window_meets to service_role;

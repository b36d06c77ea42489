create or replace function app.count_members() returns trigger
language plpgsql volatile
set search_path = ''
as $$
begin
  update public.contact_lists l set members = l.members + c.change
  from (select r.list_id, count(*) * case tg_op when 'INSERT' then 1 else -1 end as change from changed_members r group by r.list_id) c
  where l.id = c.list_id;
  return null;
end
$$;
comment on function app.count_members is 'Keeps contact_lists.members: once per statement, however many rows it touches.';

create or replace trigger count_added_members
  after insert on public.contact_list_members
  referencing new table as changed_members
  for each statement execute function app.count_members();
create or replace trigger count_removed_members
  after delete on public.contact_list_members
  referencing old table as changed_members
  for each statement execute function app.count_members();

-- What came between the column and its triggers.
update public.contact_lists l set members = c.n
from (
  select x.id, count(m.contact_id) as n from public.contact_lists x
  left join public.contact_list_members m on m.list_id = x.id group by x.id) c
where c.id = l.id and l.members <> c.n;

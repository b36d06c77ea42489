/*
 * Lists of contacts that people upload: where an import stands, what it has read and not yet applied, what it refused.
 * Lists know how many are on them. Additive: safe to run before the code that uses it.
 */
create table public.imports (
  id             uuid        primary key,
  client_id      uuid        not null references public.clients (id) on delete cascade,
  file_name      text        not null,
  list_id        uuid        references public.contact_lists (id) on delete set null,
  new_list_name  text,
  mapping        jsonb       not null,
  country        text        not null default '55',
  status         text        not null default 'waiting',
  attempt_id     uuid,
  lease_until    timestamptz,
  bytes          bigint,
  bytes_read     bigint      not null default 0,
  totals         jsonb       not null default '{}',
  headers        jsonb       not null default '[]',
  new_contacts   integer,
  added          integer,
  opted_out      integer,
  problem        jsonb,
  created_by     uuid        not null,
  created_at     timestamptz not null default now(),
  updated_at     timestamptz not null default now(),
  finished_at    timestamptz,
  broadcast_at   timestamptz not null default '-infinity',
  retain_until   date        not null default (now() + interval '2 years')::date,
  constraint an_import_status_is_known check (status in ('waiting', 'reading', 'applying', 'done', 'failed', 'cancelled')),
  constraint who_reads_has_a_lease check ((status in ('reading', 'applying')) = (lease_until is not null)),
  constraint a_lease_is_somebodys check (lease_until is null or attempt_id is not null),
  constraint a_failed_import_says_why check (status <> 'failed' or problem is not null),
  constraint totals_are_named check (jsonb_typeof(totals) = 'object'),
  constraint headers_are_a_list check (jsonb_typeof(headers) = 'array'),
  constraint import_names_are_short check (length(file_name) between 1 and 255 and length(new_list_name) between 1 and 120 and length(country) <= 4)
);
comment on table public.imports is 'One file of contacts each. Whoever reads it holds a lease; one whose lease is over counts as failed and can be sent again.';
comment on column public.imports.attempt_id is 'The fence: only the attempt that is named here stages rows and applies them.';
comment on column public.imports.new_list_name is 'The list to make when it is applied; null when it goes to one that there is.';
create index imports_by_client on public.imports (client_id, created_at desc, id desc);
create index imports_by_list on public.imports (list_id) where list_id is not null;
alter table public.imports enable row level security; -- no policy: read through platform-api
grant select, insert, update on public.imports to service_role;
create trigger set_updated_at before update on public.imports for each row execute function app.set_updated_at();

create table public.import_batches (
  import_id    uuid    not null references public.imports (id) on delete cascade,
  attempt_id   uuid    not null,
  rows_before  integer not null,
  client_id    uuid    not null references public.clients (id) on delete cascade,
  rows         jsonb   not null,
  retain_until date    not null default (now() + interval '2 days')::date,
  primary key (import_id, attempt_id, rows_before),
  constraint a_batch_is_a_list check (jsonb_typeof(rows) = 'array')
);
comment on table public.import_batches is 'Rows that were read and not yet applied, many to a row, so that staging them costs little. Gone once their import has ended.';
comment on column public.import_batches.rows_before is 'How many rows of the file came before these: names the batch, and orders its rows.';
create index import_batches_by_client on public.import_batches (client_id);
alter table public.import_batches enable row level security; -- no policy: service_role only
grant select, insert, delete on public.import_batches to service_role;

create table public.import_refusals (
  import_id    uuid    not null references public.imports (id) on delete cascade,
  line         integer not null,
  client_id    uuid    not null references public.clients (id) on delete cascade,
  code         text    not null,
  first_line   integer,
  column_name  text,
  phone        text,
  cells        jsonb   not null,
  retain_until date    not null default (now() + interval '30 days')::date,
  primary key (import_id, line),
  constraint cells_are_a_list check (jsonb_typeof(cells) = 'array')
);
comment on table public.import_refusals is 'Rows of a file that were not imported, as they were written, for the report.';
comment on column public.import_refusals.phone is 'Of a duplicate: whose row it is, so that erasing that person finds it.';
create index import_refusals_by_phone on public.import_refusals (client_id, phone);
alter table public.import_refusals enable row level security; -- no policy: service_role only
grant select, insert, delete on public.import_refusals to service_role;

alter table public.contact_lists add column members integer not null default 0;
comment on column public.contact_lists.members is 'How many are on it, kept by trigger: counting 100,000 on every look would be slow.';
update public.contact_lists l set members = (select count(*) from public.contact_list_members m where m.list_id = l.id);
create index contact_lists_by_client on public.contact_lists (client_id, created_at desc, id desc);

create index contact_list_members_by_position on public.contact_list_members (list_id, position);
-- An import gives thousands the same time: a page needs the id to go on from.
create index contacts_by_age on public.contacts (client_id, created_at desc, id desc);
drop index public.contacts_by_client;

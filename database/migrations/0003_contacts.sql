/*
 * People, under every name they are known by, and their wish not to be written to.
 * An opt-out is kept by address, not by contact: it outlives imports and erasure of the contact.
 */
create table public.contacts (
  id           uuid        primary key default gen_random_uuid(),
  client_id    uuid        not null references public.clients (id) on delete cascade,
  name         text,
  time_zone    text,
  attributes   jsonb       not null default '{}',
  erased_at    timestamptz,
  created_at   timestamptz not null default now(),
  updated_at   timestamptz not null default now(),
  retain_until date        not null default (now() + interval '5 years')::date
);
comment on table public.contacts is 'People a tenant may write to. Their addresses are aliases: the phone is not the person.';
create index contacts_by_client on public.contacts (client_id, created_at);
alter table public.contacts enable row level security;
grant select, insert, update, delete on public.contacts to service_role;
grant select on public.contacts to authenticated;
create trigger set_updated_at before update on public.contacts for each row execute function app.set_updated_at();

create table public.contact_aliases (
  client_id  uuid        not null references public.clients (id) on delete cascade,
  kind       text        not null,
  value      text        not null,
  contact_id uuid        not null references public.contacts (id) on delete cascade,
  created_at timestamptz not null default now(),
  primary key (client_id, kind, value),
  constraint an_alias_kind_is_known check (kind in ('phone', 'lid', 'bsuid', 'email', 'hotmart')),
  constraint a_phone_is_digits check (kind <> 'phone' or value ~ '^[1-9][0-9]{7,14}$'),
  constraint a_brazilian_mobile_has_its_ninth_digit check (kind <> 'phone' or value !~ '^55[1-9][0-9][6-9][0-9]{7}$'),
  constraint an_alias_is_short check (length(value) <= 256)
);
comment on table public.contact_aliases is 'Phones are canonical E.164 digits, Brazilian mobiles always with the ninth digit.';
create index contact_aliases_by_contact on public.contact_aliases (contact_id);
alter table public.contact_aliases enable row level security;
grant select, insert, update, delete on public.contact_aliases to service_role;
grant select on public.contact_aliases to authenticated;

create table public.opt_outs (
  id          uuid        primary key default gen_random_uuid(),
  client_id   uuid        not null references public.clients (id) on delete cascade,
  alias_kind  text        not null,
  alias_value text        not null,
  source      text        not null,
  created_at  timestamptz not null default now(),
  revoked_at  timestamptz,
  -- As in contact_aliases: an opt-out in another spelling would hold nothing back.
  constraint an_opted_out_alias_kind_is_known check (alias_kind in ('phone', 'lid', 'bsuid', 'email', 'hotmart')),
  constraint an_opted_out_phone_is_digits check (alias_kind <> 'phone' or alias_value ~ '^[1-9][0-9]{7,14}$'),
  constraint an_opted_out_mobile_has_its_ninth_digit check (alias_kind <> 'phone' or alias_value !~ '^55[1-9][0-9][6-9][0-9]{7}$'),
  constraint an_opted_out_alias_is_short check (length(alias_value) <= 256)
);
comment on table public.opt_outs is 'Who must not be written to. Has no retention date: forgetting it would break the promise.';
create unique index one_open_opt_out_per_address on public.opt_outs (client_id, alias_kind, alias_value) where revoked_at is null;
create index opt_outs_by_client on public.opt_outs (client_id, created_at);
alter table public.opt_outs enable row level security;
grant select, insert, update on public.opt_outs to service_role;
grant select on public.opt_outs to authenticated;

create table public.contact_lists (
  id         uuid        primary key default gen_random_uuid(),
  client_id  uuid        not null references public.clients (id) on delete cascade,
  name       text        not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint a_list_name_is_unique unique (client_id, name)
);
comment on table public.contact_lists is 'Named audiences.';
alter table public.contact_lists enable row level security;
grant select, insert, update, delete on public.contact_lists to service_role;
grant select on public.contact_lists to authenticated;
create trigger set_updated_at before update on public.contact_lists for each row execute function app.set_updated_at();

create table public.contact_list_members (
  list_id    uuid    not null references public.contact_lists (id) on delete cascade,
  contact_id uuid    not null references public.contacts (id) on delete cascade,
  client_id  uuid    not null references public.clients (id) on delete cascade,
  position   integer not null,
  variables  jsonb   not null default '{}',
  primary key (list_id, contact_id),
  constraint variables_have_names check (jsonb_typeof(variables) = 'object')
);
comment on table public.contact_list_members is 'Who is on a list, where, and with which variables.';
create index contact_list_members_by_contact on public.contact_list_members (contact_id);
create index contact_list_members_by_client on public.contact_list_members (client_id);
alter table public.contact_list_members enable row level security;
grant select, insert, update, delete on public.contact_list_members to service_role;
grant select on public.contact_list_members to authenticated;

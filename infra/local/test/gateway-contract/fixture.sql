/* What the contract suite calls. Loaded into the database behind the API, and dropped again after the run. */
drop schema if exists nova_contract cascade;
create schema nova_contract;
create table public.nova_contract_notes (
  id       bigint  primary key generated always as identity,
  owner_id uuid    not null,
  label    text    not null unique,
  rank     integer,
  price    numeric(20, 6),
  big      bigint,
  tags     text[]  not null default '{}',
  data     jsonb   not null default '{}',
  at       timestamptz not null default '2026-03-01 12:00:00.5+00',
  constraint rank_is_positive check (rank > 0)
);
alter table public.nova_contract_notes enable row level security;
grant select, insert on public.nova_contract_notes to service_role;
grant select on public.nova_contract_notes to authenticated;
create policy own_notes on public.nova_contract_notes for select to authenticated
using (owner_id = (select auth.uid()));
create table public.nova_contract_hidden (id int);

create function public.nova_contract_echo(p_value jsonb) returns jsonb language sql immutable set search_path = ''
as $$ select p_value $$;
create function public.nova_contract_types(
  p_text text, p_number numeric default 1.5, p_ids bigint[] default '{}', p_labels text[] default null,
  p_at timestamptz default null, p_flag boolean default null
)
returns jsonb language sql stable set search_path = ''
as $$ select jsonb_build_object('text', p_text, 'number', p_number::text, 'ids', p_ids::text, 'labels', p_labels,
  'at', extract(epoch from p_at)::bigint, 'flag', p_flag) $$;
create function public.nova_contract_void(p_id int) returns void language sql volatile set search_path = '' as $$ select $$;
create function public.nova_contract_null() returns text language sql stable set search_path = '' as $$ select null::text $$;
create function public.nova_contract_text() returns text language sql stable set search_path = '' as $$ select 'olá "mundo"' $$;
create function public.nova_contract_ids(p_count int) returns setof int language sql stable set search_path = ''
as $$ select generate_series(1, p_count) $$;
create function public.nova_contract_table(p_count int) returns table (n int, square int) language sql stable set search_path = ''
as $$ select i, i * i from generate_series(1, p_count) i $$;
create function public.nova_contract_column(p_count int) returns table (n int) language sql stable set search_path = ''
as $$ select i from generate_series(1, p_count) i $$;
create function public.nova_contract_row(p_label text) returns public.nova_contract_notes language sql stable set search_path = ''
as $$ select * from public.nova_contract_notes where label = p_label $$;
create function public.nova_contract_rows() returns setof public.nova_contract_notes language sql stable set search_path = ''
as $$ select * from public.nova_contract_notes order by id $$;
create function public.nova_contract_out(out a int, out b text) language sql stable set search_path = '' as $$ select 1, 'x' $$;
create function public.nova_contract_whoami() returns jsonb language sql stable set search_path = ''
as $$ select jsonb_build_object('role', current_user, 'uid', auth.uid(), 'claimed', auth.role()) $$;
create function public.nova_contract_raise(p_state text) returns void language plpgsql volatile set search_path = ''
as $$ begin
  raise exception 'it is gone' using errcode = p_state, detail = 'the detail', hint = 'the hint';
end $$;
create function public.nova_contract_add(p_label text, p_rank int default 1) returns bigint language sql volatile set search_path = ''
as $$ insert into public.nova_contract_notes (owner_id, label, rank)
  values ('00000000-0000-4000-8000-000000000000', p_label, p_rank) returning id $$;
create function public.nova_contract_secret() returns text language sql stable set search_path = '' as $$ select 'secret' $$;
do $$
declare
  v_function regprocedure;
begin
  for v_function in select oid from pg_proc where proname like 'nova\_contract\_%' loop
    execute format('grant execute on function %s to anon, authenticated, service_role', v_function);
  end loop;
end $$;
revoke execute on function public.nova_contract_secret from public, anon, authenticated;

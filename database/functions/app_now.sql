/*
 * As migration 0001 has it, in a language whose plan is kept: it is asked several times per send.
 */
create or replace function app.now() returns timestamptz
language plpgsql stable
set search_path = ''
as $$ begin return clock_timestamp(); end $$;

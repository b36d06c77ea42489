/*
 * What whoever reads a file asks for, batch by batch, up to the one call that applies everything.
 */
create or replace function public.begin_import(p_actor uuid, p_client_id uuid, p_import_id uuid, p_attempt_id uuid, p_bytes bigint default null) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
declare
  v_import public.imports;
begin
  perform app.assert_role(p_actor, p_client_id, app.import_writers());
  v_import := app.find_import(p_client_id, p_import_id);
  if v_import.status in ('done', 'cancelled') then
    raise exception 'has ended' using errcode = 'NV409', hint = 'import.' || v_import.status;
  elsif v_import.status in ('reading', 'applying') and v_import.attempt_id <> p_attempt_id and not app.import_is_forsaken(v_import) then
    raise exception 'being read' using errcode = 'NV409', hint = 'import.running';
  end if;
  delete from public.import_batches b where b.import_id = p_import_id;
  delete from public.import_refusals r where r.import_id = p_import_id;
  update public.imports i set
    status = 'reading', attempt_id = p_attempt_id, lease_until = app.now() + interval '30 seconds', bytes = coalesce(p_bytes, i.bytes),
    bytes_read = 0, totals = '{}', headers = '[]', problem = null, finished_at = null
  where i.id = p_import_id returning * into v_import;
  return jsonb_build_object(
    'import', app.tell_import(v_import, false), 'mapping', v_import.mapping, 'country', v_import.country, 'bytes', v_import.bytes);
end
$$;
comment on function public.begin_import is
  'Gives a waiting, failed or forsaken import to one attempt for 30 seconds, which it prolongs as it reads. NV404 unknown, NV409 when it has ended or another reads it.';
revoke execute on function public.begin_import from public, anon, authenticated;
grant execute on function public.begin_import to service_role;

create or replace function public.stage_import_rows(
  p_actor uuid, p_client_id uuid, p_import_id uuid, p_attempt_id uuid, p_rows_before integer, p_rows jsonb, p_refused jsonb, p_progress jsonb) returns void
language plpgsql volatile
set search_path = ''
as $$
declare
  v_import public.imports := app.hold_import(p_actor, p_client_id, p_import_id, p_attempt_id);
begin
  insert into public.import_batches (import_id, attempt_id, rows_before, client_id, rows)
  values (p_import_id, p_attempt_id, p_rows_before, p_client_id, p_rows) on conflict do nothing;
  if found then -- else it is the same batch once more, whose answer was lost
    insert into public.import_refusals (import_id, line, client_id, code, first_line, column_name, phone, cells)
    select p_import_id, r.line, p_client_id, r.code, r."firstLine", r."column", r.phone, r.cells
    from jsonb_to_recordset(p_refused) r (line integer, code text, "firstLine" integer, "column" text, phone text, cells jsonb);
  end if;
  update public.imports i set
    lease_until = app.now() + interval '30 seconds', bytes_read = (p_progress ->> 'bytesRead')::bigint,
    totals = p_progress -> 'totals', headers = p_progress -> 'headers'
  where i.id = p_import_id returning * into v_import;
  perform app.tell_import(v_import, false);
end
$$;
comment on function public.stage_import_rows is
  'Keeps one batch of a file, invisible until all are applied, and prolongs the lease; the same batch again changes nothing. NV409 when the import was cancelled or is another''s.';
revoke execute on function public.stage_import_rows from public, anon, authenticated;
grant execute on function public.stage_import_rows to service_role;

create or replace function public.note_import_progress(
  p_actor uuid, p_client_id uuid, p_import_id uuid, p_attempt_id uuid, p_bytes_read bigint, p_is_read boolean default false) returns void
language plpgsql volatile
set search_path = ''
as $$
declare
  v_import public.imports := app.hold_import(p_actor, p_client_id, p_import_id, p_attempt_id);
begin
  update public.imports i set
    status = case when p_is_read then 'applying' else i.status end,
    lease_until = app.now() + case when p_is_read then interval '2 minutes' else interval '30 seconds' end, bytes_read = p_bytes_read
  where i.id = p_import_id returning * into v_import;
  perform app.tell_import(v_import, false);
end
$$;
comment on function public.note_import_progress is
  'Notes how many bytes have come and prolongs the lease; at the end of the file, for as long as applying may take. NV409 when the import was cancelled or is another''s.';
revoke execute on function public.note_import_progress from public, anon, authenticated;
grant execute on function public.note_import_progress to service_role;

create or replace function public.fail_import(p_actor uuid, p_client_id uuid, p_import_id uuid, p_attempt_id uuid, p_problem jsonb) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
declare
  v_import public.imports;
begin
  perform app.assert_role(p_actor, p_client_id, app.import_writers());
  v_import := app.find_import(p_client_id, p_import_id);
  if v_import.status in ('reading', 'applying') and v_import.attempt_id = p_attempt_id then
    delete from public.import_batches b where b.import_id = p_import_id;
    update public.imports i set status = 'failed', problem = p_problem, lease_until = null, finished_at = app.now()
    where i.id = p_import_id returning * into v_import;
    perform app.audit(p_actor, p_client_id, 'import.failed', 'import', p_import_id::text, jsonb_build_object('code', p_problem -> 'code'));
    return app.tell_import(v_import, true);
  end if;
  return app.show_import(v_import);
end
$$;
comment on function public.fail_import is 'Notes why an attempt could not read the file, and forgets what it read. Changes nothing when the import is not its any more.';
revoke execute on function public.fail_import from public, anon, authenticated;
grant execute on function public.fail_import to service_role;

create or replace function public.cancel_import(p_actor uuid, p_client_id uuid, p_import_id uuid) returns jsonb
language plpgsql volatile
set search_path = ''
as $$
declare
  v_import public.imports;
begin
  perform app.assert_role(p_actor, p_client_id, app.import_writers());
  v_import := app.find_import(p_client_id, p_import_id); -- waits for one that is being applied
  if v_import.status = 'done' then
    raise exception 'applied already' using errcode = 'NV409', hint = 'import.done';
  elsif v_import.status = 'cancelled' then
    return app.show_import(v_import);
  end if;
  delete from public.import_batches b where b.import_id = p_import_id;
  update public.imports i set status = 'cancelled', lease_until = null, problem = null, finished_at = app.now()
  where i.id = p_import_id returning * into v_import;
  perform app.audit(p_actor, p_client_id, 'import.cancelled', 'import', p_import_id::text);
  return app.tell_import(v_import, true);
end
$$;
comment on function public.cancel_import is 'Ends an import that was not applied yet: nothing of it is kept but the rows that it refused. NV404 unknown, NV409 when it is applied.';
revoke execute on function public.cancel_import from public, anon, authenticated;
grant execute on function public.cancel_import to service_role;

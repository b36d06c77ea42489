import type pg from "pg";

/** The least that putting so many new people on a list can cost: three inserts from a table where they lie ready, in ms. */
export async function insertBare(
  client: pg.Client,
  clientId: string,
  rows: number,
  first = 0,
): Promise<number> {
  await client.query("drop table if exists pg_temp.ready");
  await client.query(`create temporary table ready as
    select gen_random_uuid() as id, '55219' || (70000000 + ${first} + n) as phone, 'Pessoa ' || n as name, n as position,
      jsonb_build_object('nome', 'Pessoa ' || n, 'cidade', 'São Paulo', 'nota', repeat('um texto que a mensagem usa ', 3)) as variables
    from generate_series(1, ${rows}) n`);
  const { rows: lists } = await client.query<{ id: string }>(
    "insert into public.contact_lists (client_id, name) values ($1, $2) returning id",
    [clientId, `bare ${first}`],
  );
  const startedAt = performance.now();
  await client.query("begin");
  await client.query(
    "insert into public.contacts (id, client_id, name) select r.id, $1, r.name from ready r",
    [clientId],
  );
  await client.query(
    "insert into public.contact_aliases (client_id, kind, value, contact_id) select $1, 'phone', r.phone, r.id from ready r",
    [clientId],
  );
  await client.query(
    `insert into public.contact_list_members (list_id, contact_id, client_id, position, variables)
     select $2, r.id, $1, r.position, r.variables from ready r`,
    [clientId, lists[0]?.id],
  );
  await client.query("commit");
  return performance.now() - startedAt;
}

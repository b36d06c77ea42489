import type pg from "pg";

export type Column = {
  name: string;
  type: string;
  nullable: boolean;
  optional: boolean;
  /** Identity or generated: the database alone writes it. */
  computed: boolean;
};
export type Relationship = {
  foreignKeyName: string;
  columns: string[];
  isOneToOne: boolean;
  referencedRelation: string;
  referencedColumns: string[];
};
export type Relation = { name: string; isView: boolean; columns: Column[]; relationships: Relationship[] };
export type SqlFunction = {
  name: string;
  arguments: { name: string; type: string; optional: boolean }[];
  returns: string;
};
export type Catalogue = { relations: Relation[]; functions: SqlFunction[] };

const relationsQuery = `
  select c.relname as name, c.relkind = 'v' as "isView",
    (select jsonb_agg(jsonb_build_object(
        'name', a.attname, 'type', format_type(a.atttypid, null), 'nullable', not a.attnotnull,
        'optional', not a.attnotnull or a.atthasdef or a.attidentity <> '', 'computed', a.attidentity = 'a' or a.attgenerated <> '') order by a.attname)
      from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped) as columns,
    (select coalesce(jsonb_agg(jsonb_build_object(
        'foreignKeyName', k.conname, 'referencedRelation', k.confrelid::regclass::text,
        'columns', (select jsonb_agg(a.attname order by x.at) from unnest(k.conkey) with ordinality x (n, at)
          join pg_attribute a on a.attrelid = k.conrelid and a.attnum = x.n),
        'referencedColumns', (select jsonb_agg(a.attname order by x.at) from unnest(k.confkey) with ordinality x (n, at)
          join pg_attribute a on a.attrelid = k.confrelid and a.attnum = x.n),
        'isOneToOne', exists (select from pg_constraint u where u.conrelid = k.conrelid and u.contype in ('p', 'u')
          and u.conkey @> k.conkey and u.conkey <@ k.conkey)) order by k.conname), '[]')
      from pg_constraint k join pg_class r on r.oid = k.confrelid
      where k.conrelid = c.oid and k.contype = 'f' and r.relnamespace = c.relnamespace) as relationships
  from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v') order by 1`;

const functionsQuery = `
  select p.proname as name, case when p.proretset then 'setof ' else '' end || format_type(p.prorettype, null) as returns,
    (select coalesce(jsonb_agg(jsonb_build_object('name', p.proargnames[x.at], 'type', format_type(x.type, null),
        'optional', x.at > p.pronargs - p.pronargdefaults) order by p.proargnames[x.at]), '[]')
      from unnest(p.proargtypes) with ordinality x (type, at)) as arguments
  from pg_proc p where p.pronamespace = 'public'::regnamespace and p.prokind = 'f' and p.prorettype <> 'trigger'::regtype order by 1`;

/** The tables, views and functions of the exposed schema, by name. */
export async function readCatalogue(client: Pick<pg.Client, "query">): Promise<Catalogue> {
  const { rows: relations } = await client.query<Relation>(relationsQuery);
  const { rows: functions } = await client.query<SqlFunction>(functionsQuery);
  return { relations, functions };
}

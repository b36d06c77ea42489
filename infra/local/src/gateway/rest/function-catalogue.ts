import type pg from "pg";
import * as z from "zod";

const functionSchema = z.object({
  name: z.string(),
  arguments: z.array(z.object({ name: z.string(), type: z.string() })),
  optionalArguments: z.number(),
  returns: z.enum(["void", "value", "row", "values", "rows"]),
  readOnly: z.boolean(),
});

/** A function of the exposed schema, as far as calling it needs. */
export type SqlFunction = z.infer<typeof functionSchema>;

export type FunctionCatalogue = {
  /** The functions of a name that take these arguments, optional ones aside. A GET may carry other parameters too. */
  find(name: string, argumentNames: string[], options: { ignoreUnknown: boolean }): Promise<SqlFunction[]>;
  /** Forgets what is known: the database has changed. */
  forget(): void;
};

const query = `
  select p.proname as name, p.pronargdefaults::int as "optionalArguments", p.provolatile <> 'v' as "readOnly",
    case
      when t.typname = 'void' then 'void'
      when p.proretset and (t.typtype = 'c' or 't' = any (p.proargmodes) or t.typname = 'record') then 'rows'
      when p.proretset then 'values'
      when t.typtype = 'c' or t.typname = 'record' then 'row'
      else 'value'
    end as returns,
    coalesce((
      select jsonb_agg(jsonb_build_object('name', a.name, 'type', format_type(a.type, null)) order by a.position)
      from unnest(p.proargnames, p.proargmodes, coalesce(p.proallargtypes, p.proargtypes::oid[]))
        with ordinality as a (name, mode, type, position)
      where coalesce(a.mode, 'i') in ('i', 'b') and a.name <> ''
    ), '[]') as arguments
  from pg_proc p
  join pg_type t on t.oid = p.prorettype
  where p.pronamespace = 'public'::regnamespace and p.prokind = 'f' and t.typname <> 'trigger'`;

/** Knows the exposed functions. What it does not know it looks up again before saying that there is none. */
export function createFunctionCatalogue(pool: pg.Pool): FunctionCatalogue {
  let loading: Promise<Map<string, SqlFunction[]>> | undefined;

  async function load(): Promise<Map<string, SqlFunction[]>> {
    const { rows } = await pool.query(query);
    return Map.groupBy(z.array(functionSchema).parse(rows), ({ name }) => name);
  }
  async function lookUp(name: string, accepts: (candidate: SqlFunction) => boolean): Promise<SqlFunction[]> {
    loading ??= load();
    const current = loading;
    try {
      return ((await current).get(name) ?? []).filter(accepts);
    } catch (error) {
      if (loading === current) loading = undefined;
      throw error;
    }
  }
  const forget = () => {
    loading = undefined;
  };
  return {
    forget,
    find: async (name, argumentNames, { ignoreUnknown }) => {
      const accepts = (candidate: SqlFunction) => takes(candidate, argumentNames, ignoreUnknown);
      const known = loading;
      const found = await lookUp(name, accepts);
      if (found.length > 0 || !known) return found;
      if (loading === known) forget();
      return lookUp(name, accepts);
    },
  };
}

function takes(candidate: SqlFunction, argumentNames: string[], ignoreUnknown: boolean): boolean {
  const given = new Set(argumentNames);
  const required = candidate.arguments.slice(0, candidate.arguments.length - candidate.optionalArguments);
  return (
    required.every(({ name }) => given.has(name)) &&
    (ignoreUnknown ||
      argumentNames.every((name) => candidate.arguments.some((argument) => argument.name === name)))
  );
}

import { createHash } from "node:crypto";
import type { Statement } from "../sql/pipelined-statements.ts";
import { quoteName } from "../sql/quote.ts";
import type { SqlFunction } from "./function-catalogue.ts";
import { maxRows } from "./row-query.ts";

/**
 * The call of a function. Its arguments stay the JSON text that came in: Postgres turns each into its type, so that
 * arrays, nulls, big numbers and JSON arrive as the caller wrote them. The row has the result as JSON, and a count.
 */
export function callStatement(fn: SqlFunction, argumentNames: string[], json: string): Statement {
  const { from, call } = callSource(fn, argumentNames);
  const text = {
    void: `select ${call}::text, 1 ${from}`,
    value: `select coalesce(to_json(${call})::text, 'null'), 1 ${from}`,
    row: `select to_json(result)::text, 1 ${from ? `${from},` : "from"} ${call} as result`,
    values: many(from, call, "result", "page.result"),
    rows: many(from, call, "result.*", "page"),
  }[fn.returns];
  const values = from ? [json] : [];
  return { text, values, name: `rpc_${createHash("sha1").update(text).digest("hex")}` };
}

/** What goes into `from` so that the arguments, given as parameter 1, can be named in the call. */
export function callSource(fn: SqlFunction, argumentNames: string[]): { from: string; call: string } {
  const given = fn.arguments.filter(({ name }) => argumentNames.includes(name));
  const columns = given.map(({ name, type }) => `${quoteName(name)} ${type}`).join(", ");
  const named = given.map(({ name }) => `${quoteName(name)} => args.${quoteName(name)}`).join(", ");
  return {
    from: given.length > 0 ? `from json_to_record($1::json) as args (${columns})` : "",
    call: `public.${quoteName(fn.name)}(${named})`,
  };
}

function many(from: string, call: string, columns: string, item: string): string {
  const rows = `select ${columns} ${from ? `${from},` : "from"} ${call} as result limit ${maxRows}`;
  return `select coalesce(json_agg(${item}), '[]')::text, count(*) from (${rows}) as page`;
}

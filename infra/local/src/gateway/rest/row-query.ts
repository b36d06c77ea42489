import { restRefusal } from "../reply.ts";
import type { Statement } from "../sql/pipelined-statements.ts";
import { quoteName } from "../sql/quote.ts";
import { parseCondition, parseGroup } from "./parse-condition.ts";

/** Hosted projects cap every answer here, so that code which forgets to page fails here too. */
export const maxRows = 1000;

export type RowSource = {
  /** A table, or a call with what it needs in `from`. */
  relation: string;
  isCall: boolean;
  values: string[];
};
export type RowQuery = { statement: Statement; offset: number };

const reserved = new Set(["select", "order", "limit", "offset", "columns", "apikey"]);

/** The query that a PostgREST URL asks for. Its row: the page as JSON, its length, the total if it was asked for. */
export function rowQuery(source: RowSource, params: URLSearchParams, countsAll: boolean): RowQuery {
  const values = [...source.values];
  const bind = (value: string) => `$${values.push(value)}`;
  const conditions = [...params]
    .filter(([key]) => !reserved.has(key))
    .map(([key, value]) =>
      /^(not\.)?(and|or)$/.test(key) ? parseGroup(key, value, bind) : parseCondition(key, value, bind),
    );
  const where = conditions.length > 0 ? `where ${conditions.join(" and ")}` : "";
  const limit = Math.min(wholeNumber(params.get("limit")) ?? maxRows, maxRows);
  const offset = wholeNumber(params.get("offset")) ?? 0;
  // A call is made once, whatever is asked of it. A table is asked for the named columns only: others may be forbidden.
  const from = source.isCall ? "source" : source.relation;
  const page = `select ${selectList(params.get("select"))} from ${from} ${where} ${orderBy(params.get("order"))} limit ${limit} offset ${offset}`;
  const total = countsAll ? `(select count(*) from ${from} ${where})` : "null";
  const text = `with ${source.isCall ? `source as (select * from ${source.relation}), ` : ""}page as (${page})
    select coalesce(json_agg(page), '[]')::text, count(*)::text, ${total}::text from page`;
  return { statement: { text, values }, offset };
}

/** `name`, `data->key` or `data->>key`, as SQL. */
export function columnReference(path: string): string {
  const [name = "", ...steps] = path.split(/(->>?)/);
  if (!/^[\w $-]+$/.test(name.trim())) throw unreadable(`column "${path}"`);
  let sql = quoteName(name.trim());
  for (let index = 0; index < steps.length; index += 2) {
    const key = steps[index + 1] ?? "";
    sql += `${steps[index]}${/^\d+$/.test(key) ? key : `'${key.replaceAll("'", "''")}'`}`;
  }
  return sql;
}

export function unreadable(what: string) {
  return restRefusal(400, "PGRST100", `failed to parse ${what}`);
}

function selectList(select: string | null): string {
  if (!select || select === "*") return "*";
  if (/[()]/.test(select)) {
    throw restRefusal(
      400,
      "PGRST200",
      "Embedded resources and aggregates are not served here.",
      null,
      "Use a view or a function.",
    );
  }
  return select
    .split(",")
    .map((item) => {
      const [, alias, path = "", type] = /^(?:([\w $-]+):(?!:))?(.+?)(?:::(\w+))?$/.exec(item.trim()) ?? [];
      if (path === "*") return "*";
      const value = type ? `${columnReference(path)}::${quoteName(type)}` : columnReference(path);
      const name = alias ?? (path.includes("->") ? path.split(/->>?/).at(-1) : undefined);
      return name ? `${value} as ${quoteName(name)}` : value;
    })
    .join(", ");
}

function orderBy(order: string | null): string {
  if (!order) return "";
  const terms = order.split(",").map((term) => {
    const [, path, direction = "asc", nulls] =
      /^(.+?)(?:\.(asc|desc))?(?:\.nulls(first|last))?$/.exec(term) ?? [];
    if (!path) throw unreadable(`order "${order}"`);
    return `${columnReference(path)} ${direction}${nulls ? ` nulls ${nulls}` : ""}`;
  });
  return `order by ${terms.join(", ")}`;
}

function wholeNumber(text: string | null): number | undefined {
  if (text === null) return undefined;
  if (!/^\d{1,15}$/.test(text)) throw unreadable(`limit or offset "${text}"`);
  return Number(text);
}

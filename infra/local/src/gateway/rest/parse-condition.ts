import { columnReference, unreadable } from "./row-query.ts";

type Bind = (value: string) => string;

const operators: Record<string, string> = {
  eq: "=", neq: "<>", gt: ">", gte: ">=", lt: "<", lte: "<=", like: "like", ilike: "ilike",
  match: "~", imatch: "~*", cs: "@>", cd: "<@", ov: "&&",
}; // biome-ignore format: a table
const facts: Record<string, string> = {
  null: "is null", not_null: "is not null", true: "is true", false: "is false", unknown: "is unknown",
}; // biome-ignore format: a table

/** `column=operator.value` as SQL; the value is bound, never written. */
export function parseCondition(column: string, text: string, bind: Bind): string {
  const [, not, operator = "", value = ""] = /^(not\.)?([a-z]+)\.([\s\S]*)$/.exec(text) ?? [];
  const condition = `${columnReference(column)} ${comparison(operator, value, bind, text)}`;
  return not ? `not (${condition})` : condition;
}

/** `or=(a.eq.1,and(b.gt.2,c.is.null))` as SQL. */
export function parseGroup(key: string, text: string, bind: Bind): string {
  if (!text.startsWith("(") || !text.endsWith(")")) throw unreadable(`logic tree "${text}"`);
  const parts = splitTopLevel(text.slice(1, -1)).map((part) => {
    const [, group, inner] = /^((?:not\.)?(?:and|or))(\([\s\S]*\))$/.exec(part) ?? [];
    if (group && inner) return parseGroup(group, inner, bind);
    const [, column, condition] = /^(.+?)\.((?:not\.)?[a-z]+\.[\s\S]*)$/.exec(part) ?? [];
    if (!column || !condition) throw unreadable(`logic tree "${text}"`);
    return parseCondition(column, condition, (value) => bind(unquote(value)));
  });
  if (parts.length === 0) throw unreadable(`logic tree "${text}"`);
  const joined = `(${parts.join(key.endsWith("or") ? " or " : " and ")})`;
  return key.startsWith("not.") ? `not ${joined}` : joined;
}

function comparison(operator: string, value: string, bind: Bind, text: string): string {
  if (operator === "is") {
    const fact = facts[value.toLowerCase()];
    if (!fact) throw unreadable(`filter "${text}"`);
    return fact;
  }
  if (operator === "in") {
    if (!value.startsWith("(") || !value.endsWith(")")) throw unreadable(`filter "${text}"`);
    return `= any (${bind(arrayLiteral(splitTopLevel(value.slice(1, -1)).map(unquote)))})`;
  }
  const sql = operators[operator];
  if (!sql) throw unreadable(`filter "${text}"`);
  return `${sql} ${bind(/like$/.test(operator) ? value.replaceAll("*", "%") : value)}`;
}

function arrayLiteral(items: string[]): string {
  return `{${items.map((item) => `"${item.replace(/["\\]/g, "\\$&")}"`).join(",")}}`;
}

function unquote(text: string): string {
  return /^"[\s\S]*"$/.test(text) ? text.slice(1, -1).replace(/\\(["\\])/g, "$1") : text;
}

/** Splits at commas that are neither quoted nor inside parentheses or braces. */
function splitTopLevel(text: string): string[] {
  const parts: string[] = [];
  let part = "";
  let depth = 0;
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"|[\s\S]/g)) {
    if (/^[({]$/.test(token)) depth += 1;
    if (/^[)}]$/.test(token)) depth -= 1;
    if (token === "," && depth === 0) {
      parts.push(part);
      part = "";
    } else part += token;
  }
  if (part !== "" || parts.length > 0) parts.push(part);
  return parts;
}

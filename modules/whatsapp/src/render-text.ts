type Part =
  | { text: string; at: number }
  | { name: string; fallback: string | undefined }
  | { id: number; options: Part[][] };
type Token = { at: number } & (
  | { kind: "text" | "open" | "close" | "pipe"; text: string }
  | { kind: "variable"; name: string; fallback?: string }
);

/** How a template is made: what it asks for, how many texts it can give, and which braces are sent as they stand. */
export type TextOutline = {
  variables: { name: string; fallback?: string }[];
  variations: number;
  literalBraces: number[];
};

const token = /\{\{\s*([\p{L}\p{N}_][\p{L}\p{N}_.-]*)\s*(?:\|([^{}]*))?\}\}|[{}|]|[^{}|]+/gu;
const kinds: Record<string, "open" | "close" | "pipe"> = { "{": "open", "}": "close", "|": "pipe" };
const maxDepth = 2;

/**
 * Writes the message for one recipient: `{{name}}`, `{{name|fallback}}`, and `{a|b}` variations that may hold one more
 * level. The same seed always gives the same text. A value is never expanded, whatever braces it holds; an unknown
 * variable without fallback leaves nothing, which `findMissingVariables` tells beforehand.
 */
export function renderText(template: string, variables: Record<string, string>, seed: number): string {
  return write(parse(template), variables, seed);
}

/** The variables that the template needs, in any variation, and that have neither a value nor a fallback. */
export function findMissingVariables(template: string, variables: Record<string, string>): string[] {
  const missing = new Set<string>();
  for (const part of tokenize(template)) {
    if (part.kind === "variable" && part.fallback === undefined && variableValue(part.name, variables) === "")
      missing.add(part.name);
  }
  return [...missing];
}

/** What can be said of a template before there are recipients. */
export function outlineText(template: string): TextOutline {
  const parts = parse(template);
  return {
    variables: tokenize(template).flatMap((part) =>
      part.kind === "variable"
        ? [{ name: part.name, ...(part.fallback !== undefined && { fallback: part.fallback }) }]
        : [],
    ),
    variations: countTexts(parts),
    literalBraces: literalBraces(parts),
  };
}

/** Tells for each recipient how long the longest variation is, in characters as people count them. */
export function createTextMeasure(template: string): (variables: Record<string, string>) => number {
  const parts = parse(template);
  return (variables) => longest(parts, variables);
}

/** The seed of one recipient's variations within a campaign. */
export function seedFor(campaignSeed: number | string, recipient: string): number {
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(`${campaignSeed}:${recipient}`)) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash >>> 0;
}

function tokenize(template: string): Token[] {
  const tokens: Token[] = [];
  for (const { 0: text, 1: name, 2: fallback, index: at } of template.matchAll(token)) {
    if (name !== undefined)
      tokens.push({ kind: "variable", at, name, ...(fallback !== undefined && { fallback }) });
    else tokens.push({ kind: kinds[text] ?? "text", at, text });
  }
  return tokens;
}

/** Pairs the braces first, so that unbalanced ones stay text and the cost stays linear. */
function parse(template: string): Part[] {
  const tokens = tokenize(template);
  const ends = new Map<number, { close: number; pipes: number[] }>();
  const open: { at: number; pipes: number[] }[] = [];
  tokens.forEach(({ kind }, at) => {
    if (kind === "open") open.push({ at, pipes: [] });
    else if (kind === "pipe") open.at(-1)?.pipes.push(at);
    else if (kind === "close") {
      const group = open.pop();
      if (group && group.pipes.length > 0) ends.set(group.at, { close: at, pipes: group.pipes });
    }
  });

  function build(from: number, to: number, depth: number): Part[] {
    const parts: Part[] = [];
    for (let at = from; at < to; at++) {
      const current = tokens[at];
      const group = ends.get(at);
      if (group && depth < maxDepth) {
        const starts = [at, ...group.pipes];
        const stops = [...group.pipes, group.close];
        parts.push({
          id: at,
          options: starts.map((start, index) => build(start + 1, stops[index] ?? start, depth + 1)),
        });
        at = group.close;
      } else if (current?.kind === "variable") parts.push({ name: current.name, fallback: current.fallback });
      else if (current) parts.push({ text: current.text, at: current.at });
    }
    return parts;
  }
  return build(0, tokens.length, 0);
}

function write(parts: Part[], variables: Record<string, string>, seed: number): string {
  let text = "";
  for (const part of parts) {
    if ("text" in part) text += part.text;
    else if ("name" in part) text += variableValue(part.name, variables) || (part.fallback ?? "");
    else text += write(part.options[pick(seed, part.id, part.options.length)] ?? [], variables, seed);
  }
  return text;
}

function countTexts(parts: Part[]): number {
  return parts.reduce(
    (count, part) =>
      "options" in part ? count * part.options.reduce((sum, option) => sum + countTexts(option), 0) : count,
    1,
  );
}

function literalBraces(parts: Part[]): number[] {
  return parts.flatMap((part) => {
    if ("options" in part) return part.options.flatMap(literalBraces);
    return "at" in part && (part.text === "{" || part.text === "}") ? [part.at] : [];
  });
}

function longest(parts: Part[], variables: Record<string, string>): number {
  return parts.reduce((sum, part) => {
    if ("text" in part) return sum + [...part.text].length;
    if ("name" in part)
      return sum + [...(variableValue(part.name, variables) || (part.fallback ?? ""))].length;
    return sum + part.options.reduce((most, option) => Math.max(most, longest(option, variables)), 0);
  }, 0);
}

function variableValue(name: string, variables: Record<string, string>): string {
  const value = Object.hasOwn(variables, name) ? variables[name] : undefined;
  return value === undefined || value.trim() === "" ? "" : value;
}

/** An even choice for each group: neighbouring seeds and groups must not choose alike. */
function pick(seed: number, group: number, count: number): number {
  let mixed = (seed ^ Math.imul(group + 1, 0x9e3779b1)) >>> 0;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return ((mixed ^ (mixed >>> 16)) >>> 0) % count;
}

import type { Words } from "./words.ts";

/** Something wrong with a message's text; an `error` means that it must not be sent so. */
export type MessageProblem = Words & {
  code: MessageProblemCode;
  severity: "error" | "warning";
  /** Where in the text, in UTF-16 units. */
  at?: number;
  variable?: string;
  /** How many recipients it concerns, and the lines of the first of them. */
  recipients?: number;
  lines?: number[];
};

export type MessageProblemCode =
  | "empty-text"
  | "unknown-variable"
  | "unclosed-variable"
  | "malformed-variable"
  | "unclosed-variation"
  | "single-braces"
  | "literal-braces"
  | "empty-fallback"
  | "missing-value"
  | "too-long";

const malformed = /^\{\{([^{}|]*)(?:\|[^{}]*)?\}\}/;
const single = /^\{\s*([\p{L}\p{N}_][\p{L}\p{N}_ .-]*?)\s*\}/u;

/** Explains the braces of a text that would be sent as they stand, one problem for each mistake. */
export function explainBraces(text: string, positions: number[]): MessageProblem[] {
  const literal = new Set(positions);
  const problems: MessageProblem[] = [];
  let explained = -1;
  for (const at of positions) {
    if (at < explained) continue;
    const { length, ...problem } = explainBrace(text.slice(at, at + 200), literal.has(at + 1));
    explained = at + length;
    problems.push({ ...problem, at });
  }
  return problems;
}

function explainBrace(from: string, nextIsLiteral: boolean): MessageProblem & { length: number } {
  const wrong = malformed.exec(from);
  if (wrong?.[1] !== undefined) {
    const { 0: all, 1: name } = wrong;
    const pt = `{{${name}}} não é um nome de variável: use letras, números e _, sem espaços.`;
    const en = `{{${name}}} is no variable's name: use letters, digits and _, without spaces.`;
    return { code: "malformed-variable", severity: "error", pt, en, length: all.length };
  }
  if (from.startsWith("{{") && nextIsLiteral) {
    const length = /^\{\{[^{}]*\}?/.exec(from)?.[0].length ?? 2;
    const pt = `Falta fechar a variável com }}: "${from.slice(0, 20)}".`;
    const en = `A variable is not closed with }}: "${from.slice(0, 20)}".`;
    return { code: "unclosed-variable", severity: "error", pt, en, length };
  }
  if (from.startsWith("{{")) {
    const pt = "O valor padrão de uma variável não pode conter variações {a|b}.";
    const en = "The fallback of a variable cannot hold variations {a|b}.";
    return { code: "malformed-variable", severity: "error", pt, en, length: 1 };
  }
  const lone = single.exec(from);
  if (lone?.[1] !== undefined) {
    const pt = `{${lone[1]}} seria enviado assim: uma variável tem chaves duplas, {{${lone[1]}}}.`;
    const en = `{${lone[1]}} would be sent as it is: a variable has double braces, {{${lone[1]}}}.`;
    return { code: "single-braces", severity: "error", pt, en, length: lone[0].length };
  }
  if (/^\{[^{}]*\|/.test(from)) {
    const pt = `Falta fechar a variação com }: "${from.slice(0, 20)}".`;
    const en = `A variation is not closed with }: "${from.slice(0, 20)}".`;
    return { code: "unclosed-variation", severity: "error", pt, en, length: 1 };
  }
  const pt = `A chave "${from[0]}" será enviada como está.`;
  const en = `The brace "${from[0]}" will be sent as it is.`;
  return { code: "literal-braces", severity: "warning", pt, en, length: 1 };
}

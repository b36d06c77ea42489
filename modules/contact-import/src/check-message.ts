import { createTextMeasure, outlineText } from "@nova/whatsapp/render-text";
import type { ImportMapping } from "./column-mapping.ts";
import { explainBraces, type MessageProblem } from "./message-problems.ts";
import { foldText } from "./words.ts";

/** A recipient as a text sees one. */
export type MessageRecipient = { name?: string; variables?: Record<string, string>; line?: number };

/** Sees any number of recipients, one by one, and keeps counts only. */
export type MessageCheck = { see(recipient: MessageRecipient): void; problems(): MessageProblem[] };

const shownLines = 20;
const defaultMaxCharacters = 4_096;

/** The variables that a text may use after an import with this mapping. */
export function variablesOf({ columns }: ImportMapping): string[] {
  const used = columns.filter(({ role }) => role === "name" || role === "variable");
  const hasName = used.some(({ role }) => role === "name");
  return [...new Set([...(hasName ? ["name"] : []), ...used.map(({ variable }) => variable)])];
}

/** What is wrong with a text for a list with these variables, and for which of the recipients. */
export function checkMessage(
  text: string,
  columns: string[],
  recipients: Iterable<MessageRecipient> = [],
  maxCharacters = defaultMaxCharacters,
): MessageProblem[] {
  const check = createMessageCheck(text, columns, maxCharacters);
  let line = 0;
  for (const recipient of recipients) check.see({ line: ++line, ...recipient });
  return check.problems();
}

/** The same for recipients that come page by page. A text counts at its longest variation. */
export function createMessageCheck(
  text: string,
  columns: string[],
  maxCharacters = defaultMaxCharacters,
): MessageCheck {
  const { variables, literalBraces } = outlineText(text);
  const measure = createTextMeasure(text);
  const known = new Set(columns);
  const needed = [
    ...new Set(
      variables.flatMap(({ name, fallback }) => (fallback === undefined && known.has(name) ? [name] : [])),
    ),
  ];
  const missing = new Map(needed.map((name) => [name, { recipients: 0, lines: [] as number[] }]));
  const long = { recipients: 0, lines: [] as number[], most: 0 };

  const count = (concerned: { recipients: number; lines: number[] }, line: number | undefined) => {
    concerned.recipients++;
    if (line !== undefined && concerned.lines.length < shownLines) concerned.lines.push(line);
  };
  return {
    see({ name, variables: own, line }) {
      const values: Record<string, string> = { ...own, ...(name && { name }) };
      for (const [variable, concerned] of missing)
        if (!(Object.hasOwn(values, variable) && values[variable]?.trim())) count(concerned, line);
      const characters = measure(values);
      if (characters <= maxCharacters) return;
      count(long, line);
      long.most = Math.max(long.most, characters);
    },
    problems() {
      const problems: MessageProblem[] = [
        ...(text.trim() === "" ? [emptyText] : []),
        ...explainBraces(text, literalBraces),
        ...unknownVariables(variables, columns),
        ...emptyFallbacks(variables),
      ];
      for (const [variable, { recipients, lines }] of missing)
        if (recipients > 0) problems.push(missingValue(variable, recipients, lines));
      const { most, ...concerned } = long;
      const fixed = measure({});
      if (concerned.recipients > 0 || fixed > maxCharacters)
        problems.push(tooLong(Math.max(most, fixed), maxCharacters, concerned));
      return problems;
    },
  };
}

const emptyText: MessageProblem = {
  ...{ code: "empty-text", severity: "error" },
  ...{ pt: "O texto está vazio.", en: "The text is empty." },
};

function unknownVariables(used: { name: string }[], columns: string[]): MessageProblem[] {
  const unknown = new Set(used.map(({ name }) => name).filter((name) => !columns.includes(name)));
  return [...unknown].map((variable) => {
    const close = columns.find((column) => foldText(column) === foldText(variable));
    const ask = close === undefined ? ["", ""] : [` Será {{${close}}}?`, ` Is it {{${close}}}?`];
    const list = columns.map((column) => `{{${column}}}`).join(", ") || "—";
    const pt = `A lista não tem {{${variable}}}.${ask[0]} Há: ${list}.`;
    const en = `The list has no {{${variable}}}.${ask[1]} There are: ${list}.`;
    return { code: "unknown-variable", severity: "error", pt, en, variable };
  });
}

function emptyFallbacks(used: { name: string; fallback?: string }[]): MessageProblem[] {
  const empty = new Set(used.filter(({ fallback }) => fallback?.trim() === "").map(({ name }) => name));
  return [...empty].map((variable) => ({
    ...{ code: "empty-fallback", severity: "warning", variable },
    pt: `O valor padrão de {{${variable}|}} está vazio: quem não tem o dado recebe o texto com um buraco.`,
    en: `The fallback of {{${variable}|}} is empty: whoever lacks the value gets a text with a hole.`,
  }));
}

function missingValue(variable: string, recipients: number, lines: number[]): MessageProblem {
  return {
    ...{ code: "missing-value", severity: "error", variable, recipients, lines },
    pt: `Falta {{${variable}}} em ${recipients} contatos: complete a lista ou dê um valor padrão, {{${variable}|cliente}}.`,
    en: `${recipients} contacts lack {{${variable}}}: complete the list or give a fallback, {{${variable}|friend}}.`,
  };
}

function tooLong(
  most: number,
  max: number,
  concerned: { recipients: number; lines: number[] },
): MessageProblem {
  return {
    ...{ code: "too-long", severity: "error", ...concerned },
    pt: `O texto chega a ${most} caracteres; o WhatsApp aceita ${max}.`,
    en: `The text grows to ${most} characters; WhatsApp takes ${max}.`,
  };
}

import { cleanText } from "./clean-text.ts";
import { fold } from "./fold.ts";
import type { Question } from "./qualification.ts";

export type ParsedAnswer =
  | { ok: true; value: string | number | boolean }
  | { ok: false; reason: "empty" | "not-an-email" | "not-yes-or-no" | "not-an-option" | "not-a-number" };

const yes = /^(sim|s|claro|com certeza|ja|isso|tenho|quero|uhum|aham|positivo|yes|y|ok|true|1)\b/;
const no = /^(nao|n|nunca|nenhum|nenhuma|negativo|ainda nao|no|false|0)\b/;
const magnitudes: [RegExp, number][] = [
  [/\bmilh(ao|oes)\b/, 1_000_000],
  [/\bmil\b/, 1_000],
  [/\dk\b/, 1_000],
];

/** What an answer means to its question, whether a model or a person wrote it down. An answer once parsed stays what it is. */
export function parseAnswer(question: Question, given: unknown): ParsedAnswer {
  const text =
    typeof given === "string"
      ? cleanText(given, 500)
      : typeof given === "number" || typeof given === "boolean"
        ? String(given)
        : "";
  if (text === "") return { ok: false, reason: "empty" };
  switch (question.kind) {
    case "text":
      return { ok: true, value: text };
    case "email":
      return parseEmail(text);
    case "yes-no":
      return parseYesNo(text);
    case "choice":
      return parseChoice(question.options, text);
    case "number":
      return typeof given === "number" ? parseGivenNumber(given) : parseNumber(text);
  }
}

function parseEmail(text: string): ParsedAnswer {
  const [address] = /[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}/.exec(text) ?? [];
  return address ? { ok: true, value: address.toLowerCase() } : { ok: false, reason: "not-an-email" };
}

function parseYesNo(text: string): ParsedAnswer {
  const words = fold(text);
  if (no.test(words)) return { ok: true, value: false };
  return yes.test(words) ? { ok: true, value: true } : { ok: false, reason: "not-yes-or-no" };
}

/** By value or label as a whole; else by the only label that is named in a longer answer. */
function parseChoice(options: readonly { value: string; label: string }[], text: string): ParsedAnswer {
  const words = fold(text);
  const exact = options.find(
    ({ value, label }) => value === text || fold(value) === words || fold(label) === words,
  );
  if (exact) return { ok: true, value: exact.value };
  const named = options.filter(
    ({ label }) => fold(label) !== "" && ` ${words} `.includes(` ${fold(label)} `),
  );
  const [only, ...others] = named;
  return only && others.length === 0
    ? { ok: true, value: only.value }
    : { ok: false, reason: "not-an-option" };
}

function parseGivenNumber(given: number): ParsedAnswer {
  return Number.isFinite(given) ? { ok: true, value: given } : { ok: false, reason: "not-a-number" };
}

/** Numbers as Brazilians write them: `R$ 1.500,50`, `2 mil`, `10k`. Of several the first counts. */
function parseNumber(text: string): ParsedAnswer {
  const [written] = /-?\d[\d.,]*/.exec(text) ?? [];
  if (written === undefined) return { ok: false, reason: "not-a-number" };
  const digits = written.replace(/[.,]+$/, "");
  const isGrouped = /^-?\d{1,3}(\.\d{3})+(,\d+)?$/.test(digits);
  const isEnglish = /^-?\d{1,3}(,\d{3})+(\.\d+)?$/.test(digits) && digits.includes(".");
  const plain = isGrouped
    ? digits.replaceAll(".", "").replace(",", ".")
    : isEnglish
      ? digits.replaceAll(",", "")
      : digits.replace(",", ".");
  const near = fold(text.slice(text.indexOf(written), text.indexOf(written) + written.length + 10));
  const [, factor = 1] = magnitudes.find(([word]) => word.test(near)) ?? [];
  const value = Number(plain) * factor;
  return plain !== "" && Number.isFinite(value) ? { ok: true, value } : { ok: false, reason: "not-a-number" };
}

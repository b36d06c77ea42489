import fc from "fast-check";
import { expect, test } from "vitest";
import { parseAnswer, qualificationSchema } from "../src/index.ts";
import { anyText } from "./any-text.ts";

const [text, email, yesNo, choice, number] = qualificationSchema.parse({
  threshold: 0,
  questions: [
    { id: "t", kind: "text", ask: "?" },
    { id: "e", kind: "email", ask: "?" },
    { id: "y", kind: "yes-no", ask: "?" },
    {
      id: "c",
      kind: "choice",
      ask: "?",
      options: [
        { value: "sp", label: "São Paulo" },
        { value: "rj", label: "Rio de Janeiro" },
        { value: "rio-claro", label: "Rio" },
      ],
    },
    { id: "n", kind: "number", ask: "?" },
  ],
}).questions;
if (!text || !email || !yesNo || !choice || !number) throw new Error("a question is missing");

test.each([
  ["words", text, "  Loja de roupas \u200b", "Loja de roupas"],
  ["an address within a sentence", email, "é Ana.Silva@Exemplo.com.br, tá?", "ana.silva@exemplo.com.br"],
  ["yes", yesNo, "Sim, claro", true],
  ["a model's yes", yesNo, true, true],
  ["no", yesNo, "ainda não", false],
  ["an accent more or less", choice, "sao paulo", "sp"],
  ["a value", choice, "rj", "rj"],
  ["a label within a sentence", choice, "moro em São Paulo mesmo", "sp"],
  ["money", number, "R$ 1.500,50", 1_500.5],
  ["a thousand in words", number, "uns 2 mil por mês", 2_000],
  ["half of thousands", number, "2,5 mil", 2_500],
  ["a k", number, "10k", 10_000],
  ["a plain number", number, "30", 30],
  ["a model's number", number, 0.5, 0.5],
  ["English thousands", number, "1,500.75", 1_500.75],
])("%s is understood", (_what, question, given, value) => {
  expect(parseAnswer(question, given)).toEqual({ ok: true, value });
});

test.each([
  ["nothing", text, " \u200b ", "empty"],
  ["a list", text, ["a"], "empty"],
  ["no address", email, "depois eu mando", "not-an-email"],
  ["neither yes nor no", yesNo, "depende", "not-yes-or-no"],
  ["two labels at once", choice, "Rio de Janeiro ou São Paulo", "not-an-option"],
  ["no number", number, "não sei", "not-a-number"],
  ["an endless number", number, Number.POSITIVE_INFINITY, "not-a-number"],
])("%s is not taken for an answer", (_what, question, given, reason) => {
  expect(parseAnswer(question, given)).toEqual({ ok: false, reason });
});

test("whatever is answered, an answer once understood stays what it is", () => {
  const given = fc.oneof(
    anyText(60),
    fc.double(),
    fc.boolean(),
    fc.constantFrom("sim", "R$ 2.000", "a@b.com", "são paulo", "3 mil"),
  );
  fc.assert(
    fc.property(fc.constantFrom(text, email, yesNo, choice, number), given, (question, answer) => {
      const once = parseAnswer(question, answer);
      if (once.ok) expect(parseAnswer(question, once.value)).toEqual(once);
    }),
    { numRuns: 1_000 },
  );
});

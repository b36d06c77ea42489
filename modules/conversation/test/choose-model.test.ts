import fc from "fast-check";
import { expect, test } from "vitest";
import { type ChoiceReason, chooseModel, type Difficulty } from "../src/index.ts";
import { anyText } from "./any-text.ts";

const burst = (...said: string[]): Difficulty => ({ said });

test.each<[string, Difficulty, ChoiceReason]>([
  ["a greeting", burst("oi, bom dia"), "plain"],
  ["one question", burst("qual o preço do curso?"), "plain"],
  ["a thank-you", burst("obrigado!", "valeu"), "plain"],
  ["a picture's caption", burst("[imagem] comprovante de 497,00"), "plain"],
  ["the cheap one's failure", { ...burst("oi"), cheapFailed: true }, "cheap-failed"],
  ["people gave it back", { ...burst("oi"), handedBack: true }, "handed-back"],
  ["two rounds of tools", { ...burst("oi"), toolRounds: 2 }, "tool-rounds"],
  ["one round of tools", { ...burst("oi"), toolRounds: 1 }, "plain"],
  ["who was not understood", burst("Não foi isso que eu perguntei"), "not-understood"],
  [
    "the same question again",
    { ...burst("quanto custa a mentoria"), before: ["Quanto custa a mentoria?"] },
    "not-understood",
  ],
  ["the same greeting again", { ...burst("oi"), before: ["oi"] }, "plain"],
  ["a complaint", burst("Quero o reembolso, isso é um absurdo"), "complaint"],
  ["a threat", burst("vou no PROCON"), "complaint"],
  ["a negotiation", burst("consegue um desconto?"), "negotiation"],
  ["a comparison", burst("qual a diferença entre os dois?"), "negotiation"],
  ["a calculation", burst("quanto fica em 10x de 149?"), "calculation"],
  ["a question with one number", burst("quanto custa para 2?"), "plain"],
  ["three questions", burst("tem pix?", "e boleto?", "parcela?"), "many-questions"],
  ["three questions without marks", burst("qual o horario", "onde fica", "como pago"), "many-questions"],
  ["a long story", burst("eu vi o anuncio ".repeat(40)), "long"],
])("%s is answered for the reason %j", (_what, difficulty, reason) => {
  expect(chooseModel(difficulty)).toEqual({ tier: reason === "plain" ? "cheap" : "strong", reason });
});

test("near its ceiling a tenant has the cheap model for everything", () => {
  const hard = { ...burst("Quero reembolso"), handedBack: true };
  expect(chooseModel({ ...hard, spent: 0.89 }).tier).toBe("strong");
  expect(chooseModel({ ...hard, spent: 0.9 })).toEqual({ tier: "cheap", reason: "saving" });
});

test("whatever is said, there is an answer in a moment, and accents and capitals change nothing", () => {
  fc.assert(
    fc.property(fc.array(anyText(200), { maxLength: 5 }), (said) => {
      expect(["cheap", "strong"]).toContain(chooseModel({ said }).tier);
    }),
  );
  expect(chooseModel(burst("RECLAMAÇÃO"))).toEqual(chooseModel(burst("reclamacao")));
  expect(chooseModel({ said: [`${"ja ".repeat(100_000)}?`] }).tier).toBe("strong");
});

import { expect, test } from "vitest";
import { wantsPerson } from "../src/index.ts";

test.each([
  "quero falar com uma pessoa",
  "Quero falar com um ATENDENTE!!",
  "oi, bom dia. eu gostaria de falar com um humano, por favor",
  "Atendente",
  "humano por favor",
  "tem como falar com alguém de verdade?",
  "me passa para um vendedor",
  "chama uma pessoa aí",
  "não quero falar com robô",
  "posso conversar com alguém?",
  "como faço pra falar com gente",
  "I want to talk to a human",
  "can I speak with someone",
])("%s: asks for a person", (text) => {
  expect(wantsPerson(text)).toBe(true);
});

test.each([
  "uma pessoa me indicou vocês",
  "quantas pessoas cabem na sala?",
  "não quero falar com atendente",
  "o atendente de ontem foi ótimo",
  "quero comprar para outra pessoa",
  "qual o preço?",
  "I don't want to talk to a person",
  "",
  "😀",
])("%s: does not", (text) => {
  expect(wantsPerson(text)).toBe(false);
});

test("a long text is looked at as far as a wish may be, in no time that its length decides", () => {
  expect(wantsPerson(`${"quero ".repeat(200_000)}falar com uma pessoa`)).toBe(false);
});

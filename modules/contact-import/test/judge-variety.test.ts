import { expect, test } from "vitest";
import { judgeVariety } from "../src/index.ts";

const people = (count: number) =>
  Array.from({ length: count }, (_, index) => ({
    phone: `55119${80_000_000 + index}`,
    name: `Pessoa${index}`,
  }));
const sentence =
  "a nossa loja do centro abre neste sábado com desconto em toda a coleção de inverno, venha conhecer";
const ways = [
  sentence,
  "temos uma surpresa guardada para quem já comprou conosco, é só mostrar esta mensagem ao chegar",
  "preparamos condições especiais esta semana e separamos algumas peças pensando no seu gosto",
  "chegaram modelos novos que combinam com o que você levou da última vez, quer ver as fotos agora",
  "que tal passar aqui qualquer tarde para tomar um café enquanto escolhe seu presente",
  "por ser cliente antigo seu pedido ganha frete grátis até domingo usando nosso aplicativo",
];

test.each([
  ["the same text for all", `Olá, ${sentence}`, 100],
  ["a text of which only the name changes", `Olá {{name}}, ${sentence}`, 100],
  ["a text of which only the greeting changes", `{Oi|Olá|E aí|Bom dia} {{name}}, ${sentence}`, 100],
  ["two ways to say it where five are needed", `Olá {{name}}, {${ways[0]}|${ways[1]}}`, 200],
])("%s is refused, with the reason and what to do", (_, text, recipients) => {
  const variety = judgeVariety({ text, recipients, sample: people(recipients) });
  expect(variety.isEnough).toBe(false);
  expect(variety.effective).toBeLessThan(2.5);
  expect(variety.reason.pt).toContain("quase iguais");
  expect(variety.advice?.pt).toMatch(/frases inteiras/);
});

test.each([
  ["sentences in six ways", `Olá {{name}}, {${ways.join("|")}}`, 200],
  ["a text of each recipient's own", "{{texto}}", 200],
  ["anything for a handful of people", `Olá {{name}}, ${sentence}`, 8],
])("%s is varied enough", (_, text, recipients) => {
  const sample = people(recipients).map((person, index) => ({
    ...person,
    variables: {
      texto: Array.from({ length: 12 }, (_, word) => `w${(index * 7 + word * 13) ** 2}`).join(" "),
    },
  }));
  expect(judgeVariety({ text, recipients, sample })).toMatchObject({ isEnough: true, advice: null });
});

test("without a sample the variations decide, and a personal value does not count", () => {
  expect(judgeVariety({ text: `{{name}} {${ways.join("|")}}`, recipients: 200 }).isEnough).toBe(true);
  expect(judgeVariety({ text: `{{name}}, ${sentence}`, recipients: 200 })).toMatchObject({
    ...{ isEnough: false, variations: 1, distinct: 1, effective: 1, nearIdenticalShare: 1 },
  });
});

test("links and numbers that differ do not make texts different", () => {
  const sample = people(60).map((person, index) => ({
    ...person,
    variables: { n: `${index}`, u: `http://a${index}.b${index}/c${index}` },
  }));
  expect(judgeVariety({ text: "Código {{n}} {{u}}", recipients: 60, sample })).toMatchObject({
    ...{ isEnough: false, distinct: 60, effective: 1 },
  });
});

test("the more recipients, the more different texts are needed", () => {
  const needed = [5, 40, 150, 900, 50_000].map(
    (recipients) => judgeVariety({ text: "a", recipients }).needed,
  );
  expect(needed).toEqual([1, 3, 5, 8, 12]);
});

test("a list of a hundred thousand is judged by two hundred from all over it", () => {
  const sample = people(100_000).map((person, index) => ({
    ...person,
    variables: { t: index < 50_000 ? "sim" : "não" },
  }));
  const variety = judgeVariety({ text: "{{t}}", recipients: 100_000, sample });
  expect(variety.sampled).toBe(200);
  expect(variety.effective).toBeCloseTo(2, 0);
});

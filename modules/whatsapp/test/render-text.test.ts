import fc from "fast-check";
import { expect, test } from "vitest";
import { findMissingVariables, renderText, seedFor } from "../src/index.ts";

test.each([
  ["a variable", "Olá {{nome}}!", { nome: "Ana" }, "Olá Ana!"],
  ["spaces inside the braces", "Olá {{ nome }}!", { nome: "Ana" }, "Olá Ana!"],
  ["an accented name", "{{razão_social}}", { razão_social: "Café" }, "Café"],
  ["a numbered variable", "{{1}} e {{2}}", { 1: "um", 2: "dois" }, "um e dois"],
  ["a fallback for what is absent", "Olá {{nome|tudo bem}}", {}, "Olá tudo bem"],
  ["a fallback for what is blank", "Olá {{nome|você}}", { nome: "  " }, "Olá você"],
  ["an empty fallback", "Olá{{nome|}}!", {}, "Olá!"],
  ["no fallback needed", "{{nome|você}}", { nome: "Ana" }, "Ana"],
  ["an unknown variable leaves nothing", "Olá {{nome}}!", {}, "Olá !"],
  ["an inherited name is unknown", "{{constructor}}{{__proto__}}{{toString}}", {}, ""],
  ["braces without choice are text", "função() { return 1 }", {}, "função() { return 1 }"],
  ["unbalanced braces are text", "}a{ {b} c | {{d", {}, "}a{ {b} c | {{d"],
  ["a lone pipe is text", "a | b", {}, "a | b"],
  ["an emoji survives", "{{nome}} 👍🏽", { nome: "Zoë" }, "Zoë 👍🏽"],
])("%s", (_, template, variables, expected) => {
  expect(renderText(template, variables, 1)).toBe(expected);
});

test("a value is never expanded, whatever it holds", () => {
  const hostile = "{{senha}} {a|b} {{x|y}} $& $1";
  expect(renderText("Oi {{nome}}, {tudo|tudo} bem?", { nome: hostile, senha: "segredo" }, 3)).toBe(
    `Oi ${hostile}, tudo bem?`,
  );
  expect(renderText("{{a}}{{b}}", { a: "{", b: "x|y}" }, 3)).toBe("{x|y}");
});

test("a variation is one of its options, the same for the same seed", () => {
  for (let seed = 0; seed < 200; seed++) {
    const text = renderText("{Oi|Olá|E aí} {{nome}}", { nome: "Ana" }, seed);
    expect(["Oi Ana", "Olá Ana", "E aí Ana"]).toContain(text);
    expect(renderText("{Oi|Olá|E aí} {{nome}}", { nome: "Ana" }, seed)).toBe(text);
  }
});

test("options are chosen evenly, and two groups independently", () => {
  const counts = new Map<string, number>();
  for (let recipient = 0; recipient < 9_000; recipient++) {
    const text = renderText("{a|b|c}{d|e|f}", {}, seedFor(42, `55119${recipient}`));
    counts.set(text, (counts.get(text) ?? 0) + 1);
  }
  expect(counts.size).toBe(9);
  for (const count of counts.values()) expect(count).toBeGreaterThan(850);
});

test("a variation may hold variables and one more level, no deeper", () => {
  const texts = new Set(
    Array.from({ length: 300 }, (_, seed) =>
      renderText("{Oi {{nome}}|{Bom|Boa} dia}", { nome: "Ana" }, seed),
    ),
  );
  expect([...texts].sort()).toEqual(["Boa dia", "Bom dia", "Oi Ana"]);
  const deep = new Set(Array.from({ length: 300 }, (_, seed) => renderText("{a|{b|{c|d}}}", {}, seed)));
  expect([...deep].sort()).toEqual(["a", "b", "{c|d}"]);
});

test("an option may be empty", () => {
  const texts = new Set(Array.from({ length: 50 }, (_, seed) => renderText("Oi{|!}", {}, seed)));
  expect([...texts].sort()).toEqual(["Oi", "Oi!"]);
});

test("missing variables are listed once, from every variation, unless they have a fallback", () => {
  const template = "{{nome}} {{curso|o curso}} {a {{turma}}|b {{nome}}} {{cidade}}";
  expect(findMissingVariables(template, { cidade: "Natal", nome: " " })).toEqual(["nome", "turma"]);
  expect(findMissingVariables(template, { cidade: "Natal", nome: "Ana", turma: "1" })).toEqual([]);
});

test("a text without braces is written as it is, and any text is written", () => {
  fc.assert(
    fc.property(fc.string(), fc.integer(), (text, seed) => {
      const plain = text.replace(/[{}]/g, "");
      expect(renderText(plain, {}, seed)).toBe(plain);
      expect(typeof renderText(text, {}, seed)).toBe("string");
    }),
  );
});

test.each([
  ["open braces", "{".repeat(50_000)],
  ["nested groups", `${"{a|".repeat(20_000)}${"}".repeat(20_000)}`],
  ["half variables", "{{a|".repeat(20_000)],
  ["half names", `{{${"a".repeat(50_000)}`],
])("%s by the thousand do not hold a worker up", (_, template) => {
  const started = performance.now();
  renderText(template, {}, 1);
  expect(performance.now() - started).toBeLessThan(1_000);
});

test("a seed depends on campaign and recipient", () => {
  expect(seedFor(1, "5511999990000")).toBe(seedFor(1, "5511999990000"));
  expect(seedFor(1, "5511999990000")).not.toBe(seedFor(2, "5511999990000"));
  expect(seedFor(1, "5511999990000")).not.toBe(seedFor(1, "5511999990001"));
});

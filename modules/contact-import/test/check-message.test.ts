import { outlineText } from "@nova/whatsapp/render-text";
import { expect, test } from "vitest";
import { checkMessage, type MessageRecipient, variablesOf } from "../src/index.ts";

const columns = ["name", "nome", "endereço"];
const codes = (text: string) => checkMessage(text, columns).map(({ code }) => code);

test.each([
  ["plain text", "Olá!"],
  ["known variables and variations", "{Oi|Olá {{nome}}}, {{endereço|sua rua}}"],
  ["a variation within a variation", "{a|{b|c}}"],
])("%s has no problem", (_, text) => {
  expect(codes(text)).toEqual([]);
});

test.each([
  ["nothing", " \n", ["empty-text"]],
  ["an unknown variable", "Olá {{cpf}}", ["unknown-variable"]],
  ["a variable in capitals", "Olá {{Nome}}", ["unknown-variable"]],
  ["an unclosed variable", "Olá {{nome, tudo bem?", ["unclosed-variable"]],
  ["a half-closed variable", "Olá {{nome}, tudo bem?", ["unclosed-variable"]],
  ["a variable with a space in its name", "Olá {{nome completo}}", ["malformed-variable"]],
  ["an empty variable", "Olá {{}}", ["malformed-variable"]],
  ["a variation as fallback", "Olá {{nome|{a|b}}}", ["malformed-variable", "literal-braces"]],
  ["a variable in single braces", "Olá {nome}", ["single-braces"]],
  ["an unclosed variation", "{Oi|Olá {{nome}}", ["unclosed-variation"]],
  ["a stray brace", "Olá }", ["literal-braces"]],
  ["an empty fallback", "Olá {{nome|}}", ["empty-fallback"]],
  ["two mistakes", "{nome} {{endereço", ["single-braces", "unclosed-variable"]],
])("%s is told", (_, text, expected) => {
  expect(codes(text)).toEqual(expected);
});

test("an unknown variable is answered with the one that was probably meant", () => {
  expect(checkMessage("{{Endereco}}", columns)[0]).toMatchObject({
    variable: "Endereco",
    pt: expect.stringContaining("Será {{endereço}}?"),
  });
});

test("a missing value is counted, with the lines of whom it concerns", () => {
  const recipients: MessageRecipient[] = [
    { variables: { nome: "Ana" } },
    { variables: { nome: " " } },
    { variables: {}, line: 9 },
  ];
  expect(checkMessage("Olá {{nome}}, {{endereço|sua rua}}", columns, recipients)).toMatchObject([
    { code: "missing-value", variable: "nome", recipients: 2, lines: [2, 9] },
  ]);
  expect(checkMessage("Olá {{name}}", columns, [{ name: "Ana" }])).toEqual([]);
});

test("a text is too long for those whose longest variation passes WhatsApp's limit, emoji counting one", () => {
  const text = `{{nome}}{👍|${"x".repeat(4_090)}}`;
  const recipients = ["Ana", "Benedito", "👍👍👍👍👍👍"].map((nome) => ({ variables: { nome } }));
  expect(checkMessage(text, columns, recipients)).toMatchObject([
    { code: "too-long", recipients: 1, lines: [2], pt: expect.stringContaining("4098") },
  ]);
  expect(codes("x".repeat(4_097))).toEqual(["too-long"]);
});

test("ten thousand recipients without a value leave a count and twenty lines", () => {
  const recipients = Array.from({ length: 10_000 }, () => ({ variables: {} }));
  const [problem] = checkMessage("{{nome}}", columns, recipients);
  expect(problem?.recipients).toBe(10_000);
  expect(problem?.lines).toHaveLength(20);
});

test("the variables of a mapping are those of its columns, and {{name}} if one is the name", () => {
  const mapping = {
    hasHeader: true,
    columns: [
      { role: "phone" as const, variable: "telefone" },
      { role: "name" as const, variable: "nome" },
      { role: "variable" as const, variable: "cidade" },
      { role: "ignore" as const, variable: "x" },
    ],
  };
  expect(variablesOf(mapping)).toEqual(["name", "nome", "cidade"]);
});

test("variations multiply where they follow each other, and add up where they are nested", () => {
  expect(outlineText("{a|b} {c|d|e} {{x}}").variations).toBe(6);
  expect(outlineText("{a|{b|c}}").variations).toBe(3);
  expect(outlineText("a").variations).toBe(1);
});

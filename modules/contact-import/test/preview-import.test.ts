import { expect, test } from "vitest";
import { importMappingSchema, previewBytes, previewImport } from "../src/index.ts";
import { encode, importAll } from "./import-support.ts";

const file =
  "Telefone;Nome Completo;Cidade;Vazia;motivo\r\n" +
  "(11) 98765-4321;Ana Luz;Itu;;\r\n" +
  "1187654321;Ana;Itu;;Sem telefone.\r\n" +
  "5,51199E+12;Bia;São Paulo;;\r\n" +
  "(11) 3232-4321;Caio;Itu;;\r\n";

test("a preview tells how the file is built and what each column seems to be", () => {
  const preview = previewImport(encode(file, "windows-1252"), { isWhole: true });
  expect(preview).toMatchObject({
    ...{ encoding: "windows-1252", separator: ";", hasHeader: true, canImport: true },
    columns: [
      { header: "Telefone", role: "phone", samples: expect.arrayContaining(["5,51199E+12"]) },
      { header: "Nome Completo", role: "name", variable: "nome_completo" },
      { header: "Cidade", role: "variable", variable: "cidade", samples: ["Itu", "São Paulo"] },
      { header: "Vazia", role: "ignore" },
      { header: "motivo", role: "ignore" },
    ],
  });
  for (const { confidence } of preview.columns) expect(confidence).toBeGreaterThan(0.6);
  expect(importMappingSchema.parse(preview.mapping)).toEqual(preview.mapping);
});

test("it shows what becomes of each row, and says the problems in words", () => {
  const { rows, problems } = previewImport(encode(file), { isWhole: true });
  expect(rows.map(({ outcome }) => outcome)).toMatchObject([
    { kind: "ready", line: 2, row: { phone: "5511987654321", variables: { cidade: "Itu" } } },
    { kind: "refused", line: 3, code: "duplicate", firstLine: 2 },
    { kind: "refused", line: 4, code: "phone-scientific" },
    { kind: "ready", line: 5, notes: ["landline"] },
  ]);
  expect(problems).toMatchObject([
    {
      code: "duplicate",
      rows: 1,
      pt: expect.stringContaining("1 de 4"),
      en: expect.stringContaining("1 of 4"),
    },
    { code: "phone-scientific", pt: expect.stringContaining("Excel") },
  ]);
});

test("what it proposes is what the import does, also with what a person corrected", async () => {
  const { mapping } = previewImport(encode(file), { isWhole: true });
  expect((await importAll(file)).mapping).toEqual(mapping);
  const columns = mapping.columns.map((column) =>
    column.variable === "cidade" ? { role: "variable" as const, variable: "onde" } : column,
  );
  const corrected = { ...mapping, columns };
  const again = previewImport(encode(file), { isWhole: true, mapping: corrected });
  expect(again.columns[2]).toMatchObject({ header: "Cidade", variable: "onde" });
  expect((await importAll(file, { mapping: corrected })).rows[0]?.variables).toMatchObject({ onde: "Itu" });
});

test("of a long file the last line, which is cut, is not shown, and a cut accent does not change the encoding", () => {
  const text = `telefone;nome\n11987654321;Ana\n11987654322;Jo${"ã"}`;
  const bytes = encode(text);
  expect(previewImport(bytes.subarray(0, -1))).toMatchObject({ encoding: "utf-8", rows: [{ line: 2 }] });
  expect(previewImport(bytes, { isWhole: true }).rows).toHaveLength(2);
});

test("twenty rows are shown of a file that is read in its first part only", () => {
  const lines = Array.from({ length: 40_000 }, (_, n) => `119${80_000_000 + n};Pessoa`);
  const bytes = encode(`telefone;nome\n${lines.join("\n")}`).subarray(0, previewBytes);
  expect(previewImport(bytes)).toMatchObject({ problems: [], rows: { length: 20 } });
});

test("without a phone column the preview still shows the rows, so that a person can point it out", () => {
  const preview = previewImport(encode("nome;email\nAna;a@example.com"), { isWhole: true });
  expect(preview).toMatchObject({
    canImport: false,
    rows: [{ cells: ["Ana", "a@example.com"], outcome: null }],
  });
  expect(preview.problems[0]).toMatchObject({ code: "no-phone-column", severity: "error" });
});

test.each([
  ["no header", "11987654321;Ana\n11987654322;Bia", "no-header"],
  ["two columns of one name", "telefone;cidade;Cidade\n11987654321;a;b", "renamed-column"],
  ["garbled accents", "telefone;nome\n11987654321;JoÃ£o", "double-encoded"],
  [
    "a phone column by a vague name and without phones",
    "número;nome\n12;Ana\n13;Bia",
    "doubtful-phone-column",
  ],
  ["nothing but a header", "telefone;nome\n", "no-rows"],
])("a file with %s is told so", (_, text, code) => {
  const { problems } = previewImport(encode(text), { isWhole: true });
  expect(problems.map((problem) => problem.code)).toContain(code);
});

import { expect, test } from "vitest";
import { createContactImport, importMappingSchema } from "../src/index.ts";
import { encode, importAll, inPieces } from "./import-support.ts";

const ana = { phone: "5511987654321", name: "Ana", variables: { nome: "Ana", cidade: "Itu" } };

test.each([
  ["commas", "telefone,nome,cidade\n11987654321,Ana,Itu\n"],
  ["semicolons", "telefone;nome;cidade\r\n11987654321;Ana;Itu\r\n"],
  ["tabs", "telefone\tnome\tcidade\n11987654321\tAna\tItu"],
  ["bars", "telefone|nome|cidade\n11987654321|Ana|Itu"],
  ["Excel's sep line", "sep=;\r\ntelefone;nome;cidade\r\n11987654321;Ana;Itu\r\n"],
  ["a sep line with an unusual sign", "sep=^\r\ntelefone^nome^cidade\r\n11987654321^Ana^Itu\r\n"],
  ["columns in another order", "Cidade;NOME;Celular\nItu;Ana;(11) 98765-4321"],
  ["empty lines and rows of separators", "telefone;nome;cidade\n\n;;\n11987654321;Ana;Itu\n;;\n\n"],
  ["separators where columns once were", "telefone;nome;cidade;;\n11987654321;Ana;Itu;;\n"],
  ["commas inside of a semicolon file", 'telefone;nome;cidade\n11987654321;Ana;"Itu"\n'],
])("a file with %s gives its contact", async (_, text) => {
  const { rows, refused } = await importAll(text);
  expect(rows).toEqual([ana]);
  expect(refused).toEqual([]);
});

test("of two signs in every line the one that makes more columns separates", async () => {
  const { rows } = await importAll(
    "telefone,nome,cidade; uf\n11987654321,Ana,Itu; SP\n11987654322,Bia,Itu; SP",
  );
  expect(rows[0]?.variables).toEqual({ nome: "Ana", cidade_uf: "Itu; SP" });
});

test.each(["telefone", "Celular", "WhatsApp", "Fone", "número", "Phone Number", "Tel.", "Nº WhatsApp"])(
  "a column called %s is the phone",
  async (header) => {
    expect((await importAll(`x;${header}\n1;11987654321`)).rows[0]?.phone).toBe(ana.phone);
  },
);

test.each(["nome", "Name", "Nome Completo", "first_name", "Cliente"])(
  "a column called %s is the name",
  async (header) => {
    expect((await importAll(`telefone;${header}\n11987654321;Ana`)).rows[0]?.name).toBe("Ana");
  },
);

test("of several phone columns the one for WhatsApp wins, if there are numbers in it", async () => {
  const file = "Telefone;WhatsApp\n1132324321;11987654321\n1132324322;11987654322";
  expect((await importAll(file)).rows.map(({ phone }) => phone)).toEqual(["5511987654321", "5511987654322"]);
  expect((await importAll("Telefone;WhatsApp\n11987654321;")).rows[0]?.phone).toBe(ana.phone);
});

test("a file without a header is read from its first line", async () => {
  const { rows, mapping } = await importAll("Ana;11987654321\nBia;11987654322\n");
  expect(mapping.hasHeader).toBe(false);
  expect(rows).toEqual([
    { phone: "5511987654321", name: "Ana", variables: { coluna_1: "Ana" } },
    { phone: "5511987654322", name: "Bia", variables: { coluna_1: "Bia" } },
  ]);
});

test("a header that says nothing is understood by what is below it", async () => {
  const { rows } = await importAll("a;b\nx;11987654321\ny;11987654322");
  expect(rows.map(({ variables }) => variables)).toEqual([{ a: "x" }, { a: "y" }]);
});

test("variables get names that a text can use, no two alike", async () => {
  const file = "telefone;Nome Completo;Cidade;cidade;;cidade_2;Endereço\n11987654321;Ana;a;b;c;d;e";
  expect((await importAll(file)).rows[0]).toEqual({
    phone: ana.phone,
    name: "Ana",
    variables: {
      nome_completo: "Ana",
      cidade: "a",
      cidade_3: "b",
      coluna_5: "c",
      cidade_2: "d",
      endereço: "e",
    },
  });
});

test.each([
  ["two phones", ["phone", "phone"], ["a", "b"]],
  ["no phone", ["name", "variable"], ["a", "b"]],
  ["two names", ["phone", "name", "name"], ["a", "b", "c"]],
  ["two variables of one name", ["phone", "variable", "variable"], ["a", "b", "b"]],
  ["a second {{name}}", ["phone", "name", "variable"], ["a", "nome", "name"]],
  ["a variable that no text can use", ["phone", "variable"], ["a", "nome completo"]],
])("a mapping with %s is refused", (_, roles, variables) => {
  const columns = roles.map((role, index) => ({ role, variable: variables[index] }));
  expect(importMappingSchema.safeParse({ hasHeader: true, columns }).success).toBe(false);
});

test("a number is ready once, in whatever spelling, and its repetitions name the first line", async () => {
  const { rows, refused, totals } = await importAll(
    'telefone;nome\n11987654321;"Ana\nLuz"\n1187654321;Bia\n12;x\n+55 11 98765-4321;Caio',
  );
  expect(rows).toHaveLength(1);
  expect(refused).toMatchObject([
    { line: 4, code: "duplicate", firstLine: 2, contact: { name: "Bia" } },
    { line: 5, code: "phone-too-short", cells: ["12", "x"] },
    { line: 6, code: "duplicate", firstLine: 2, contact: { name: "Caio" } },
  ]);
  expect(totals).toMatchObject({ rows: 4, ready: 1, refused: 1, duplicates: 2 });
});

test("a row with more cells than columns is refused, since its values would stand in the wrong places", async () => {
  const { rows, refused } = await importAll(
    "telefone;nome\n11987654321;Ana;Itu\n11987654322\n11987654323;Bia;;",
  );
  expect(refused).toMatchObject([{ line: 2, code: "too-many-cells", cells: ["11987654321", "Ana", "Itu"] }]);
  expect(rows.map(({ phone }) => phone)).toEqual(["5511987654322", "5511987654323"]);
});

test("a row whose text cannot be read or is too long is refused, unless nobody uses that column", async () => {
  const bytes = Buffer.concat([
    encode("telefone;nome\n11987654321;João Conceição\n11987654322;Jos"),
    Buffer.from([0xe9]),
    encode(`\n11987654323;${"x".repeat(51)}\n`),
  ]);
  const limits = { cellCharacters: 50 };
  const { refused, mapping } = await importAll(bytes, { limits });
  expect(refused).toMatchObject([
    { line: 3, code: "broken-text", column: "nome" },
    { line: 4, code: "cell-too-long", column: "nome" },
  ]);
  const columns = mapping.columns.map((column) =>
    column.role === "name" ? { ...column, role: "ignore" as const } : column,
  );
  const ignored = await importAll(bytes, { limits, mapping: { hasHeader: true, columns } });
  expect(ignored.rows).toHaveLength(3);
});

test("what was noticed about a number is told by line and counted", async () => {
  const { flagged, totals } = await importAll("telefone\n11987654321\n1132324321\n1187654322");
  expect(flagged).toEqual([
    { line: 3, notes: ["landline"] },
    { line: 4, notes: ["ninth-digit-added"] },
  ]);
  expect(totals.notes).toEqual({ landline: 1, "ninth-digit-added": 1 });
});

test.each([
  ["too many bytes", "contacts.file_too_large", "telefone\n11987654321\n11987654322", { fileBytes: 20 }],
  ["too many rows", "contacts.too_many_rows", "telefone\n11987654321\n11987654322", { rows: 1 }],
  ["too many columns", "contacts.too_many_columns", "telefone;a;b\n11987654321;1;2", { columns: 2 }],
  [
    "a very long column name",
    "contacts.column_name_too_long",
    `telefone;${"a".repeat(30)}\n1;2`,
    { columnNameCharacters: 20 },
  ],
  ["no phone column", "contacts.no_phone_column", "nome;email\nAna;a@example.com", {}],
  ["nothing in it", "contacts.empty", "\n\n", {}],
  ["a quote that never ends", "contacts.malformed", 'telefone;nome\n11987654321;"Ana\n', {}],
])("a file with %s is refused as a whole, in both languages", async (_, code, text, limits) => {
  await expect(importAll(text, { limits })).rejects.toMatchObject({
    code,
    retry: "never",
    message: expect.stringMatching(/.+\n.+/),
  });
});

test("each batch keeps the totals of its own moment, and the last one has the file's", async () => {
  const bytes = Buffer.from("telefone\n11987654321\n12\n11987654322\n11987654321\n");
  const totals = [];
  for await (const batch of createContactImport({ batchRows: 2 }).read(inPieces(bytes)))
    totals.push(batch.totals);
  expect(totals).toMatchObject([
    { rows: 2, ready: 1, refused: 1, duplicates: 0 },
    { rows: 4, ready: 2, refused: 1, duplicates: 1 },
    { rows: 4, ready: 2, refused: 1, duplicates: 1, bytes: bytes.length },
  ]);
});

test("columns that are empty to the end of the file are none", async () => {
  const { mapping, headers } = await importAll("telefone;nome;;\n11987654321;Ana;;\n", {
    limits: { columns: 2 },
  });
  expect(headers).toEqual(["telefone", "nome"]);
  expect(mapping.columns).toHaveLength(2);
});

test("a mapping made for another file is refused", async () => {
  const { mapping } = await importAll("telefone;nome\n11987654321;Ana");
  await expect(importAll("telefone\n11987654321", { mapping })).rejects.toMatchObject({
    code: "contacts.mapping_mismatch",
  });
});

test("the file is read no faster than its batches are taken, and not further than they are wanted", async () => {
  const bytes = Buffer.from(
    `telefone\n${Array.from({ length: 50_000 }, (_, n) => `119${80_000_000 + n}`).join("\n")}`,
  );
  let handed = 0;
  let isClosed = false;
  async function* source() {
    try {
      for await (const piece of inPieces(bytes, [10_000])) {
        handed += piece.length;
        yield piece;
      }
    } finally {
      isClosed = true;
    }
  }
  for await (const batch of createContactImport({ batchRows: 500 }).read(source())) {
    expect(batch.rows).toHaveLength(500);
    break;
  }
  expect(handed).toBeLessThan(100_000);
  expect(isClosed).toBe(true);
});

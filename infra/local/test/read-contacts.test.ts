import { expect, test } from "vitest";
import { parseContacts, readContacts } from "../src/demo/read-contacts.ts";

const read = (text: string) => parseContacts(Buffer.from(text));
const ana = { phone: "5511987654321", name: "Ana", variables: { nome: "Ana", cidade: "Itu" } };

test.each([
  ["commas", "telefone,nome,cidade\n11987654321,Ana,Itu\n"],
  ["semicolons, as Excel in Brazil writes", "telefone;nome;cidade\r\n11987654321;Ana;Itu\r\n"],
  ["tabs", "telefone\tnome\tcidade\n11987654321\tAna\tItu"],
  ["a byte order mark", "\uFEFFtelefone;nome;cidade\n11987654321;Ana;Itu"],
  ["capitals and spaces in the header", " Telefone ; NOME;Cidade\n (11) 98765-4321 ; Ana ;Itu"],
  ["blank lines", "telefone;nome;cidade\n\n11987654321;Ana;Itu\n\n"],
])("a file with %s gives its contacts", (_, text) => {
  expect(read(text)).toEqual({ rows: [ana], refused: [], repeated: 0 });
});

test("a Latin-1 file keeps its accents", () => {
  const { rows } = parseContacts(Buffer.from("telefone;nome\n11987654321;João Conceição", "latin1"));
  expect(rows[0]?.name).toBe("João Conceição");
});

test("a quoted field may hold separators and line breaks, and lines are still counted as the file has them", () => {
  const { rows, refused } = read('telefone;nome;nota\n11987654321;"Ana; a ""A""";"uma\nduas"\n12;x;y\n');
  expect(rows[0]).toMatchObject({ name: 'Ana; a "A"', variables: { nota: "uma\nduas" } });
  expect(refused).toEqual([{ line: 4, reason: "telefone inválido" }]);
});

test.each([
  ["no header", "11987654321;Ana\n11987654322;Bia"],
  ["no phone column", "nome;email\nAna;a@example.com"],
  ["nothing but a header", "telefone;nome\n"],
  ["nothing at all", ""],
])("a file with %s is refused, in words that name the missing column", (_, text) => {
  expect(() => read(text)).toThrow(
    expect.objectContaining({
      code: "contacts.no_phone_column",
      message: expect.stringContaining("telefone"),
    }),
  );
});

test("a quote that never ends is refused as malformed", () => {
  expect(() => read('telefone;nome\n11987654321;"Ana\n')).toThrow(
    expect.objectContaining({ code: "contacts.malformed" }),
  );
});

test("a path that leads nowhere says so", async () => {
  await expect(readContacts("/nowhere/contatos.csv")).rejects.toMatchObject({ code: "contacts.unreadable" });
});

test("a number with and without its ninth digit is one contact, and the last row of it wins", () => {
  const { rows, repeated } = read(
    "telefone;nome\n11987654321;Ana\n1187654321;Ana Maria\n+55 11 98765-4321;Bia",
  );
  expect(rows).toEqual([{ phone: "5511987654321", name: "Bia", variables: { nome: "Bia" } }]);
  expect(repeated).toBe(2);
});

test("a name column is optional, and an empty name is none", () => {
  expect(read("celular\n11987654321").rows).toEqual([{ phone: "5511987654321", variables: {} }]);
  expect(read("celular;nome\n11987654321;").rows[0]).not.toHaveProperty("name");
});

test("50,000 rows are read within five seconds and 300 MiB", () => {
  const lines = Array.from({ length: 50_000 }, (_, index) => `119${80_000_000 + index};Pessoa ${index};x`);
  const bytes = Buffer.from(`telefone;nome;cidade\n${lines.join("\n")}`);
  const before = process.memoryUsage().rss;
  const startedAt = performance.now();
  expect(parseContacts(bytes).rows).toHaveLength(50_000);
  expect(performance.now() - startedAt).toBeLessThan(5_000);
  expect((process.memoryUsage().rss - before) / 2 ** 20).toBeLessThan(300);
});

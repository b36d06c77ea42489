import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parseContacts, readContacts } from "../src/demo/read-contacts.ts";

async function* whole(bytes: Buffer) {
  yield bytes;
}
const read = (text: string) => parseContacts(whole(Buffer.from(text)));
const ana = { phone: "5511987654321", name: "Ana", variables: { nome: "Ana", cidade: "Itu" } };

test.each([
  ["commas", "telefone,nome,cidade\n11987654321,Ana,Itu\n"],
  ["semicolons, as Excel in Brazil writes", "telefone;nome;cidade\r\n11987654321;Ana;Itu\r\n"],
  ["tabs", "telefone\tnome\tcidade\n11987654321\tAna\tItu"],
  ["a byte order mark", "\uFEFFtelefone;nome;cidade\n11987654321;Ana;Itu"],
  ["capitals and spaces in the header", " Telefone ; NOME;Cidade\n (11) 98765-4321 ; Ana ;Itu"],
  ["blank lines", "telefone;nome;cidade\n\n11987654321;Ana;Itu\n\n"],
])("a file with %s gives its contacts", async (_, text) => {
  expect(await read(text)).toEqual({ rows: [ana], refused: [], repeated: 0 });
});

test("a Latin-1 file keeps its accents", async () => {
  const bytes = Buffer.from("telefone;nome\n11987654321;João Conceição", "latin1");
  const { rows } = await parseContacts(whole(bytes));
  expect(rows[0]?.name).toBe("João Conceição");
});

test("a quoted field may hold separators and line breaks, and lines are still counted as the file has them", async () => {
  const { rows, refused } = await read(
    'telefone;nome;nota\n11987654321;"Ana; a ""A""";"uma\nduas"\n12;x;y\n',
  );
  expect(rows[0]).toMatchObject({ name: 'Ana; a "A"', variables: { nota: "uma\nduas" } });
  expect(refused).toEqual([{ line: 4, reason: "telefone inválido" }]);
});

test.each([
  ["no header", "11987654321;Ana\n11987654322;Bia"],
  ["no phone column", "nome;email\nAna;a@example.com"],
  ["nothing but a header", "telefone;nome\n"],
  ["nothing at all", ""],
])("a file with %s is refused, in words that name the missing column", async (_, text) => {
  await expect(read(text)).rejects.toMatchObject({
    code: "contacts.no_phone_column",
    message: expect.stringContaining("telefone"),
  });
});

test("a quote that never ends is refused as malformed", async () => {
  await expect(read('telefone;nome\n11987654321;"Ana\n')).rejects.toMatchObject({
    code: "contacts.malformed",
  });
});

test("a path that leads nowhere says so", async () => {
  await expect(readContacts("/nowhere/contatos.csv")).rejects.toMatchObject({ code: "contacts.unreadable" });
});

test("a number with and without its ninth digit is one contact, and the last row of it wins", async () => {
  const { rows, repeated } = await read(
    "telefone;nome\n11987654321;Ana\n1187654321;Ana Maria\n+55 11 98765-4321;Bia",
  );
  expect(rows).toEqual([{ phone: "5511987654321", name: "Bia", variables: { nome: "Bia" } }]);
  expect(repeated).toBe(2);
});

test("a name column is optional, and an empty name is none", async () => {
  expect((await read("celular\n11987654321")).rows).toEqual([{ phone: "5511987654321", variables: {} }]);
  expect((await read("celular;nome\n11987654321;")).rows[0]).not.toHaveProperty("name");
});

test("a row with a cell too many is refused with its own reason", async () => {
  const { refused } = await read("telefone;nome\n11987654321;Ana;Itu\n11987654322;Bia");
  expect(refused).toEqual([{ line: 2, reason: expect.stringContaining("mais células") }]);
});

test("50,000 rows are read from a file within 300 MiB", async () => {
  const lines = Array.from({ length: 50_000 }, (_, index) => `119${80_000_000 + index};Pessoa ${index};x`);
  const folder = await mkdtemp(join(tmpdir(), "contacts-"));
  try {
    const file = join(folder, "contatos.csv");
    await writeFile(file, `telefone;nome;cidade\n${lines.join("\n")}`);
    const before = process.memoryUsage().rss;
    expect((await readContacts(file)).rows).toHaveLength(50_000);
    expect((process.memoryUsage().rss - before) / 2 ** 20).toBeLessThan(300);
  } finally {
    await rm(folder, { recursive: true });
  }
});

import { expect, test } from "vitest";
import { createRefusalReport } from "../src/index.ts";
import { importAll } from "./import-support.ts";

const file =
  'telefone;nome;nota\n12;"Ana; a ""A""";"=HYPERLINK(""http://x"")"\n11987654321;Bia;x\n+55 11 98765-4321;@Caio;-1\n11987654322;a;b;c\n';

async function report(text: string) {
  const { headers, refused } = await importAll(text);
  const { header, lines } = createRefusalReport(headers);
  return header() + lines(refused);
}

test("the report is what Excel in Brazil opens: a mark, semicolons, Windows line ends, the reason in words", async () => {
  expect((await report(file)).split("\r\n")).toEqual([
    "\uFEFFtelefone;nome;nota;linha;código;motivo;reason",
    '12;"Ana; a ""A""";"\'=HYPERLINK(""http://x"")";2;phone-too-short;Telefone com dígitos de menos.;The phone has too few digits.',
    "'+55 11 98765-4321;'@Caio;'-1;4;duplicate;Mesmo número da linha 3.;The same number as in line 3.",
    expect.stringMatching(/^11987654322;a;"b \| c";5;too-many-cells;/),
    "",
  ]);
});

test.each(["=1+1", "+1", "-1", "@x", " =1", "\t=1", "＝1"])(
  "a cell that begins like the formula %j begins with an apostrophe",
  async (cell) => {
    const { lines } = createRefusalReport(["a"]);
    const row = { line: 2, cells: [cell], code: "phone-empty" as const };
    expect(lines([row]).replaceAll('"', "")).toMatch(/^'/);
  },
);

test("a report whose rows were mended is imported as it is, without its own columns", async () => {
  const mended = (await report(file))
    .replace("\n12;", "\n11987654323;")
    .replace("'+55 11 98765-4321", "'+55 11 98765-4324");
  const { rows } = await importAll(mended);
  expect(rows).toEqual([
    {
      phone: "5511987654323",
      name: 'Ana; a "A"',
      variables: { nome: 'Ana; a "A"', nota: '=HYPERLINK("http://x")' },
    },
    { phone: "5511987654324", name: "@Caio", variables: { nome: "@Caio", nota: "-1" } },
    { phone: "5511987654322", name: "a", variables: { nome: "a", nota: "b | c" } },
  ]);
});

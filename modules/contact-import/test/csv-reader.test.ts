import { expect, test } from "vitest";
import { createCsvReader } from "../src/create-csv-reader.ts";

function read(text: string, maxColumns = 10, maxCellCharacters = 100) {
  const reader = createCsvReader({ separator: ";", firstLine: 1, maxColumns, maxCellCharacters });
  return [...reader.write(text), ...reader.end()];
}
const cells = (text: string) => read(text).map((record) => record.cells);

test.each([
  ["line feeds", "a;b\nc;d"],
  ["Windows line ends", "a;b\r\nc;d\r\n"],
  ["old Mac line ends", "a;b\rc;d\r"],
  ["quotes around every cell", '"a";"b"\n"c";"d"\n'],
  ["spaces around the quotes", ' "a" ; b\n c ;"d" '],
])("records with %s are the same", (_, text) => {
  expect(cells(text)).toEqual([
    ["a", "b"],
    ["c", "d"],
  ]);
});

test.each([
  ["a separator in quotes", '"a;b";c', ["a;b", "c"]],
  ["a doubled quote", '"a ""b""";c', ['a "b"', "c"]],
  ["a line break in quotes", '"a\r\nb";c', ["a\r\nb", "c"]],
  ["a quote inside of a cell", 'tela 5";c', ['tela 5"', "c"]],
  ["text after the closing quote", '"Zé" Silva;c', ["Zé Silva", "c"]],
  ["empty quotes", '"";c', ["", "c"]],
  ["empty cells at the end", "a;;", ["a", "", ""]],
])("%s is read as it was meant", (_, text, expected) => {
  expect(cells(text)).toEqual([expected]);
});

test("every record has the line in which it begins, also after line breaks of any kind in quotes", () => {
  const lines = read('a\r\n"b\r\nb\nb\rb"\r\nc\n\nd\re').map((record) => record.line);
  expect(lines).toEqual([1, 2, 6, 7, 8, 9]);
});

test("a quote that never ends is refused with the line that opened it", () => {
  expect(() => read('a;b\n1;"x\n2;y\n')).toThrow(
    expect.objectContaining({ code: "contacts.malformed", context: { line: 2 } }),
  );
});

test("no more of a cell or a record is kept than its limit and one more", () => {
  const [record] = read(`${"x".repeat(500)};${"y;".repeat(50)}`, 3, 10);
  expect(record).toEqual({ line: 1, cells: ["x".repeat(11), "y", "y"], dropped: 48 });
});

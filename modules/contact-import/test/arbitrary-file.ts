import fc from "fast-check";
import { type Encoded, encode } from "./import-support.ts";

const ddds = "11 21 31 41 47 51 55 61 62 71 81 85 92 98".split(" ");
const dash = (local: string) => `${local.slice(0, -4)}-${local.slice(-4)}`;

/** How people, systems and Excel write one number; the last two are mobiles without their ninth digit. */
const spellings: ((area: string, local: string) => string)[] = [
  (area, local) => `${area}${local}`,
  (area, local) => `(${area}) ${dash(local)}`,
  (area, local) => `+55 ${area} ${dash(local)}`,
  (area, local) => `55${area}${local}`,
  (area, local) => `0055 ${area} ${local}`,
  (area, local) => `0${area}${local}`,
  (area, local) => `'${area}${local}`,
  (area, local) => `="55${area}${local}"`,
  (area, local) => `55${area}${local}.0`,
  (area, local) => `${area}${local},00`,
  (area, local) => `${area}.${local.slice(0, 3)}.${local.slice(3, 6)}.${local.slice(6)}`,
  (area, local) => `cel: ${area} ${dash(local)}`,
  (area, local) => `${area}${local} / 11 3232-4321`,
  (area, local) => `+55 (${area}) ${dash(local.slice(1))}`,
  (area, local) => `${area}${local.slice(1)}`,
];
const broken = [
  "",
  "-",
  "12",
  "98765-4321",
  "5,51199E+12",
  "(20) 98765-4321",
  "11 998765-4321",
  "Ana",
  "11 1765-4321",
];

/** A person of the list: who, the number that it is (null if it is none), and the row's other cells. */
export type Person = { phone: string | null; spelling: number; name: string; note: string };

/** How the same people are written down. */
export type Writing = {
  encoding: Encoded;
  separator: string;
  lineEnd: string;
  quoting: "always" | "needed";
  hasHeader: boolean;
  namesSeparator: boolean;
  phoneLast: boolean;
  endsWithLine: boolean;
  blankEvery: number;
};

// Letters that Latin-1 has, with all that a CSV must quote.
const cell = fc
  .array(fc.constantFrom(..."abcÁãçéüº°ñ XYZ0 1,;|\t\"'\n.-/@=".split("")), { maxLength: 12 })
  .map((letters) => letters.join("").trim())
  .filter((text) => !/^'[=+\-@\t]/.test(text));

const mobile = fc
  .tuple(
    fc.constantFrom(...ddds),
    fc.integer({ min: 6, max: 9 }),
    fc.integer({ min: 1_000_000, max: 1_000_040 }),
  )
  .map(([area, first, rest]) => `55${area}9${first}${rest}`);

/** People with few enough numbers that some of them repeat. */
export const people = fc.array(
  fc.record({
    phone: fc.oneof({ weight: 5, arbitrary: mobile }, { weight: 1, arbitrary: fc.constant(null) }),
    spelling: fc.nat(1_000),
    name: cell.map((text) => `Zé ${text}`.trim()),
    note: cell,
  }),
  { maxLength: 40 },
);

export const writing: fc.Arbitrary<Writing> = fc.record({
  encoding: fc.constantFrom<Encoded[]>("utf8", "utf8-bom", "utf16le", "utf16be", "windows-1252"),
  separator: fc.constantFrom(";", ",", "\t", "|"),
  lineEnd: fc.constantFrom("\n", "\r\n", "\r"),
  quoting: fc.constantFrom<("always" | "needed")[]>("always", "needed"),
  hasHeader: fc.boolean(),
  namesSeparator: fc.boolean(),
  phoneLast: fc.boolean(),
  endsWithLine: fc.boolean(),
  blankEvery: fc.integer({ min: 2, max: 9 }),
});

/** The cell that a person's number is written in. */
export function spell({ phone, spelling }: Person): string {
  if (phone === null) return broken[spelling % broken.length] ?? "";
  return spellings[spelling % spellings.length]?.(phone.slice(2, 4), phone.slice(4)) ?? "";
}

/** The people as a file. The first of them is one whom any reader understands. */
export function writeFile(list: Person[], how: Writing): Buffer {
  const { separator, lineEnd, quoting, phoneLast } = how;
  const quote = (text: string) =>
    quoting === "always" || text.includes(separator) || /["\r\n]/.test(text)
      ? `"${text.replaceAll('"', '""')}"`
      : text;
  const line = (phone: string, name: string, note: string) =>
    (phoneLast ? [name, note, phone] : [phone, name, note]).map(quote).join(separator) + lineEnd;
  const rows = list.map((person, index) => {
    const row = line(spell(person), person.name, person.note);
    return index % how.blankEvery === 1 ? `${lineEnd}${separator}${separator}${lineEnd}${row}` : row;
  });
  const header = how.hasHeader ? line("telefone", "nome", "nota") : "";
  const body = (how.namesSeparator ? `sep=${separator}${lineEnd}` : "") + header + rows.join("");
  return encode(how.endsWithLine ? body : body.slice(0, -lineEnd.length), how.encoding);
}

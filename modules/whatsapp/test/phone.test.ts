import fc from "fast-check";
import { expect, test } from "vitest";
import { canonicalPhone, canonicalWaId, dddOf, variants } from "../src/index.ts";

const ddds =
  "11 12 13 14 15 16 17 18 19 21 22 24 27 28 31 32 33 34 35 37 38 41 42 43 44 45 46 47 48 49 51 53 54 55 61 62 63 64 65 66 67 68 69 71 73 74 75 77 79 81 82 83 84 85 86 87 88 89 91 92 93 94 95 96 97 98 99".split(
    " ",
  );
const ddd = fc.constantFrom(...ddds);
const digits = (length: number) => fc.stringMatching(new RegExp(`^\\d{${length}}$`));
const mobile = fc.tuple(ddd, digits(8)).map(([area, rest]) => ({ area, local: `9${rest}` }));
const oldMobile = fc
  .tuple(ddd, fc.constantFrom("6", "7", "8", "9"), digits(7))
  .map(([area, first, rest]) => ({ area, local: first + rest }));
const landline = fc
  .tuple(ddd, fc.constantFrom("2", "3", "4", "5"), digits(7))
  .map(([area, first, rest]) => ({ area, local: first + rest }));

const dash = (local: string) => `${local.slice(0, -4)}-${local.slice(-4)}`;
const spellings: ((area: string, local: string) => string)[] = [
  (area, local) => `${area}${local}`,
  (area, local) => `(${area}) ${dash(local)}`,
  (area, local) => ` ${area}.${local} `,
  (area, local) => `+55 ${area} ${dash(local)}`,
  (area, local) => `+55(${area})${local}`,
  (area, local) => `55${area}${local}`,
  (area, local) => `0055${area}${local}`,
  (area, local) => `0${area}${local}`,
  (area, local) => `(0${area}) ${dash(local)}`,
  (area, local) => `0xx${area} ${dash(local)}`,
  (area, local) => `(0XX${area}) ${local}`,
  (area, local) => `xx${area}${local}`,
  (area, local) => `0 41 ${area} ${dash(local)}`,
  (area, local) => `015${area}${local}`,
  (area, local) => `+55 0${area} ${local}`,
  (area, local) => `+55 (0xx${area}) ${local}`,
  (area, local) => `55 0 21 ${area} ${local}`,
  (area, local) => `tel:+55-${area}-${local}`,
  (area, local) => `whatsapp:+55${area}${local}`,
  (area, local) => `55${area}${local}@s.whatsapp.net`,
  (area, local) => `55${area}${local}:12@s.whatsapp.net`,
  (area, local) => `\u202a+55\u00a0${area}\u00a0${local.slice(0, -4)}\u2011${local.slice(-4)}\u202c`,
];
const spelling = fc.constantFrom(...spellings);

test("a mobile in any spelling is one number, with the ninth digit", () => {
  fc.assert(
    fc.property(mobile, spelling, ({ area, local }, spell) => {
      expect(canonicalPhone(spell(area, local))).toBe(`55${area}${local}`);
    }),
    { numRuns: 2000 },
  );
});

test("a mobile of eight digits gets its ninth in any spelling", () => {
  fc.assert(
    fc.property(oldMobile, spelling, ({ area, local }, spell) => {
      expect(canonicalPhone(spell(area, local))).toBe(`55${area}9${local}`);
    }),
    { numRuns: 2000 },
  );
});

test("a landline never gets one", () => {
  fc.assert(
    fc.property(landline, spelling, ({ area, local }, spell) => {
      expect(canonicalPhone(spell(area, local))).toBe(`55${area}${local}`);
    }),
    { numRuns: 2000 },
  );
});

test("the canonical form of a Brazilian number is its own canonical form", () => {
  fc.assert(
    fc.property(fc.oneof(mobile, oldMobile, landline), spelling, ({ area, local }, spell) => {
      const once = canonicalPhone(spell(area, local));
      expect(canonicalPhone(once ?? "")).toBe(once);
      expect(canonicalWaId(once ?? "")).toBe(once);
    }),
  );
});

test("whatever the input, the answer is null or a number that stays itself behind a +", () => {
  const numberish = fc.stringMatching(/^[+0-9 ().x@:-]{0,24}$/);
  fc.assert(
    fc.property(fc.oneof(numberish, fc.string()), (input) => {
      const phone = canonicalPhone(input);
      if (phone === null) return;
      expect(phone).toMatch(/^[1-9]\d{7,14}$/);
      expect(canonicalPhone(`+${phone}`)).toBe(phone);
      expect(canonicalWaId(phone)).toBe(phone);
    }),
    { numRuns: 5000 },
  );
});

test("all spellings that WhatsApp may know lead back to the one number", () => {
  fc.assert(
    fc.property(fc.oneof(mobile, oldMobile, landline), ({ area, local }) => {
      const phone = canonicalPhone(`${area}${local}`) ?? "";
      for (const variant of variants(phone)) expect(canonicalPhone(variant)).toBe(phone);
    }),
  );
});

test.each([
  ["a mobile has a spelling without the ninth digit", "5531990000013", ["5531990000013", "553190000013"]],
  ["a mobile whose rest would be a landline has not", "5511932000000", ["5511932000000"]],
  ["a landline has one spelling", "551132000000", ["551132000000"]],
  ["a foreign number has one spelling", "351912345678", ["351912345678"]],
])("%s", (_, phone, expected) => {
  expect(variants(phone)).toEqual(expected);
});

test.each([
  ["a LID", "210000000000014@lid", null],
  ["a LID without its suffix", "210000000000014", null],
  ["a group", "120363000000000001@g.us", null],
  ["a story", "status@broadcast", null],
  ["a user id of Meta", "BR.1502576394650001", null],
  ["a number without area code", "99999-0000", null],
  ["an area code that is not in use", "20 99999-0000", null],
  ["the same with the country", "+55 20 99999-0000", null],
  ["a free-call number", "0800 123 4567", null],
  ["a document number", "123.456.789-09", null],
  ["a mobile with a digit too many", "11 99999-00000", null],
  ["a number with words", "11 99999-0000 ramal 3", null],
  ["two numbers", "11 99999-0000 / 11 98888-0000", null],
  ["nothing", "", null],
  ["a lone plus", "+", null],
  ["a book", "9".repeat(10_000), null],
  ["a foreign number with +", "+351 912 345 678", "351912345678"],
  ["a foreign number with 00", "00351912345678", "351912345678"],
  ["a number of Porto Alegre", "51999999999", "5551999999999"],
  ["the same digits in Peru", "+51999999999", "51999999999"],
  ["the same digits from a provider", "51999999999@s.whatsapp.net", "51999999999"],
  ["area code 55 without country", "55 99999-0000", "5555999990000"],
  ["area code 55 with country", "55 55 99999-0000", "5555999990000"],
  ["full-width digits", "１１９９９９９００００", "5511999990000"],
])("%s", (_, input, expected) => {
  expect(canonicalPhone(input)).toBe(expected);
});

test("another default country is taken when there is no country code", () => {
  expect(canonicalPhone("912 345 678", "351")).toBe("351912345678");
  expect(canonicalPhone("351912345678", "351")).toBe("351912345678");
  expect(canonicalPhone("+5511999990000", "351")).toBe("5511999990000");
});

test("exactly the 67 area codes of Brazil are known", () => {
  const found = Array.from({ length: 100 }, (_, code) => String(code).padStart(2, "0")).filter((code) =>
    dddOf(`55${code}999990000`),
  );
  expect(found).toEqual(ddds);
  expect(found).toHaveLength(67);
});

test.each([
  ["a mobile", "5511999990000", "11"],
  ["a landline", "554132000000", "41"],
  ["with +", "+5585999990000", "85"],
  ["a foreign number whose digits look like one", "51999999999", null],
  ["a code not in use", "5523999990000", null],
])("the area code of %s", (_, phone, expected) => {
  expect(dddOf(phone)).toBe(expected);
});

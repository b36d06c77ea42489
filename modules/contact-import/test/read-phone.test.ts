import { expect, test } from "vitest";
import { readPhone } from "../src/index.ts";

const ana = "5511987654321";

test.each([
  ["with its punctuation", "(11) 98765-4321", ana, []],
  ["with country and plus", "+55 11 98765-4321", ana, []],
  ["with 0055", "0055 11 98765 4321", ana, []],
  ["with 55 only", "5511987654321", ana, []],
  ["with the zero of long distance", "011 98765-4321", ana, []],
  ["with Excel's leading apostrophe", "'11987654321", ana, []],
  ["with a typographic apostrophe", "’11987654321", ana, []],
  ["as a formula that keeps it text", '="11987654321"', ana, []],
  ["with the .0 of a number column", "11987654321.0", ana, []],
  ["with ,00", "5511987654321,00", ana, []],
  ["with dots between thousands", "11.987.654.321", ana, []],
  ["with commas between thousands", "5,511,987,654,321", ana, []],
  ["with dots between thousands and decimals", "11.987.654.321,00", ana, []],
  ["without its ninth digit", "11 8765-4321", ana, ["ninth-digit-added"]],
  ["that is a landline", "11 3232-4321", "551132324321", ["landline"]],
  ["from abroad", "+351 912 345 678", "351912345678", ["foreign"]],
  ["that nobody has", "11 99999-9999", "5511999999999", ["placeholder"]],
  ["with a word before it", "cel: (11) 98765-4321", ana, ["text-around"]],
  ["with a name after it", "11 98765-4321 (Ana)", ana, ["text-around"]],
  ["first of two", "11 98765-4321 / 11 91234-5678", ana, ["several-phones"]],
  ["after a landline", "(11) 3232-4321 / (11) 98765-4321", ana, ["several-phones"]],
  ["before one that is cut short", "11 98765-4321 ou 4322-1111", ana, ["several-phones"]],
  [
    "of two landlines the first",
    "11 3232-4321; 11 3232-0000",
    "551132324321",
    ["several-phones", "landline"],
  ],
])("a number %s is read", (_, cell, phone, notes) => {
  expect(readPhone(cell)).toEqual({ phone, notes });
});

test.each([
  ["nothing", "  ", "phone-empty"],
  ["only an apostrophe", "'", "phone-empty"],
  ["scientific notation of Brazil", "5,51199E+12", "phone-scientific"],
  ["scientific notation of America", "5.51199e12", "phone-scientific"],
  ["a name", "Ana", "phone-not-a-number"],
  ["an address", "ana11987654321@example.com", "phone-not-a-number"],
  ["a dash", "-", "phone-not-a-number"],
  ["too few digits", "1234", "phone-too-short"],
  ["no area code", "98765-4321", "phone-without-ddd"],
  ["no area code, without the ninth digit", "8765-4321", "phone-without-ddd"],
  ["an area code that is not in use", "(20) 98765-4321", "phone-invalid-ddd"],
  ["the same with the country", "+55 20 98765-4321", "phone-invalid-ddd"],
  ["a second ninth digit", "11 998765-4321", "phone-extra-digit"],
  ["eleven digits without a nine", "11 88765-4321", "phone-extra-digit"],
  ["a local number that begins with 1", "11 1765-4321", "phone-invalid"],
  ["an abbreviated second number", "11 98765-4321/22", "phone-too-long"],
  ["a number from abroad that is too short", "+1 234 56 7", "phone-too-short"],
])("%s is refused for its own reason", (_, cell, fault) => {
  expect(readPhone(cell)).toEqual({ fault });
});

test("a list from abroad is read with its own country", () => {
  expect(readPhone("912 345 678", "351")).toEqual({ phone: "351912345678", notes: [] });
  expect(readPhone("+55 11 98765-4321", "351")).toEqual({ phone: ana, notes: ["foreign"] });
});

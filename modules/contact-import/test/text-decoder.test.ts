import { expect, test } from "vitest";
import { createTextDecoder } from "../src/create-text-decoder.ts";
import { type Encoded, encode } from "./import-support.ts";

function decode(bytes: Uint8Array, step = bytes.length) {
  const decoder = createTextDecoder();
  let text = "";
  for (let at = 0; at < bytes.length; at += step) text += decoder.write(bytes.subarray(at, at + step));
  return [text + decoder.end(), decoder.encoding()];
}

test.each<[Encoded, string]>([
  ["utf8", "utf-8"],
  ["utf8-bom", "utf-8"],
  ["utf16le", "utf-16le"],
  ["utf16be", "utf-16be"],
  ["windows-1252", "windows-1252"],
])("%s is recognised, byte by byte as in one piece", (encoding, name) => {
  const text = "telefone;nome\r\n11987654321;João Conceição, é";
  for (const step of [1, 2, 3, 7, 1_000]) expect(decode(encode(text, encoding), step)).toEqual([text, name]);
});

test("the signs that Windows put between ASCII and Latin-1 are kept", () => {
  const bytes = Buffer.from([0x41, 0x80, 0x91, 0x92, 0x93, 0x94, 0x96, 0x99, 0x8a]);
  expect(decode(bytes)).toEqual(["A€‘’“”–™Š", "windows-1252"]);
});

test("the first accent may come late", () => {
  const plain = "11987654321;Ana\n".repeat(20_000);
  for (const encoding of ["utf8", "windows-1252"] as const)
    expect(decode(encode(`${plain}João`, encoding), 60_000)[0]).toBe(`${plain}João`);
});

test("one broken character does not turn a UTF-8 file into Latin-1", () => {
  const bytes = Buffer.concat([Buffer.from("João, José, "), Buffer.from([0xe3]), Buffer.from(", Conceição")]);
  expect(decode(bytes)).toEqual(["João, José, \uFFFD, Conceição", "utf-8"]);
});

test("a capital with an accent before a curly quote is still Latin-1", () => {
  const bytes = Buffer.from([0xc9, 0x94, 0x20, 0xe3, 0x20, 0xe7, 0x6f]); // É” ã ço: the first pair is valid UTF-8
  expect(decode(bytes)).toEqual(["É” ã ço", "windows-1252"]);
});

test.each([
  [".xlsx", [0x50, 0x4b, 0x03, 0x04, 0x14, 0x00]],
  [".xls", [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1]],
  ["UTF-16 without a mark", [...Buffer.from("telefone", "utf16le")]],
])("%s is refused, and told how to save a CSV", (_, bytes) => {
  expect(() => decode(Buffer.from(bytes))).toThrow(
    expect.objectContaining({ code: "contacts.not_a_csv", message: expect.stringContaining("CSV UTF-8") }),
  );
});

import { describe, expect, test } from "vitest";
import { createFormat } from "../src/format/create-format.ts";
import { instantOf, readingOf } from "../src/format/instant-of.ts";

const pt = createFormat("pt-BR", "America/Sao_Paulo");
const en = createFormat("en", "America/Sao_Paulo");
const now = new Date("2026-11-21T15:00:00Z"); // noon in São Paulo

test("numbers are written as each language writes them", () => {
  expect(pt.number(12_345.5)).toBe("12.345,5");
  expect(en.number(12_345.5)).toBe("12,345.5");
  expect(pt.share(1, 8)).toBe("12,5%");
  expect(pt.share(1, 0)).toBe("0%");
});

test.each([
  ["today", "2026-11-21T17:03:00Z", "hoje às 14:03", "today at 14:03"],
  ["tomorrow", "2026-11-22T11:00:00Z", "amanhã às 08:00", "tomorrow at 08:00"],
  ["yesterday, by the tenant's clock", "2026-11-21T02:59:00Z", "ontem às 23:59", "yesterday at 23:59"],
  ["another day", "2026-12-24T12:00:00Z", "24 de dez às 09:00", "24 Dec at 09:00"],
  ["another year", "2027-01-02T12:00:00Z", "02 de jan. de 2027 às 09:00", "02 Jan 2027 at 09:00"],
])("a moment of %s", (_, instant, portuguese, english) => {
  expect(pt.moment(instant, now)).toBe(portuguese);
  expect(en.moment(instant, now)).toBe(english);
});

test("the tenant's time zone decides the hour and the day", () => {
  const manaus = createFormat("pt-BR", "America/Manaus");
  expect(manaus.moment("2026-11-22T03:30:00Z", now)).toBe("hoje às 23:30");
  expect(pt.moment("2026-11-22T03:30:00Z", now)).toBe("amanhã às 00:30");
});

test.each([
  [0, "0 s"],
  [999, "0 s"],
  [61_000, "1 min 1 s"],
  [3_600_000, "1 h"],
  [90_061_000, "1 d 1 h"],
  [86_400_000 + 60_000, "1 d"],
])("a span of %i ms is %s", (ms, text) => {
  expect(pt.span(ms)).toBe(text);
});

test.each([
  ["a mobile number", "+5511987654321", "+55 11 98765-4321"],
  ["one without its ninth digit", "551133334444", "+55 11 3333-4444"],
  ["one of another country", "+351912345678", "+351912345678"],
])("%s", (_, given, text) => {
  expect(pt.phone(given)).toBe(text);
});

describe("a wall clock's reading", () => {
  test.each([
    ["America/Sao_Paulo", "2026-11-23T09:00", "2026-11-23T12:00:00.000Z"],
    ["America/Rio_Branco", "2026-11-23T09:00", "2026-11-23T14:00:00.000Z"],
    ["Europe/Lisbon", "2026-03-29T02:30", "2026-03-29T01:30:00.000Z"],
    ["Europe/Lisbon", "2026-10-25T03:00", "2026-10-25T03:00:00.000Z"],
  ])("in %s, %s is %s", (zone, reading, instant) => {
    expect(instantOf(reading, zone)).toBe(instant);
    expect(readingOf(instant, zone)).toBe(reading);
  });

  test("that is none is no instant", () => {
    expect(instantOf("", "America/Sao_Paulo")).toBeUndefined();
  });
});

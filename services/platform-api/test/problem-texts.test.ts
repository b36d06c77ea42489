import { readdir, readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { problemTexts } from "../src/problem-texts.ts";

const functions = new URL("../../../database/functions/", import.meta.url);

test("every code that SQL names in a hint has words for people, in both languages", async () => {
  const files = (await readdir(functions)).map((name) => readFile(new URL(name, functions), "utf8"));
  const hints = (await Promise.all(files)).flatMap((text) => [
    ...text.matchAll(/hint = '([a-z]+(?:-[a-z]+)*\.[a-z-]+)'/g),
  ]);
  const codes = new Set(hints.map(([, code = ""]) => code));
  expect(codes.size).toBeGreaterThan(8);
  expect([...codes].filter((code) => !(code in problemTexts))).toEqual([]);
});

test.each(Object.entries(problemTexts))(
  "%s says what to do",
  (_code, { status, title, detail, detailEn }) => {
    expect(status).toBeGreaterThanOrEqual(400);
    expect(title).toMatch(/\S{4}/);
    expect(detail).toMatch(/\.$/);
    expect(detailEn).toMatch(/\.$/);
    expect(detail).not.toBe(detailEn);
  },
);

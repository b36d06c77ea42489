import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { en } from "../src/i18n/en/index.ts";
import { ptBr } from "../src/i18n/pt-br/index.ts";

const source = fileURLToPath(new URL("../src/", import.meta.url));
/** Said alike in both languages. */
const alike = new Set(["Nova", "Status", "Slack", "API", "LancePilot", "Portugal (+351)"]);

type Leaf = { path: string; value: unknown };
function leaves(value: unknown, path: string): Leaf[] {
  if (typeof value !== "object" || value === null) return [{ path, value }];
  return Object.entries(value).flatMap(([key, inner]) => leaves(inner, path ? `${path}.${key}` : key));
}
const say = ({ value }: Leaf): string =>
  typeof value === "function"
    ? String(value(...Array.from({ length: value.length }, () => "2")))
    : String(value);

const portuguese = leaves(ptBr, "");
const english = leaves(en, "");

test("English says everything that Portuguese says, and nothing else", () => {
  expect(english.map(({ path }) => path).sort()).toEqual(portuguese.map(({ path }) => path).sort());
});

test.each([
  ["Portuguese", portuguese],
  ["English", english],
])("no text of %s is empty or half made", (_, texts) => {
  const bad = texts.filter((leaf) => say(leaf).trim() === "" || /undefined|\[object/.test(say(leaf)));
  expect(bad.map(({ path }) => path)).toEqual([]);
});

test("no sentence was left in Portuguese", () => {
  const same = english.filter((leaf, index) => {
    const other = portuguese[index];
    const text = say(leaf);
    return other && text === say(other) && /\s/.test(text) && !alike.has(text);
  });
  expect(same.map(({ path }) => path)).toEqual([]);
});

test("what a text is told, it says", () => {
  const silent = [...portuguese, ...english].filter(
    (leaf) => typeof leaf.value === "function" && leaf.value.length === 1 && !say(leaf).includes("2"),
  );
  expect(silent.map(({ path }) => path)).toEqual([]);
});

test("every section of the dictionary is used by a page", () => {
  const files = readdirSync(source, { recursive: true, encoding: "utf8" }).filter(
    (name) => /\.tsx?$/.test(name) && !name.startsWith("i18n"),
  );
  const code = files.map((name) => readFileSync(join(source, name), "utf8")).join("\n");
  const unused = portuguese
    .map(({ path }) => path)
    // What the audit names is the database's; another test asks for all of it.
    .filter((path) => !/(Title|Text)$/.test(path) && !/\.\d+$|^audit\.actions\./.test(path))
    .filter((path) => {
      const last = path.slice(path.lastIndexOf(".") + 1);
      const parent = path.split(".").at(-2) ?? "";
      return (
        !new RegExp(`\\.${last}\\b|[{,] ?${last}[,} ]`).test(code) && !new RegExp(`${parent}[[),]`).test(code)
      );
    });
  expect(unused).toEqual([]);
});

test.each([
  ["Portuguese", ptBr],
  ["English", en],
])("the audit has words in %s for all that the database notes", (_, { audit }) => {
  const folder = fileURLToPath(new URL("../../database/functions/", import.meta.url));
  const code = readdirSync(folder)
    .map((name) => readFileSync(join(folder, name), "utf8"))
    .join("\n");
  const noted = [...code.matchAll(/app\.audit\(([^;]*);/g)].flatMap(([, call = ""]) =>
    [...call.matchAll(/'([a-z-]+\.[a-z-]+)'/g)].map(([, action = ""]) => action),
  );
  expect(noted.length).toBeGreaterThan(30);
  expect(noted.filter((action) => !(action in audit.actions))).toEqual([]);
});

test("pages hold no words of their own", () => {
  const pages = readdirSync(source, { recursive: true, encoding: "utf8" }).filter((name) =>
    name.endsWith(".tsx"),
  );
  const found = pages.flatMap((name) => {
    const code = readFileSync(join(source, name), "utf8");
    const texts = [...code.matchAll(/(?<!=)>\s*([A-Za-zÀ-ÿ][A-Za-zÀ-ÿ ,.!?]{3,})\s*</g)].map(([, text]) =>
      text?.trim(),
    );
    return texts
      .filter((text) => text !== "Português" && text !== "English")
      .map((text) => `${name}: ${text}`);
  });
  expect(found).toEqual([]);
});

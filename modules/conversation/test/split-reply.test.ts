import fc from "fast-check";
import { expect, test } from "vitest";
import { splitReply, usualBudget } from "../src/index.ts";

const letters = (text: string) => text.replace(/\s+/g, "");

test("paragraphs become messages", () => {
  expect(splitReply("Oi, Ana!\n\nTemos três planos.\n\nQual prefere?")).toEqual([
    "Oi, Ana!",
    "Temos três planos.",
    "Qual prefere?",
  ]);
});

test("more paragraphs than the budget allows go together, the shortest neighbours first", () => {
  const long = "Uma frase que toma o seu espaço. ".repeat(6).trim();
  expect(splitReply(`Oi!\n\nTudo bem?\n\n${long}\n\nAté já.`)).toEqual(["Oi!\n\nTudo bem?", long, "Até já."]);
});

test("a long paragraph is cut between sentences, never within a number or an abbreviation in small letters", () => {
  const text = `${"O valor é R$ 1.297,00 à vista. ".repeat(10)}Confira em ex. abaixo.`;
  const bubbles = splitReply(text, { ...usualBudget, maxBubbles: 5 });
  expect(bubbles.length).toBeGreaterThan(1);
  for (const bubble of bubbles) expect(bubble).toMatch(/^(O valor|Confira).*[.]$/);
});

test("an empty answer is no message", () => {
  expect(splitReply(" \n\n \n")).toEqual([]);
});

test("whatever is said: nothing is lost, nothing is out of order, and the budgets are kept", () => {
  const word = fc.oneof(
    fc.string({ unit: "grapheme", maxLength: 12 }),
    fc.constantFrom(". ", "! ", "\n\n", "R$ 1.200,00", "😀"),
  );
  fc.assert(
    fc.property(
      fc.array(word, { maxLength: 200 }).map((words) => words.join(" ")),
      fc.integer({ min: 1, max: 6 }),
      fc.integer({ min: 20, max: 300 }),
      fc.integer({ min: 300, max: 800 }),
      (text, maxBubbles, softLength, hardLength) => {
        const bubbles = splitReply(text, { maxBubbles, softLength, hardLength });
        expect(letters(bubbles.join(""))).toBe(letters(text));
        for (const bubble of bubbles) {
          expect(bubble.length).toBeLessThanOrEqual(hardLength);
          expect(bubble.trim()).toBe(bubble);
          expect(bubble).not.toBe("");
        }
        const longest = text.length > hardLength / 2;
        if (!longest) expect(bubbles.length).toBeLessThanOrEqual(maxBubbles);
        for (const [index, bubble] of bubbles.slice(1).entries())
          if (bubbles.length > maxBubbles)
            expect((bubbles[index] ?? "").length + bubble.length).toBeGreaterThan(hardLength - 2);
      },
    ),
    { seed: 5, numRuns: 500 },
  );
});

test("a model that never stops holds up nobody: 120 kB of short sentences are split well within a test's time", () => {
  const bubbles = splitReply("A. ".repeat(40_000));
  expect(bubbles.join(" ")).toHaveLength(119_999);
});

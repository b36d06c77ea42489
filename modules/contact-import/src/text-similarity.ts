import { foldText } from "./words.ts";

/** The words of a text and how often each occurs. Numbers and links count as one word each: they hide no sameness. */
export type WordCounts = { counts: Map<string, number>; total: number };

/** Counts the words of a text once, for many comparisons. */
export function countWords(text: string): WordCounts {
  const plain = foldText(text.replace(/https?:\/\/\S+/g, " link "));
  const counts = new Map<string, number>();
  const words = plain.split(" ").filter((word) => word !== "");
  for (const word of words) {
    const one = /^\d+$/.test(word) ? "0" : word;
    counts.set(one, (counts.get(one) ?? 0) + 1);
  }
  return { counts, total: words.length };
}

/** The share of words that two texts have in common, from 0 to 1, whatever their order. */
export function similarity(a: WordCounts, b: WordCounts): number {
  if (a.total + b.total === 0) return 1;
  const [few, many] = a.counts.size <= b.counts.size ? [a, b] : [b, a];
  let common = 0;
  for (const [word, count] of few.counts) common += Math.min(count, many.counts.get(word) ?? 0);
  return (2 * common) / (a.total + b.total);
}

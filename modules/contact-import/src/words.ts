/** What is said to people, in both languages. */
export type Words = { pt: string; en: string };

/** A text without case, accents and punctuation, for comparing what people call things. */
export function foldText(text: string): string {
  return text
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
}

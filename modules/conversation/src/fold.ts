/** Small letters without accents, words apart by one space: how people type and how rules compare. */
export function fold(text: string): string {
  return text
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}%?$]+/gu, " ")
    .trim();
}

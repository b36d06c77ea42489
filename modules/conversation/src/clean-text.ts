const pictograph = "\\p{Extended_Pictographic}[\\u{1F3FB}-\\u{1F3FF}\\uFE0F]*";
/** Joins two pictures into one; anywhere else it only hides. */
const joiner = new RegExp(`(?<=${pictograph})\\u200D(?=\\p{Extended_Pictographic})`, "gu");
/** Stands for a joiner that stays while the rest goes; a text that has it loses it first. */
const kept = "\uE000";
/** Control, formatting and private characters, variation selectors but the one of emojis, and letters that show nothing. */
const hidden =
  /\u034F|[\u115F\u1160]|[\u17B4\u17B5]|[\u180B-\u180F]|[\u2800\u3164\uFFA0]|[\uFE00-\uFE0E]|[\u{E0100}-\u{E01EF}]|(?![\n\t\uE000])[\p{Cc}\p{Cf}\p{Co}\p{Cs}]/gu;

/**
 * A text as people see it: without characters that hide words, turn their direction, or pile up, and of at most `maxLength`
 * letters. What is cut says so.
 */
export function cleanText(text: string, maxLength: number): string {
  const plain = text
    // Enough to fill the limit whatever goes, and no more than is worth reading.
    .slice(0, maxLength * 8 + 1_000)
    .toWellFormed()
    .replaceAll(kept, "")
    .replace(/\r\n?|[\u2028\u2029\u0085]/g, "\n")
    .replace(joiner, kept)
    .replace(hidden, "")
    .replaceAll(kept, "\u200D")
    .normalize("NFC")
    .replace(/(\p{M}{3})\p{M}+/gu, "$1")
    .replace(/[^\S\n]{3,}/g, "  ")
    .replace(/\n\s*\n\s*\n+/g, "\n\n")
    .trim();
  return cut(plain, maxLength);
}

const mark = "… [cortado]";

function cut(text: string, maxLength: number): string {
  if (text.length <= maxLength) return text;
  const room = Math.max(0, maxLength - mark.length);
  return `${text
    .slice(0, room)
    .replace(/[\uD800-\uDBFF\u200D]+$/, "")
    .trimEnd()}${mark}`.slice(0, maxLength);
}

/** How an answer becomes messages. Since October 2026 Meta bills each of them. */
export type SplitBudget = { maxBubbles: number; softLength: number; hardLength: number };

/** WhatsApp's own limit of a text is 4,096 characters. */
export const usualBudget: SplitBudget = { maxBubbles: 3, softLength: 320, hardLength: 4_096 };

/**
 * Short messages that together say all of the text, in order: paragraphs first, then sentences. Never more than
 * `maxBubbles` while each fits in `hardLength`; a text too long for that takes as many as it needs.
 */
export function splitReply(text: string, budget: SplitBudget = usualBudget): string[] {
  const pieces = text
    .replaceAll("\r\n", "\n")
    .split(/\n{2,}/)
    .map((part) => part.trim())
    .filter((part) => part !== "")
    .flatMap((part) => cut(part, budget));
  return gather(pieces, budget);
}

type Piece = { text: string; glue: "\n\n" | " " | "" };

/** A paragraph in sentences where it is long, and by force where a sentence alone is too long to send. */
function cut(paragraph: string, { softLength, hardLength }: SplitBudget): Piece[] {
  if (paragraph.length <= softLength) return [{ text: paragraph, glue: "\n\n" }];
  const sentences = paragraph.split(/(?<=[.!?…])\s+(?=\p{Lu}|[¿¡"“(]|\d)/u);
  return sentences.flatMap((sentence, index) =>
    force(sentence, hardLength).map(
      (text, part): Piece => ({ text, glue: part > 0 ? "" : index > 0 ? " " : "\n\n" }),
    ),
  );
}

function force(sentence: string, hardLength: number): string[] {
  const parts: string[] = [];
  let rest = sentence;
  while (rest.length > hardLength) {
    const space = rest.lastIndexOf(" ", hardLength);
    let end = space > hardLength / 2 ? space : hardLength;
    // Half a character of two is no character.
    if (/[\uD800-\uDBFF]/.test(rest.charAt(end - 1))) end--;
    parts.push(rest.slice(0, end).trimEnd());
    rest = rest.slice(end).trimStart();
  }
  return [...parts, rest];
}

/** Joins neighbours, the shortest pair first, until the budget is kept; pieces of one paragraph that fit go together anyway. */
function gather(pieces: Piece[], { maxBubbles, softLength, hardLength }: SplitBudget): string[] {
  const bubbles = pieces.map((piece) => ({ ...piece }));
  const joined = (index: number) => {
    const [left, right] = [bubbles[index], bubbles[index + 1]];
    return left && right
      ? left.text.length + right.glue.length + right.text.length
      : Number.POSITIVE_INFINITY;
  };
  for (;;) {
    const lengths = bubbles.slice(1).map((_, index) => joined(index));
    const fits = lengths.findIndex(
      (length, index) => bubbles[index + 1]?.glue !== "\n\n" && length <= softLength,
    );
    const shortest = Math.min(...lengths);
    const tooMany = bubbles.length > maxBubbles && shortest <= hardLength;
    const at = fits >= 0 ? fits : tooMany ? lengths.indexOf(shortest) : -1;
    const [left, right] = [bubbles[at], bubbles[at + 1]];
    if (!left || !right) return bubbles.map(({ text }) => text);
    bubbles.splice(at, 2, { text: left.text + right.glue + right.text, glue: left.glue });
  }
}

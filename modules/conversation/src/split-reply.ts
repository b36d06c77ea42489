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

/** Joins neighbours of one paragraph that fit anyway, then the shortest pair first until the budget is kept. */
function gather(pieces: Piece[], { maxBubbles, softLength, hardLength }: SplitBudget): string[] {
  const bubbles: Piece[] = [];
  for (const piece of pieces) {
    const last = bubbles.at(-1);
    const fits = last && piece.glue !== "\n\n" && lengthOf(last, piece) <= softLength;
    bubbles.splice(fits ? -1 : bubbles.length, 1, fits ? join(last, piece) : piece);
  }
  while (bubbles.length > maxBubbles) {
    const at = shortestPair(bubbles);
    const [left, right] = bubbles.slice(at, at + 2);
    if (!left || !right || lengthOf(left, right) > hardLength) break;
    bubbles.splice(at, 2, join(left, right));
  }
  return bubbles.map(({ text }) => text);
}

function shortestPair(bubbles: Piece[]): number {
  let at = 0;
  let shortest = Number.POSITIVE_INFINITY;
  for (let index = 0; index + 1 < bubbles.length; index++) {
    const left = bubbles[index];
    const right = bubbles[index + 1];
    if (!left || !right || lengthOf(left, right) >= shortest) continue;
    at = index;
    shortest = lengthOf(left, right);
  }
  return at;
}

function lengthOf(left: Piece, right: Piece): number {
  return left.text.length + right.glue.length + right.text.length;
}

function join(left: Piece, right: Piece): Piece {
  return { text: left.text + right.glue + right.text, glue: left.glue };
}

import { fold } from "./fold.ts";

/** What is known before the model is asked. */
export type Difficulty = {
  /** What the contact says in this burst, oldest first; recordings and pictures as their text. */
  said: readonly string[];
  /** What the contact said before it, oldest first. */
  before?: readonly string[];
  /** People had the conversation, and this is the bot's first answer since. */
  handedBack?: boolean;
  /** Rounds of tools in this turn so far. */
  toolRounds?: number;
  /** The cheap model's answer to this burst could not be used: broken off, or a call that makes no sense. */
  cheapFailed?: boolean;
  /** How much of the tenant's ceiling is spent, 0 to 1. */
  spent?: number;
};

/** Why a model was chosen; `plain` when nothing speaks for the strong one. */
export type ChoiceReason =
  | "plain"
  | "saving"
  | "cheap-failed"
  | "handed-back"
  | "tool-rounds"
  | "long"
  | "many-questions"
  | "complaint"
  | "negotiation"
  | "calculation"
  | "not-understood";

export type ModelChoice = { tier: "cheap" | "strong"; reason: ChoiceReason };

/** From here on only the cheap model answers, so that the ceiling is reached later. */
export const savingFrom = 0.9;
const longFrom = 600;
/** The first letters of a message say what it is about. */
const readFrom = 4_000;
const manyQuestions = 3;
const manyRounds = 2;

const complaint =
  /\b(reclam\w*|procon|reembols\w*|estorn\w*|cancel\w*|golpe|fraude|enganad\w*|advogad\w*|processar|processo|justica|absurdo|pessimo|ressarc\w*|refund|lawyer|scam)\b/;
const negotiation =
  /\b(descont\w*|negoci\w*|contraproposta|cobr(e|em|ir) (a|o) (oferta|preco|valor)|mais barato|concorren\w*|compar\w*|diferenca entre|qual (e )?(o |a )?melhor|vale (mais )?a pena|discount|versus)\b/;
const notUnderstood =
  /\b(nao foi (isso|o que)|nao e isso|nao entend(eu|i|es)|ja (falei|disse|respondi|perguntei)|de novo a mesma|voce nao (le|leu|responde|respondeu)|nao respondeu)\b/;
const sum = /\b(quanto|total|soma|somar|calcul\w*|parcel\w*|juros|por cento|dividid\w*)\b|%/;
const question =
  /\b(qual|quais|quanto|quantos|quantas|quando|onde|como|por que|porque|quem|posso|tem como)\b/g;

/**
 * The cheap model unless a rule speaks for the strong one, the first rule that does in this order: near the ceiling always cheap;
 * the cheap one failed; back from people; two rounds of tools; a contact who was not understood or repeats themselves; a
 * complaint; a negotiation; a calculation with two numbers; three questions; 600 letters.
 */
export function chooseModel(difficulty: Difficulty): ModelChoice {
  const { before = [], handedBack, toolRounds = 0, cheapFailed, spent = 0 } = difficulty;
  if (spent >= savingFrom) return { tier: "cheap", reason: "saving" };
  const said = difficulty.said.map((one) => one.slice(0, readFrom));
  const words = fold(said.join("\n"));
  const rules: [ChoiceReason, boolean][] = [
    ["cheap-failed", cheapFailed === true],
    ["handed-back", handedBack === true],
    ["tool-rounds", toolRounds >= manyRounds],
    ["not-understood", notUnderstood.test(words) || repeats(said, before)],
    ["complaint", complaint.test(words)],
    ["negotiation", negotiation.test(words)],
    ["calculation", sum.test(words) && (words.match(/\d+/g) ?? []).length >= 2],
    ["many-questions", questionsIn(said) >= manyQuestions],
    ["long", said.join("").length > longFrom],
  ];
  const [reason] = rules.find(([, holds]) => holds) ?? ["plain" as const];
  return { tier: reason === "plain" ? "cheap" : "strong", reason };
}

/** The same question again, which the last answers did not settle. A greeting or an "ok" may be said twice. */
function repeats(said: readonly string[], before: readonly string[]): boolean {
  const earlier = new Set(before.slice(-6).map(plain));
  return said.map(plain).some((one) => one.length >= 15 && earlier.has(one));
}

const plain = (text: string) => fold(text).replace(/ ?[?%$]+/g, "");

/** Marks count, and so do words that ask where nobody types marks. */
function questionsIn(said: readonly string[]): number {
  const marks = said.join(" ").match(/\?+/g)?.length ?? 0;
  return Math.max(
    marks,
    said.reduce((count, one) => count + (fold(one).match(question)?.length ?? 0), 0),
  );
}

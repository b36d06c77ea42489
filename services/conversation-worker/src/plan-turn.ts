import { buildPrompt, nextQuestion, type Prompt, recordAnswers, wantsPerson } from "@nova/conversation";
import type { ConversationClaim, ConversationTurn } from "@nova/supabase-client";
import type { Voice } from "./read-voice.ts";
import { wordsOf } from "./words-of.ts";

export type Granted = Extract<ConversationClaim, { kind: "granted" }>;
export type Turn = Extract<ConversationTurn, { kind: "turn" }>;
export type Asked = {
  kind: "ask";
  prompt: Prompt;
  /** What the contact says in this burst, and said before it; oldest first. */
  said: string[];
  before: string[];
  /** What people agreed on with the contact, if they had the conversation until now. */
  agreed?: string;
};
export type TurnPlan =
  | Asked
  | { kind: "hand-over"; reason: string }
  /** Nothing is left to answer: all of it was taken back. */
  | { kind: "nothing" };

/** Decides what becomes of a burst before any model is asked. Pure. */
export function planTurn(claim: Granted, turn: Turn, voice: Voice, now: Date): TurnPlan {
  const history = claim.messages.flatMap((message) => {
    const words = wordsOf(message);
    return words ? [{ ...words, turn: message.turn }] : [];
  });
  const isNew = (at: number | null) => at !== null && at > claim.answered && at <= claim.through;
  const theirs = history.filter(({ from }) => from === "contact");
  const said = theirs.filter((one) => isNew(one.turn)).map(({ text }) => text);
  const before = theirs.filter((one) => !isNew(one.turn)).map(({ text }) => text);
  if (said.length === 0) return { kind: "nothing" };
  if (said.some((text) => wantsPerson(text) || says(text, voice.handOverWords)))
    return { kind: "hand-over", reason: "asked" };

  const agreed = turn.handedBack ? (peopleSaid(history) ?? claim.summary) : claim.summary;
  const { qualification, prompt: tenantPrompt, language, timeZone } = voice;
  const known = qualification && recordAnswers(qualification, {}, turn.lead).fields;
  const question = qualification && nextQuestion(qualification, known ?? {});
  const prompt = buildPrompt({
    tenantPrompt,
    language,
    history,
    contact: { ...(turn.contactName && { name: turn.contactName }), fields: turn.lead },
    ...(agreed && { agreed }),
    ...(question && { nextQuestion: question.ask }),
    localTime: new Intl.DateTimeFormat("pt-BR", { timeZone, dateStyle: "full", timeStyle: "short" }).format(
      now,
    ),
  });
  return { kind: "ask", prompt, said, before, ...(turn.handedBack && agreed && { agreed }) };
}

/** What people wrote since the bot last spoke: it stays known when it is too long ago to be read again. */
function peopleSaid(history: readonly { from: string; text: string }[]): string | undefined {
  const since = history.slice(history.findLastIndex(({ from }) => from === "bot") + 1);
  const text = since
    .filter(({ from }) => from === "person")
    .map((one) => one.text)
    .join("\n");
  return text === "" ? undefined : text.slice(-2_000).toWellFormed();
}

/** Whole words, however they are accented or spelt in size. */
function says(text: string, words: readonly string[]): boolean {
  const said = ` ${plain(text)} `;
  return words.some((word) => plain(word) !== "" && said.includes(` ${plain(word)} `));
}

function plain(text: string): string {
  return text
    .slice(0, 4_000)
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
}

import { type Event, type State, transitions } from "./transitions.ts";

/** A conversation as its rules see it. `said` and `answered` count the contact's messages: the second never passes the first. */
export type Conversation = { state: State; epoch: number; said: number; answered: number };

/** Where it goes on an event; the same object when the event changes nothing. */
export function step(conversation: Conversation, event: Event): Conversation {
  const { state, epoch, said, answered } = conversation;
  const next = transitions[state][event];
  if (!next) return conversation;
  return {
    state: next.to,
    epoch: next.epoch === "new" ? epoch + 1 : epoch,
    said: event === "inbound" ? said + 1 : said,
    // A person's reply answers all that was said; so does the end of the conversation, which leaves nothing due.
    answered: event === "human-reply" || next.to === "closed" ? said : answered,
  };
}

/**
 * The bot's answer to everything up to `through`, written while it owned the conversation in `epoch`. Undefined: it lost the
 * conversation meanwhile or somebody else has answered, so it may not be sent.
 */
export function answer(
  conversation: Conversation,
  { epoch, through }: { epoch: number; through: number },
): Conversation | undefined {
  const mayAnswer =
    conversation.state === "bot" && conversation.epoch === epoch && through > conversation.answered;
  return mayAnswer && through <= conversation.said ? { ...conversation, answered: through } : undefined;
}

/** Whether the bot has something to answer. */
export function isDue({ state, said, answered }: Conversation): boolean {
  return state === "bot" && said > answered;
}

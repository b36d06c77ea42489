export const states = ["bot", "waiting", "human", "closed"] as const;
/** `waiting`: handed over, and nobody has taken it yet. */
export type State = (typeof states)[number];

export const events = [
  "inbound",
  "hand-over",
  "take-over",
  "human-reply",
  "hand-back",
  "silence",
  "close",
  "opt-out",
] as const;
/** What may happen to a conversation. `silence`: people have had it for as long as the tenant allows, and said nothing. */
export type Event = (typeof events)[number];

/** Where an event leads. With a `new` epoch everything that was written for the old owner and has not left is void. */
export type Step = { to: State; epoch: "kept" | "new" };

/**
 * Every transition there is; what is not named changes nothing. `app.conversation_step` in SQL is this very table, and a test
 * holds one against the other.
 */
export const transitions: Record<State, Partial<Record<Event, Step>>> = {
  bot: {
    inbound: { to: "bot", epoch: "kept" },
    "hand-over": { to: "waiting", epoch: "new" },
    "take-over": { to: "human", epoch: "new" },
    "human-reply": { to: "human", epoch: "new" },
    close: { to: "closed", epoch: "new" },
    "opt-out": { to: "closed", epoch: "new" },
  },
  waiting: {
    inbound: { to: "waiting", epoch: "kept" },
    "take-over": { to: "human", epoch: "new" },
    "human-reply": { to: "human", epoch: "new" },
    "hand-back": { to: "bot", epoch: "new" },
    close: { to: "closed", epoch: "new" },
    "opt-out": { to: "closed", epoch: "new" },
  },
  human: {
    inbound: { to: "human", epoch: "kept" },
    // Another attendant: what the first one's command still had to say is not said in the second one's name.
    "take-over": { to: "human", epoch: "new" },
    "human-reply": { to: "human", epoch: "kept" },
    "hand-back": { to: "bot", epoch: "new" },
    silence: { to: "bot", epoch: "new" },
    close: { to: "closed", epoch: "new" },
    "opt-out": { to: "closed", epoch: "new" },
  },
  closed: {
    inbound: { to: "bot", epoch: "new" },
    "take-over": { to: "human", epoch: "new" },
    "human-reply": { to: "human", epoch: "new" },
  },
};

/** Who answers in this state; nobody has to when it is closed. */
export function ownerOf(state: State): "bot" | "people" | undefined {
  if (state === "bot") return "bot";
  return state === "closed" ? undefined : "people";
}

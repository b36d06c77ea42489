export { answerDueAt, type Debounce, usualDebounce } from "./debounce.ts";
export { type SplitBudget, splitReply, usualBudget } from "./split-reply.ts";
export { answer, type Conversation, isDue, step } from "./step.ts";
export { type Event, events, ownerOf, type State, type Step, states, transitions } from "./transitions.ts";
export { wantsPerson } from "./wants-person.ts";

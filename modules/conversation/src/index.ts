export {
  buildPrompt,
  type Prompt,
  type PromptInput,
  type PromptMessage,
  promptVersion,
} from "./build-prompt.ts";
export {
  type ChoiceReason,
  chooseModel,
  type Difficulty,
  type ModelChoice,
  savingFrom,
} from "./choose-model.ts";
export { cleanText } from "./clean-text.ts";
export { answerDueAt, type Debounce, usualDebounce } from "./debounce.ts";
export {
  type LeadScore,
  type LeadStatus,
  leadTool,
  nextQuestion,
  recordAnswers,
  scoreLead,
} from "./lead-qualification.ts";
export { type ParsedAnswer, parseAnswer } from "./parse-answer.ts";
export type { AnswerLanguage } from "./prompt-parts.ts";
export { type LeadFields, type Qualification, type Question, qualificationSchema } from "./qualification.ts";
export { type SplitBudget, splitReply, usualBudget } from "./split-reply.ts";
export { answer, type Conversation, isDue, step } from "./step.ts";
export { type Event, events, ownerOf, type State, type Step, states, transitions } from "./transitions.ts";
export { wantsPerson } from "./wants-person.ts";

import { type ChatRequest, imagesOf, textOf } from "./chat-request.ts";
import { fold, type Rule } from "./script.ts";

/** A rule that answers, and what its pattern found in the user's words. */
export type Chosen = { rule: Rule; groups: string[] };

/** The first rule that fits the request and may be said in answer to it. */
export function chooseRule(
  rules: readonly Rule[],
  request: ChatRequest,
  isSpent: (rule: Rule) => boolean,
): Chosen | undefined {
  const facts = factsOf(request);
  for (const rule of rules) {
    if (isSpent(rule) || !mayCall(rule, request)) continue;
    const groups = fits(rule, facts);
    if (groups) return { rule, groups };
  }
  return undefined;
}

/** What a prompt puts before somebody's words, and is not said by them: facts in sections, where a text came from. */
const sections = /<(\w+)>[\s\S]*?<\/\1>\s*|^\s*\[[^\]\n]{1,60}\]\s*/gm;

type Facts = ReturnType<typeof factsOf>;

function factsOf({ model, messages, tools, response_format }: ChatRequest) {
  const users = messages.filter(({ role }) => role === "user");
  const last = messages.at(-1);
  const said = users.at(-1);
  const caller =
    last?.role === "tool"
      ? messages
          .flatMap((one) => (one.role === "assistant" ? (one.tool_calls ?? []) : []))
          .find(({ id }) => id === last.tool_call_id)
      : undefined;
  return {
    model,
    original: said ? textOf(said).replace(sections, "") : "",
    all: messages.map(textOf).join("\n"),
    system: fold(
      messages
        .filter(({ role }) => role === "system" || role === "developer")
        .map(textOf)
        .join("\n"),
    ),
    turn: users.length,
    hasImage: said !== undefined && imagesOf(said).length > 0,
    tools: (tools ?? []).map((one) => one.function.name),
    // In the middle of a tool's round what the user said is answered already.
    answering: last?.role === "tool" ? (caller?.function.name ?? "") : undefined,
    schema: response_format?.type === "json_schema" ? response_format.json_schema.name : undefined,
  };
}

function fits({ when, toolCalls }: Rule, facts: Facts): string[] | null {
  if (when.model !== undefined && when.model !== facts.model) return null;
  if (when.tool !== undefined && !facts.tools.includes(when.tool)) return null;
  if (when.schema !== facts.schema) return null;
  if (when.image !== undefined && when.image !== facts.hasImage) return null;
  if (when.turn !== undefined && when.turn !== facts.turn) return null;
  // Another call would go round for ever.
  if (when.toolResult === undefined ? facts.answering && toolCalls : when.toolResult !== facts.answering)
    return null;
  if (when.system !== undefined && !new RegExp(when.system, "u").test(facts.system)) return null;
  const found = when.text === undefined ? [] : find(when.text, facts.original);
  return found && when.prompt !== undefined ? find(when.prompt, facts.all) : found;
}

/** What the groups of a pattern for folded text found, as it was written. */
function find(pattern: string, original: string): string[] | null {
  const letters = [...original];
  const folded = letters.map(fold);
  const origins = folded.flatMap((letter, index) => Array.from(letter, () => index));
  const found = new RegExp(pattern, "du").exec(folded.join(""));
  if (!found) return null;
  return (found.indices ?? []).map((place) => {
    if (place === undefined) return "";
    const [start, end] = place;
    const first = origins[start] ?? 0;
    return letters.slice(first, end > start ? (origins[end - 1] ?? first) + 1 : first).join("");
  });
}

/** A model calls only what it is offered, and nothing where it was told not to. */
function mayCall({ toolCalls }: Rule, { tools, tool_choice: choice }: ChatRequest): boolean {
  if (!toolCalls) return choice !== "required" && typeof choice !== "object";
  if (choice === "none") return false;
  const offered = (tools ?? []).map((one) => one.function.name);
  const named = typeof choice === "object" ? choice.function.name : undefined;
  return toolCalls.every(({ name }) => offered.includes(name) && (named === undefined || named === name));
}

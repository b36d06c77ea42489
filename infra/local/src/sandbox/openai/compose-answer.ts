import { type ChatRequest, countTokens, imagesOf } from "./chat-request.ts";
import { type Chosen, chooseRule } from "./choose-rule.ts";
import { sampleOfSchema } from "./sample-of-schema.ts";
import type { Rule, Script } from "./script.ts";

/** What the model says to one request. */
export type Composed = {
  rule: Rule | undefined;
  content: string | null;
  refusal: string | null;
  toolCalls: { name: string; arguments: string }[];
  finishReason: "stop" | "length" | "tool_calls" | "content_filter";
};

/** The answer that the script has for a request; without a rule, the plainest that its form allows. */
export function composeAnswer(
  script: Script,
  request: ChatRequest,
  isSpent: (rule: Rule) => boolean,
): Composed {
  const chosen = chooseRule(script.rules, request, isSpent);
  const answer = chosen ? byRule(chosen, request) : byDefault(script, request);
  return cut(answer, request.max_completion_tokens ?? request.max_tokens ?? null);
}

function byRule({ rule, groups }: Chosen, request: ChatRequest): Composed {
  const fill = (text: string) =>
    text.replace(/\{\{(\d)\}\}/g, (_whole, number: string) => groups[Number(number)] ?? "");
  const { content = rule.toolCalls || rule.refusal ? null : "" } = rule;
  const calls = (rule.toolCalls ?? []).map((one) => ({
    name: one.name,
    arguments: JSON.stringify(one.arguments, (_key, value: unknown) =>
      typeof value === "string" ? fill(value) : value,
    ),
  }));
  return {
    rule,
    content:
      typeof content === "string" ? inForm(fill(content), request) : content && JSON.stringify(content),
    refusal: rule.refusal ?? null,
    toolCalls: calls,
    finishReason: rule.finishReason ?? (calls.length > 0 ? "tool_calls" : "stop"),
  };
}

/** Who asked for a JSON object gets one. */
function inForm(text: string, { response_format: form }: ChatRequest): string {
  if (form?.type !== "json_object" || /^\s*\{/.test(text)) return text;
  return JSON.stringify({ answer: text });
}

function byDefault(script: Script, request: ChatRequest): Composed {
  const { tools = [], tool_choice: choice, response_format: form, messages } = request;
  const plain: Composed = {
    rule: undefined,
    content: null,
    refusal: null,
    toolCalls: [],
    finishReason: "stop",
  };
  const must = typeof choice === "object" ? choice.function.name : choice === "required" ? undefined : null;
  const forced =
    must === null ? undefined : tools.find((one) => must === undefined || one.function.name === must);
  if (forced) {
    const sample = sampleOfSchema(forced.function.parameters ?? { type: "object" });
    return {
      ...plain,
      toolCalls: [{ name: forced.function.name, arguments: JSON.stringify(sample) }],
      finishReason: "tool_calls",
    };
  }
  if (form?.type === "json_schema")
    return { ...plain, content: JSON.stringify(sampleOfSchema(form.json_schema.schema)) };
  const said = messages.findLast(({ role }) => role === "user");
  const text = said && imagesOf(said).length > 0 ? script.image : script.fallback;
  return { ...plain, content: inForm(text, request) };
}

/** A model that runs out of tokens stops in the middle of a word. */
function cut(answer: Composed, maxTokens: number | null): Composed {
  if (maxTokens === null || answer.content === null || countTokens(answer.content) <= maxTokens)
    return answer;
  return { ...answer, content: answer.content.slice(0, maxTokens * 4), finishReason: "length" };
}

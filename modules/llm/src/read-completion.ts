import * as z from "zod";
import { modelError } from "./model-error.ts";
import type { Completion, CompletionRequest, ToolCall, Usage } from "./port.ts";

const tokens = z.number().int().min(0);
const lettersPerToken = 3;

const completionSchema = z.object({
  model: z.string().min(1).optional().catch(undefined),
  choices: z
    .tuple([
      z.object({
        finish_reason: z.string().nullish(),
        message: z.object({
          content: z.string().nullish(),
          refusal: z.string().nullish(),
          tool_calls: z
            .array(
              z.object({
                id: z.string(),
                function: z.object({ name: z.string().min(1), arguments: z.string().default("{}") }),
              }),
            )
            .nullish(),
        }),
      }),
    ])
    .rest(z.unknown()),
  usage: z
    .object({
      prompt_tokens: tokens,
      completion_tokens: tokens,
      prompt_tokens_details: z.object({ cached_tokens: tokens.nullish() }).nullish().catch(undefined),
    })
    .nullish()
    .catch(undefined),
});

/** Reads a vendor's answer, of which more or less may be there than the types of its client say. */
export function readCompletion(
  body: unknown,
  request: CompletionRequest,
  requestId: string | undefined,
): Completion {
  const parsed = completionSchema.safeParse(body);
  if (!parsed.success) throw modelError("llm.unreadable_answer", { requestId });
  const [{ message, finish_reason: finish }] = parsed.data.choices;
  const calls = (message.tool_calls ?? []).map(readCall);
  const text = message.content ?? "";
  const usage = usageOf(parsed.data.usage, request, text);
  if (finish === "content_filter") throw modelError("llm.content_filtered", { requestId, ...usage });
  const refusal = text === "" && message.refusal ? message.refusal : undefined;
  return {
    text: refusal ?? text,
    toolCalls: calls,
    finishReason:
      refusal !== undefined
        ? "refusal"
        : finish === "length"
          ? "length"
          : calls.length > 0
            ? "tool_calls"
            : "stop",
    usage,
    model: parsed.data.model ?? request.model,
    requestId,
  };
}

/** Some vendors leave a call's id empty; the answer to it needs one. */
function readCall(
  { id, function: called }: { id: string; function: { name: string; arguments: string } },
  index: number,
): ToolCall {
  return {
    id: id || `call_${index}`,
    name: called.name,
    arguments: readArguments(called.arguments),
    rawArguments: called.arguments,
  };
}

function readArguments(text: string): Record<string, unknown> | undefined {
  try {
    return z.record(z.string(), z.unknown()).safeParse(JSON.parse(text === "" ? "{}" : text)).data;
  } catch {
    return undefined;
  }
}

function usageOf(
  given: z.infer<typeof completionSchema>["usage"],
  request: CompletionRequest,
  text: string,
): Usage {
  if (given) {
    const cachedTokens = given.prompt_tokens_details?.cached_tokens ?? 0;
    return {
      promptTokens: given.prompt_tokens,
      completionTokens: given.completion_tokens,
      ...(cachedTokens > 0 && { cachedTokens }),
    };
  }
  const said = request.messages.reduce(
    (sum, one) => sum + ("text" in one ? one.text.length : one.content.length),
    request.system.length,
  );
  return estimate(said, text.length);
}

/** A guess from the number of letters, on the dear side. */
export function estimate(prompt: number, completion: number): Usage {
  const promptTokens = Math.ceil(prompt / lettersPerToken);
  return { promptTokens, completionTokens: Math.ceil(completion / lettersPerToken), estimated: true };
}

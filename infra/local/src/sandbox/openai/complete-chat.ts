import { randomBytes } from "node:crypto";
import type { SandboxCore } from "../core.ts";
import { type Exchange, jsonBody, type Reply } from "../http/exchange.ts";
import { type Completion, streamedCompletion, usageOf, wholeCompletion } from "./chat-reply.ts";
import { type ChatRequest, chatRequestSchema, promptTokens } from "./chat-request.ts";
import { chatRefusal } from "./check-chat.ts";
import { composeAnswer } from "./compose-answer.ts";
import type { ModelState } from "./model-state.ts";
import { badOpenAiRequest, contextTooLong, namedRefusal } from "./openai-errors.ts";
import type { Serve } from "./openai-routes.ts";

const CONTEXT_TOKENS = 128_000;

/** `POST /chat/completions`: the script's answer, whole or as a stream. */
export function createCompleteChat(core: SandboxCore, state: ModelState, serve: Serve) {
  function accept(request: ChatRequest): Reply {
    const tokens = promptTokens(request);
    if (tokens > CONTEXT_TOKENS) return contextTooLong(CONTEXT_TOKENS, tokens);
    const composed = composeAnswer(state.script(), request, state.isSpent);
    const { rule } = composed;
    if (rule) state.use(rule);
    const completion: Completion = {
      id: `chatcmpl-${randomBytes(14).toString("hex")}`,
      created: Math.floor(core.now() / 1_000),
      model: request.model,
      promptTokens: tokens,
      composed,
      callIds: composed.toolCalls.map(() => `call_${randomBytes(12).toString("hex")}`),
    };
    state.keep({
      at: new Date(core.now()).toISOString(),
      route: "chat/completions",
      model: request.model,
      rule: rule?.name ?? null,
      promptTokens: tokens,
      completionTokens: usageOf(completion).completion_tokens,
      request,
    });
    if (rule?.error !== undefined) return namedRefusal(rule.error, undefined, undefined);
    if (!request.stream) return wholeCompletion(completion);
    const events = streamedCompletion(completion, request.stream_options?.include_usage ?? false, {
      chunkMs: rule?.chunkMs ?? 0,
      stopAfterChunks: rule?.stopAfterChunks,
      stopped: core.stopped,
    });
    return { status: 200, events };
  }

  return async function completeChat(exchange: Exchange): Promise<Reply> {
    const body = jsonBody(exchange);
    if (body === undefined) return unreadable();
    const parsed = chatRequestSchema.safeParse(body);
    if (!parsed.success) {
      const [issue] = parsed.error.issues;
      const path = (issue?.path ?? []).map((key) => (typeof key === "number" ? `[${key}]` : String(key)));
      return badOpenAiRequest(`Invalid value for '${path.join(".")}': ${issue?.message}.`, path.join("."));
    }
    const request = parsed.data;
    return chatRefusal(request) ?? serve(request.model, () => accept(request));
  };
}

/** A body that is no JSON. */
export function unreadable(): Reply {
  return badOpenAiRequest(
    "We could not parse the JSON body of your request. (HINT: This likely means you aren't using your HTTP library correctly. The OpenAI API expects a JSON payload, but what was sent was not valid JSON.)",
  );
}

import { setTimeout as wait } from "node:timers/promises";
import type { Reply } from "../http/exchange.ts";
import { countTokens } from "./chat-request.ts";
import type { Composed } from "./compose-answer.ts";

/** One completion: what is said, under which id, and what it cost. */
export type Completion = {
  id: string;
  created: number;
  model: string;
  promptTokens: number;
  composed: Composed;
  callIds: string[];
};

const fingerprint = "fp_sandbox";

/** The tokens of a completion, in all of the vendor's fields. */
export function usageOf({ promptTokens, composed }: Completion) {
  const { content, refusal, toolCalls } = composed;
  const completionTokens =
    countTokens(content ?? "") +
    countTokens(refusal ?? "") +
    toolCalls.reduce((sum, one) => sum + countTokens(one.name) + countTokens(one.arguments), 0);
  return {
    prompt_tokens: promptTokens,
    completion_tokens: completionTokens,
    total_tokens: promptTokens + completionTokens,
    prompt_tokens_details: { cached_tokens: 0, audio_tokens: 0 },
    completion_tokens_details: {
      reasoning_tokens: 0,
      audio_tokens: 0,
      accepted_prediction_tokens: 0,
      rejected_prediction_tokens: 0,
    },
  };
}

/** The whole answer at once. */
export function wholeCompletion(completion: Completion): Reply {
  const { id, created, model, composed } = completion;
  const calls = callsOf(completion);
  return {
    status: 200,
    json: {
      id,
      object: "chat.completion",
      created,
      model,
      choices: [
        {
          index: 0,
          message: {
            role: "assistant",
            content: composed.content,
            refusal: composed.refusal,
            annotations: [],
            ...(calls.length > 0 && { tool_calls: calls }),
          },
          logprobs: null,
          finish_reason: composed.finishReason,
        },
      ],
      usage: usageOf(completion),
      service_tier: "default",
      system_fingerprint: fingerprint,
    },
  };
}

type Pace = { chunkMs: number; stopAfterChunks: number | undefined; stopped: AbortSignal };

/** The answer in pieces, as server-sent events; `undefined` breaks the connection. */
export async function* streamedCompletion(
  completion: Completion,
  withUsage: boolean,
  { chunkMs, stopAfterChunks, stopped }: Pace,
): AsyncGenerator<string | undefined> {
  const { id, created, model, composed } = completion;
  const event = (choices: object[], usage?: object | null) => {
    const fixed = { id, object: "chat.completion.chunk", created, model, system_fingerprint: fingerprint };
    return `data: ${JSON.stringify({ ...fixed, choices, ...(withUsage && { usage: usage ?? null }) })}\n\n`;
  };
  const choice = (delta: object, finish: string | null = null) =>
    event([{ index: 0, delta, logprobs: null, finish_reason: finish }]);

  let sent = 0;
  for (const delta of deltasOf(completion)) {
    if (chunkMs > 0) await wait(chunkMs, undefined, { signal: stopped, ref: false }).catch(() => {});
    if (stopAfterChunks !== undefined && sent++ >= stopAfterChunks) {
      yield undefined;
      return;
    }
    yield choice(delta);
  }
  yield choice({}, composed.finishReason);
  if (withUsage) yield event([], usageOf(completion));
  yield "data: [DONE]\n\n";
}

function deltasOf(completion: Completion): object[] {
  const { content, refusal } = completion.composed;
  const pieces = (text: string | null) => text?.match(/\s*\S+\s*/g) ?? [];
  const calls = callsOf(completion);
  return [
    { role: "assistant", content: calls.length > 0 ? null : "", refusal: null },
    ...pieces(content).map((piece) => ({ content: piece })),
    ...pieces(refusal).map((piece) => ({ refusal: piece })),
    ...calls.flatMap((call, index) => [
      { tool_calls: [{ ...call, index, function: { name: call.function.name, arguments: "" } }] },
      ...(call.function.arguments.match(/[\s\S]{1,8}/g) ?? []).map((piece) => ({
        tool_calls: [{ index, function: { arguments: piece } }],
      })),
    ]),
  ];
}

function callsOf({ composed, callIds }: Completion) {
  return composed.toolCalls.map((one, index) => ({
    id: callIds[index] ?? "",
    type: "function",
    function: one,
  }));
}

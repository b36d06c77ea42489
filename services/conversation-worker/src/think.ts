import { chooseModel, promptVersion } from "@nova/conversation";
import { AppError, attempt } from "@nova/error-handler";
import type { Completion, Model, ModelMessage } from "@nova/llm";
import type { KeptStep, StepUsage } from "@nova/supabase-client";
import * as z from "zod";
import type { Asked, Turn } from "./plan-turn.ts";
import { priceOf } from "./price-of.ts";
import type { Voice } from "./read-voice.ts";
import { type Done, toolsFor, useTool } from "./use-tools.ts";

export type Models = { cheap: string; strong: string };
type Step = { name: string; result: unknown; usage: StepUsage };
/** Keeps what a step gave, or gives back what is kept of it. */
export type Store = (step: Step) => Promise<KeptStep>;
type Ports = {
  model: Pick<Model, "complete">;
  models: Models;
  now: () => Date;
};
export type Thought =
  | { kind: "said"; text: string; done: Done; rounds: number; tier: string; why: string }
  | { kind: "ceiling" }
  | { kind: "lost" };
type Given = {
  asked: Asked;
  turn: Turn;
  voice: Voice;
  store: Store;
  signal: AbortSignal;
};

/** The last one may call no tool: a turn ends with words. */
const mostRounds = 4;
const maxTokens = 1_500;
const stepSchema = z.object({
  text: z.string(),
  finishReason: z.enum(["stop", "length", "tool_calls", "refusal"]),
  toolCalls: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      arguments: z.record(z.string(), z.unknown()).optional(),
      rawArguments: z.string(),
    }),
  ),
});

/**
 * Asks the model until it has words to say. Each answer is stored before the next question, so that whoever comes after a
 * crash goes on where this worker ended; nothing has an effect outside before the turn ends.
 */
export function createThink({ model, models, now }: Ports) {
  return async function think({ asked, turn, voice, store, signal }: Given): Promise<Thought> {
    const { prompt, said, before } = asked;
    const ceiling = voice.dailyCeilingUsd * 1_000_000;
    const tools = toolsFor(voice.qualification);
    const messages: ModelMessage[] = [...prompt.messages];
    let spentMicros = turn.spentMicros;
    let done: Done = { lead: turn.lead, isFlawed: false };

    for (let round = 0; round < mostRounds; round++) {
      const name = `model-${round}`;
      const { tier, reason } = chooseModel({
        said,
        before,
        handedBack: turn.handedBack,
        toolRounds: round,
        cheapFailed: done.isFlawed,
        spent: ceiling > 0 ? spentMicros / ceiling : 1,
      });
      let step = stepSchema.safeParse(turn.steps[name]).data;
      if (!step) {
        if (spentMicros >= ceiling) return { kind: "ceiling" };
        const asking = await attempt(() =>
          model.complete({
            model: (tier === "strong" ? voice.modelComplex : voice.model) ?? models[tier],
            system: prompt.system,
            messages,
            tools,
            toolChoice: round === mostRounds - 1 ? "none" : "auto",
            maxTokens,
            signal,
          }),
        );
        // People have been called for: the tenant's notice says so as well as the model would.
        if (!asking.ok && done.handOver)
          return { kind: "said", text: "", done, rounds: round, tier, why: reason };
        if (!asking.ok) throw asking.error;
        const kept = await store(stepOf(name, asking.value, now()));
        if (kept.kind === "lost") return kept;
        spentMicros = kept.spentMicros;
        step = stepSchema.parse(kept.result);
      }
      const { text, toolCalls, finishReason } = step;
      if (toolCalls.length === 0) {
        const isWhole = text.trim() !== "" && finishReason !== "length";
        if (isWhole || done.handOver)
          return { kind: "said", text, done, rounds: round + 1, tier, why: reason };
        done = { ...done, isFlawed: true };
        continue;
      }
      const calls = toolCalls.map((call) => ({ ...call, arguments: call.arguments }));
      messages.push({ role: "assistant", text, toolCalls: calls });
      for (const call of calls) {
        const used = useTool(call, done, voice.qualification);
        done = used.done;
        messages.push({ role: "tool", callId: call.id, content: used.content });
      }
    }
    if (done.handOver)
      return { kind: "said", text: "", done, rounds: mostRounds, tier: "strong", why: "tool-rounds" };
    throw new AppError("conversation.no_answer", "the model found no words", { retry: "unknown" });
  };
}

function stepOf(name: string, completion: Completion, at: Date): Step {
  const { text, toolCalls, finishReason, usage, model } = completion;
  return {
    name,
    result: { text: text.toWellFormed(), toolCalls, finishReason },
    usage: {
      promptVersion,
      model: model.slice(0, 120),
      promptTokens: usage.promptTokens,
      completionTokens: usage.completionTokens,
      costMicros: priceOf(model, usage, at),
    },
  };
}

import { AppError } from "@nova/error-handler";
import type { Completion, CompletionRequest } from "@nova/llm";
import type { Alert } from "@nova/notify";
import type { ConversationClaim, FinishedTurn, GivenUpTurn, TurnResult } from "@nova/supabase-client";
import { createAnswer } from "../src/answer.ts";
import type { Turn } from "../src/plan-turn.ts";
import { createThink } from "../src/think.ts";
import { conversationId, granted, later, message, now, sendIds, turnOf } from "./samples.ts";

type Call = { name: string; arguments: Record<string, unknown> };
export type Spoken = { text?: string; calls?: Call[]; finishReason?: Completion["finishReason"] } | AppError;

/** What a model says once. */
function completionOf(
  { text = "", calls = [], finishReason }: Exclude<Spoken, AppError>,
  model: string,
): Completion {
  return {
    text,
    toolCalls: calls.map((call, index) => ({
      ...call,
      id: `call-${index}`,
      rawArguments: JSON.stringify(call.arguments),
    })),
    finishReason: finishReason ?? (calls.length > 0 ? "tool_calls" : "stop"),
    usage: { promptTokens: 100, completionTokens: 10 },
    model,
    requestId: undefined,
  };
}

/** A worker among fakes: what it is told, what its model says in turn, and what became of all that. */
export function setUp(...spoken: Spoken[]) {
  const state: {
    claim: ConversationClaim;
    turn: Turn | { kind: "lost" };
    ended: FinishedTurn;
    givenUp: GivenUpTurn;
    isDraining: boolean;
    isCeilingNews: boolean;
    failures: Partial<Record<"claim" | "readTurn" | "storeStep" | "finish" | "publish", AppError[]>>;
  } = {
    claim: granted([message(1, "oi")]),
    turn: turnOf(),
    ended: { kind: "done", sendIds, wakeAt: null },
    givenUp: { kind: "retry", failures: 1, wakeAt: later },
    isDraining: false,
    isCeilingNews: true,
    failures: {},
  };
  const requests: CompletionRequest[] = [];
  const finished: { lease: string; through: number; result: TurnResult }[] = [];
  const claims: string[] = [];
  const givenUp: string[] = [];
  const stored: { name: string; costMicros: number }[] = [];
  const published: unknown[] = [];
  const told: Alert[] = [];
  const reported: string[] = [];
  const noted: Record<string, unknown> = {};
  let leases = 0;
  const mayFail = (name: keyof typeof state.failures) => {
    const failure = state.failures[name]?.shift();
    if (failure) throw failure;
  };

  const answer = createAnswer({
    conversations: {
      claim: async (_id, lease) => {
        claims.push(lease);
        mayFail("claim");
        return state.claim;
      },
      readTurn: async () => {
        mayFail("readTurn");
        return state.turn;
      },
      storeStep: async (_id, _lease, _through, { name, result, usage }) => {
        mayFail("storeStep");
        stored.push({ name, costMicros: usage.costMicros });
        return { kind: "kept", result, spentMicros: usage.costMicros };
      },
      finish: async (_id, lease, through, result) => {
        mayFail("finish");
        finished.push({ lease, through, result });
        return state.ended;
      },
      giveUp: async (_id, _lease, reason) => {
        givenUp.push(reason);
        return state.givenUp;
      },
      tellOfCeiling: async () => state.isCeilingNews,
    },
    publisher: {
      publish: async (topic, data) => {
        mayFail("publish");
        published.push([topic.name, data]);
        return "1";
      },
      publishAt: async (topic, datas, at) => void published.push([topic.name, datas, at.toISOString()]),
    },
    think: createThink({
      model: {
        complete: async (request) => {
          requests.push({ ...request, messages: [...request.messages] });
          const next = spoken.shift() ?? new AppError("llm.timeout", "", { retry: "unknown" });
          if (next instanceof AppError) throw next;
          return completionOf(next, request.model);
        },
      },
      models: { cheap: "gpt-4.1-mini", strong: "gpt-4.1" },
      now: () => now,
    }),
    notify: async (alert) => void told.push(alert),
    linkTo: (path) => `https://painel.example${path}`,
    reporter: {
      report: async (thrown) => {
        const error =
          thrown instanceof AppError
            ? thrown
            : new AppError("unexpected", String(thrown), { retry: "unknown" });
        reported.push(error.code);
        return error;
      },
    },
    newLeaseId: () => `lease-${++leases}`,
    now: () => now,
    pause: async () => {},
  });
  const context = {
    note: (fields: Record<string, unknown>) => void Object.assign(noted, fields),
    draining: () => state.isDraining,
  };
  return {
    answer: () => answer({ conversationId }, context),
    ...{ state, requests, finished, claims, givenUp, stored, published, told, reported, noted },
  };
}

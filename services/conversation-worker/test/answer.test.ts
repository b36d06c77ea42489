import { AppError } from "@nova/error-handler";
import { describe, expect, test } from "vitest";
import { setUp } from "./answer-setup.ts";
import {
  clientId,
  conversationId,
  granted,
  later,
  message,
  qualification,
  sendIds,
  turnOf,
} from "./samples.ts";

const lostAnswer = () => new AppError("database.unreachable", "", { retry: "unknown" });
const wakes = ["conversation-process", [{ conversationId }], later];
const firstSend = ["whatsapp-send", { sendId: sendIds[0] }];

describe("a wake", () => {
  test("is answered: one turn up to the last message, and the first of its sends published", async () => {
    const { answer, finished, published, noted, told } = setUp({ text: "Olá!" });
    await answer();
    expect(finished).toEqual([{ lease: "lease-1", through: 1, result: { bubbles: ["Olá!"] } }]);
    expect(published).toEqual([firstSend]);
    expect(noted).toMatchObject({
      conversationId,
      claim: "granted",
      outcome: "done",
      rounds: 1,
      tier: "cheap",
    });
    expect(told).toEqual([]);
  });

  test.each(["gone", "answered", "not-ours"] as const)(
    "of a conversation that is %s does nothing",
    async (kind) => {
      const { answer, state, published, requests } = setUp({ text: "Olá!" });
      state.claim = kind === "not-ours" ? { kind, state: "human" } : { kind };
      await answer();
      expect([published, requests]).toEqual([[], []]);
    },
  );

  test.each(["typing", "leased"] as const)(
    "that comes too early (%s) comes again at its time",
    async (reason) => {
      const { answer, state, published, requests } = setUp({ text: "Olá!" });
      state.claim = { kind: "wait", until: later, reason };
      await answer();
      expect([published, requests]).toEqual([[wakes], []]);
    },
  );

  test("whose claim's answer was lost asks again with the same lease", async () => {
    const { answer, state, claims, finished } = setUp({ text: "Olá!" });
    state.failures.claim = [lostAnswer(), lostAnswer()];
    await answer();
    expect(claims).toEqual(["lease-1", "lease-1", "lease-1"]);
    expect(finished).toHaveLength(1);
  });

  test("after SIGTERM claims nothing", async () => {
    const { answer, state, claims } = setUp({ text: "Olá!" });
    state.isDraining = true;
    await expect(answer()).rejects.toThrow(/stopping/);
    expect(claims).toEqual([]);
  });
});

describe("the end of a turn", () => {
  test("that something newer superseded says nothing and comes back when that is due", async () => {
    const { answer, state, published } = setUp({ text: "Olá!" });
    state.ended = { kind: "superseded", wakeAt: later };
    await answer();
    expect(published).toEqual([wakes]);
  });

  test("that lost its conversation to a person says nothing", async () => {
    const { answer, state, published, told } = setUp({ text: "Olá!" });
    state.ended = { kind: "lost", state: "human" };
    await answer();
    expect([published, told]).toEqual([[], []]);
  });

  test("with more to answer wakes the next turn", async () => {
    const { answer, state, published } = setUp({ text: "Olá!" });
    state.ended = { kind: "done", sendIds, wakeAt: later };
    await answer();
    expect(published).toEqual([firstSend, wakes]);
  });

  test("whose answer was lost is told again, the same", async () => {
    const { answer, state, finished } = setUp({ text: "Olá!" });
    state.failures.finish = [lostAnswer()];
    await answer();
    expect(finished).toMatchObject([{ lease: "lease-1", result: { bubbles: ["Olá!"] } }]);
  });

  test("stands though the queue is away: it is reported, and nothing is answered again", async () => {
    const { answer, state, reported, published } = setUp({ text: "Olá!" });
    state.ended = { kind: "done", sendIds, wakeAt: later };
    state.failures.publish = [new AppError("queue.unreachable", "", { retry: "safe" })];
    await answer();
    expect(reported).toEqual(["queue.unreachable"]);
    expect(published).toEqual([wakes]);
  });
});

describe("people", () => {
  test("get a contact who asks for one, with a notice, one alert, and no model asked", async () => {
    const { answer, state, requests, finished, told } = setUp();
    state.claim = granted([message(1, "quero falar com uma pessoa")]);
    await answer();
    expect(requests).toEqual([]);
    expect(finished[0]?.result).toEqual({
      bubbles: [expect.stringContaining("pessoa da nossa equipe")],
      handOver: { reason: "asked" },
    });
    expect(told).toMatchObject([
      { key: `hand-over:${conversationId}`, url: expect.stringContaining(conversationId) },
    ]);
  });

  test("read no word of the contact in an alert", async () => {
    const { answer, state, told } = setUp({
      calls: [
        { name: "hand_over", arguments: { reason: "complaint", summary: "Ana quer o dinheiro de volta." } },
      ],
    });
    state.claim = granted([message(1, "isso é um absurdo")]);
    await answer();
    expect(told).toHaveLength(1);
    expect(JSON.stringify(told)).not.toMatch(/Ana|dinheiro|absurdo/);
  });
});

describe("a model that fails", () => {
  test("is asked again in a later turn, and the contact hears nothing of it", async () => {
    const { answer, published, givenUp, told } = setUp(
      new AppError("llm.rate_limited", "", { retry: "safe" }),
    );
    await answer();
    expect([givenUp, published, told]).toEqual([["llm.rate_limited"], [wakes], []]);
  });

  test("for the third time hands over with a notice and one alert", async () => {
    const { answer, state, published, told } = setUp(new AppError("llm.timeout", "", { retry: "unknown" }));
    state.givenUp = { kind: "handed-over", sendIds };
    await answer();
    expect(published).toEqual([firstSend]);
    expect(told).toMatchObject([{ level: "error", key: `hand-over:${conversationId}` }]);
  });

  test("because of what was said hands over at once: another try would be refused as well", async () => {
    const { answer, finished, givenUp } = setUp(new AppError("llm.content_filtered", "", { retry: "never" }));
    await answer();
    expect(givenUp).toEqual([]);
    expect(finished[0]?.result).toMatchObject({ handOver: { reason: "llm.content_filtered" } });
  });

  test("because of our account is told to people at once", async () => {
    const { answer, told, givenUp } = setUp(
      new AppError("llm.no_credit", "Acabou o crédito.", { retry: "never" }),
    );
    await answer();
    expect(told).toMatchObject([{ key: "model-account:llm.no_credit" }]);
    expect(givenUp).toEqual(["llm.no_credit"]);
  });

  test("a database that is away is the queue's to repeat, and no failure of the turn's", async () => {
    const { answer, state, givenUp } = setUp({ text: "Olá!" });
    state.failures.storeStep = Array.from({ length: 9 }, lostAnswer);
    await expect(answer()).rejects.toMatchObject({ code: "database.unreachable" });
    expect(givenUp).toEqual([]);
  });
});

describe("the ceiling", () => {
  const spent = { spentMicros: 1_000_000 };
  test("once reached hands over without asking a model, and people are told once a day", async () => {
    const { answer, state, requests, finished, told } = setUp({ text: "Olá!" });
    state.turn = turnOf({ dailyCeilingUsd: 1 }, spent);
    await answer();
    expect(requests).toEqual([]);
    expect(finished[0]?.result).toMatchObject({
      bubbles: [expect.any(String)],
      handOver: { reason: "spend-ceiling" },
    });
    expect(told).toMatchObject([{ key: `spend-ceiling:${clientId}` }]);
    state.isCeilingNews = false;
    await answer();
    expect(told).toHaveLength(1);
  });

  test("of nothing asks no model at all", async () => {
    const { answer, state, requests } = setUp({ text: "Olá!" });
    state.turn = turnOf({ dailyCeilingUsd: 0 });
    await answer();
    expect(requests).toEqual([]);
  });

  test("stops a turn between two of its questions", async () => {
    const { answer, state, requests, finished } = setUp(
      { calls: [{ name: "save_lead", arguments: { answers: { nome: "Ana" } } }] },
      { text: "Olá!" },
    );
    state.turn = turnOf({ dailyCeilingUsd: 0.00005, qualification });
    await answer();
    expect(requests).toHaveLength(1);
    expect(finished[0]?.result.handOver).toEqual({ reason: "spend-ceiling" });
  });
});

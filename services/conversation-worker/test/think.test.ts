import { describe, expect, test } from "vitest";
import { setUp } from "./answer-setup.ts";
import { granted, message, qualification, turnOf } from "./samples.ts";

const handOver = (summary = "Quer um desconto.") => ({
  calls: [{ name: "hand_over", arguments: { reason: "cannot-help", summary } }],
});
const save = (answers: Record<string, unknown>) => ({
  calls: [{ name: "save_lead", arguments: { answers } }],
});

describe("tools", () => {
  test("hand over with the model's own words and its summary for people", async () => {
    const { answer, finished, requests } = setUp(handOver(), { text: "Já chamei a equipe." });
    await answer();
    expect(finished[0]?.result).toEqual({
      bubbles: ["Já chamei a equipe."],
      handOver: { reason: "cannot-help" },
      summary: "Quer um desconto.",
    });
    expect(requests[1]?.messages.at(-1)).toMatchObject({ role: "tool", callId: "call-0" });
  });

  test("hand over with the tenant's notice when the model says nothing more", async () => {
    const { answer, state, finished } = setUp(handOver(), { text: "" });
    state.turn = turnOf({ handOverNotice: "Um momento!" });
    await answer();
    expect(finished[0]?.result.bubbles).toEqual(["Um momento!"]);
  });

  test("keep what the contact answered, and whoever qualifies by it goes to people", async () => {
    const { answer, state, finished, told } = setUp(save({ nome: "Ana" }), { text: "Anotado!" });
    state.turn = turnOf({ qualification, handOverNotice: "Um momento!" });
    await answer();
    expect(finished[0]?.result).toEqual({
      bubbles: ["Anotado!", "Um momento!"],
      handOver: { reason: "qualified" },
      lead: { fields: { nome: "Ana" }, score: 10, status: "qualified" },
    });
    expect(told).toHaveLength(1);
  });

  test.each([
    ["the same answers", { nome: "Ana" }],
    ["another answer", { nome: "Ana Maria" }],
  ])("hand nobody over again for %s", async (_, answers) => {
    const { answer, state, finished } = setUp(save(answers), { text: "Anotado!" });
    state.turn = turnOf({ qualification }, { lead: { nome: "Ana" } });
    await answer();
    expect(finished[0]?.result.bubbles).toEqual(["Anotado!"]);
    expect(finished[0]?.result.handOver).toBeUndefined();
  });

  test("whose call for people was heard stand, though the model fails to say so", async () => {
    const { answer, finished, givenUp } = setUp(handOver());
    await answer();
    expect(givenUp).toEqual([]);
    expect(finished[0]?.result).toMatchObject({
      bubbles: [expect.any(String)],
      handOver: { reason: "cannot-help" },
    });
  });

  test("that nobody offers change nothing, and the strong model is asked next", async () => {
    const { answer, finished, requests } = setUp(
      { calls: [{ name: "send_money", arguments: {} }] },
      { text: "Olá!" },
    );
    await answer();
    expect(finished[0]?.result).toEqual({ bubbles: ["Olá!"] });
    expect(requests.map(({ model }) => model)).toEqual(["gpt-4.1-mini", "gpt-4.1"]);
  });

  test("may not be called for ever: the last question forbids it", async () => {
    const { answer, state, requests, givenUp } = setUp(
      ...Array.from({ length: 4 }, () => save({ nome: "Ana" })),
    );
    state.turn = turnOf({ qualification });
    await answer();
    expect(requests.map(({ toolChoice }) => toolChoice)).toEqual(["auto", "auto", "auto", "none"]);
    expect(givenUp).toEqual(["conversation.no_answer"]);
  });
});

describe("an answer", () => {
  test("that breaks off is asked for again, of the strong model", async () => {
    const { answer, finished, requests } = setUp(
      { text: "O curso cus", finishReason: "length" },
      { text: "R$ 497." },
    );
    await answer();
    expect(finished[0]?.result.bubbles).toEqual(["R$ 497."]);
    expect(requests[1]?.model).toBe("gpt-4.1");
  });

  test("is split within the tenant's budget, in order", async () => {
    const { answer, state, finished } = setUp({ text: "Um.\n\nDois.\n\nTrês." });
    state.turn = turnOf({ maxBubbles: 2 });
    await answer();
    expect(finished[0]?.result.bubbles).toHaveLength(2);
    expect(finished[0]?.result.bubbles.join("\n\n")).toBe("Um.\n\nDois.\n\nTrês.");
  });

  test("by a model of the tenant's own", async () => {
    const { answer, state, requests } = setUp({ text: "Olá!" });
    state.turn = turnOf({ model: "qwen" });
    await answer();
    expect(requests[0]?.model).toBe("qwen");
  });

  test("of a model whose price nobody knows costs as much as the dearest", async () => {
    const [known, unknown] = [setUp({ text: "Olá!" }), setUp({ text: "Olá!" })];
    unknown.state.turn = turnOf({ model: "qwen" });
    for (const one of [known, unknown]) await one.answer();
    expect(unknown.stored[0]?.costMicros).toBeGreaterThan(10 * (known.stored[0]?.costMicros ?? 0));
  });
});

describe("after a crash", () => {
  const said = {
    text: "",
    finishReason: "tool_calls",
    toolCalls: [
      { id: "c", name: "hand_over", arguments: { reason: "asked", summary: "s" }, rawArguments: "{}" },
    ],
  };

  test("a step that was made is not asked for again", async () => {
    const { answer, state, requests, stored, finished } = setUp({ text: "Já chamei." });
    state.turn = turnOf({}, { steps: { "model-0": said } });
    await answer();
    expect(requests).toHaveLength(1);
    expect(stored.map(({ name }) => name)).toEqual(["model-1"]);
    expect(finished[0]?.result).toMatchObject({ bubbles: ["Já chamei."], handOver: { reason: "asked" } });
  });

  test("a turn whose steps were all made asks nothing", async () => {
    const { answer, state, requests, finished } = setUp();
    state.turn = turnOf({}, { steps: { "model-0": { text: "Olá!", finishReason: "stop", toolCalls: [] } } });
    await answer();
    expect(requests).toEqual([]);
    expect(finished[0]?.result).toEqual({ bubbles: ["Olá!"] });
  });

  test("what was made is not paid for again though the ceiling is reached meanwhile", async () => {
    const { answer, state, finished } = setUp();
    const steps = { "model-0": { text: "Olá!", finishReason: "stop", toolCalls: [] } };
    state.turn = turnOf({ dailyCeilingUsd: 1 }, { steps, spentMicros: 2_000_000 });
    await answer();
    expect(finished[0]?.result).toEqual({ bubbles: ["Olá!"] });
  });
});

test("people's words are kept as what was agreed once the bot goes on", async () => {
  const { answer, state, finished } = setUp({ text: "Combinado!" });
  state.turn = turnOf({}, { handedBack: true });
  state.claim = granted([
    message(1, "Fechado por R$ 400", { author: "human", turn: null }),
    message(2, "e o link?"),
  ]);
  await answer();
  expect(finished[0]?.result).toEqual({ bubbles: ["Combinado!"], summary: "Fechado por R$ 400" });
});

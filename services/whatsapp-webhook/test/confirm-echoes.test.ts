import type { OpenAttempt, Outcome } from "@nova/supabase-client";
import type { MessageEvent } from "@nova/whatsapp";
import { expect, test } from "vitest";
import { createConfirmEchoes } from "../src/confirm-echoes.ts";
import { findEchoes } from "../src/plan-ingest.ts";
import { parsedSample } from "./samples.ts";

const said = "Olá Fernanda, sua matrícula foi confirmada.";
const attemptIds = ["5b1f0c84-8c52-4a7e-9f0f-6c1b0f2d3a01", "5b1f0c84-8c52-4a7e-9f0f-6c1b0f2d3a02"];

function open(index: number, body: string, change: Partial<OpenAttempt> = {}): OpenAttempt {
  return {
    attemptId: attemptIds[index] ?? "",
    senderId: "5b1f0c84-8c52-4a7e-9f0f-6c1b0f2d3a03",
    toValue: "5511900000011",
    variables: { name: "Fernanda" },
    content: { kind: "text", body },
    seed: 3,
    ...change,
  };
}

function setUp(attempts: OpenAttempt[]) {
  const asked: unknown[][] = [];
  const settled: [string, Outcome][] = [];
  const confirm = createConfirmEchoes({
    findOpenAttempts: async (...given) => {
      asked.push(given);
      return attempts;
    },
    settle: async (attemptId, outcome) => {
      settled.push([attemptId, outcome]);
      return { status: "sent", repeated: false };
    },
  });
  return {
    confirm: (path: string) => confirm("evolution", parsedSample(path)),
    confirmOf: (echo: MessageEvent) =>
      confirm("evolution", [{ sender: { instance: "loja-exemplo" }, events: [echo] }]),
    asked,
    settled,
  };
}
const confirmed = [[attemptIds[0], { kind: "sent", providerMessageId: "3EB027D9C51B12AFF90EFC" }]];

test.each<[string, OpenAttempt[], unknown[]]>([
  ["the one attempt that says the same is confirmed", [open(0, said)], confirmed],
  [
    "the text is compared as it was sent, with name and choice filled in",
    [open(0, "Olá {{name}}, sua {matrícula|matrícula} foi confirmada.")],
    confirmed,
  ],
  ["others with another text do not matter", [open(0, said), open(1, "Outra coisa")], confirmed],
  ["two that say the same are left to people", [open(0, said), open(1, said)], []],
  ["one that says something else is not confirmed", [open(0, `${said}!`)], []],
  ["without an open attempt nothing happens", [], []],
  [
    "a template has no text to compare",
    [open(0, said, { content: { kind: "meta", name: "m", body: said } })],
    [],
  ],
  [
    "one that cannot be rendered was never sent, and hides no other",
    [open(1, "{{nobody}}"), open(0, said)],
    confirmed,
  ],
])("%s", async (_promise, attempts, outcomes) => {
  const { confirm, settled } = setUp(attempts);
  await confirm("evolution/send-message");
  expect(settled).toEqual(outcomes);
});

test("it is looked for under both spellings of the number and the address it went to", async () => {
  const { confirmOf, asked } = setUp([]);
  await confirmOf({ ...sampleEcho(), phone: "5511987654321" });
  expect(asked).toEqual([
    ["evolution", "loja-exemplo", ["5511987654321", "551187654321", "5511900000011@s.whatsapp.net"]],
  ]);
});

test.each(["evolution/from-me", "evolution/conversation", "meta/text", "meta/status-sent"])(
  "%s is no echo: nothing is looked for",
  async (path) => {
    const { confirm, asked } = setUp([open(0, said)]);
    await confirm(path);
    expect(asked).toEqual([]);
  },
);

test("an echo without a text is not compared", async () => {
  const { confirmOf, asked } = setUp([open(0, said)]);
  const { text: _, ...silent } = sampleEcho();
  await confirmOf(silent);
  expect(asked).toEqual([]);
});

test("an echo of an address that says nothing is left alone", async () => {
  const { confirmOf, asked } = setUp([open(0, said)]);
  const { replyAddress: _, ...nowhere } = sampleEcho();
  await confirmOf({ ...nowhere, phone: null });
  expect(asked).toEqual([]);
});

function sampleEcho(): MessageEvent {
  const [found] = findEchoes(parsedSample("evolution/send-message"));
  if (!found) throw new Error("the sample is no echo");
  return found.echo;
}

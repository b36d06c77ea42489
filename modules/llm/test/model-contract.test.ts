import { beforeEach, expect, test } from "vitest";
import { createModel } from "../src/index.ts";
import { describeContract } from "./model-contract.ts";
import { useSandbox } from "./sandbox-model.ts";

const sandbox = useSandbox();
beforeEach(() =>
  sandbox.script(
    { when: { toolResult: "buscar_cep" }, content: "É a Praça da Sé." },
    {
      when: { text: "cep (\\S+?)\\?", tool: "buscar_cep" },
      toolCalls: [{ name: "buscar_cep", arguments: { cep: "{{1}}" } }],
    },
    { when: { schema: "nota" }, content: { nota: 9 } },
    { when: { text: "ola" }, content: "Olá!" },
  ),
);

describeContract({
  name: "sandbox",
  model: () => sandbox.model(),
  chat: "cheap",
  transcription: "gpt-4o-mini-transcribe",
  embedding: "text-embedding-3-small",
});

const { OPENAI_API_KEY: apiKey, OPENAI_BASE_URL: baseURL = "https://api.openai.com/v1" } = process.env;
if (apiKey)
  describeContract({
    name: "the real endpoint",
    model: () => createModel({ apiKey, baseURL }),
    chat: process.env.LLM_MODEL ?? "gpt-4.1-mini",
    // Not every vendor has them: named only where they are there.
    transcription: process.env.LLM_MODEL_TRANSCRIPTION,
    embedding: process.env.LLM_MODEL_EMBEDDING,
  });

test("what is asked arrives as it was meant: roles, pictures, answers of tools", async () => {
  const call = { id: "c1", name: "f", arguments: { a: 1 }, rawArguments: '{"a":1}' };
  await sandbox.model().complete({
    model: "cheap",
    system: "regras",
    messages: [
      {
        role: "user",
        text: "veja",
        pictures: [{ bytes: new Uint8Array([1, 2, 3]), mimeType: "image/jpeg" }],
      },
      { role: "assistant", text: "", toolCalls: [call] },
      { role: "tool", callId: "c1", content: "{}" },
    ],
  });
  expect((await sandbox.lastRequest()).messages).toEqual([
    { role: "system", content: "regras" },
    {
      role: "user",
      content: [
        { type: "text", text: "veja" },
        { type: "image_url", image_url: { url: "data:image/jpeg;base64,AQID", detail: "auto" } },
      ],
    },
    {
      role: "assistant",
      content: null,
      tool_calls: [{ id: "c1", type: "function", function: { name: "f", arguments: '{"a":1}' } }],
    },
    { role: "tool", tool_call_id: "c1", content: "{}" },
  ]);
});

test("a voice note keeps its words, whatever WhatsApp calls its type", async () => {
  const bytes = Buffer.from("OggS nova-transcript:Quanto custa a mentoria?");
  const said = await sandbox
    .model()
    .transcribe({ model: "gpt-4o-mini-transcribe", bytes, mimeType: "audio/ogg; codecs=opus" });
  expect(said.text).toBe("Quanto custa a mentoria?");
  expect((await sandbox.lastRequest()).file).toBe("voice.ogg");
});

test("an answer that ran out of tokens, and a refusal, say so", async () => {
  await sandbox.script({ when: { text: "longo" }, content: "x".repeat(400) }, { refusal: "Não posso." });
  const ask = (text: string) =>
    sandbox
      .model()
      .complete({ model: "cheap", system: "", messages: [{ role: "user", text }], maxTokens: 5 });
  expect((await ask("longo")).finishReason).toBe("length");
  expect(await ask("outro")).toMatchObject({ finishReason: "refusal", text: "Não posso." });
});

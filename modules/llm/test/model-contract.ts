import { expect, test } from "vitest";
import type { Model, ModelMessage, Tool } from "../src/index.ts";

/** A vendor to hold to the contract; a name that is missing leaves out what needs it. */
export type Vendor = {
  name: string;
  model: () => Model;
  chat: string;
  transcription?: string | undefined;
  embedding?: string | undefined;
};

const system = "Você é um assistente de testes. Responda em português, com poucas palavras.";
const cep: Tool = {
  name: "buscar_cep",
  description: "Diz o endereço de um CEP. Use sempre que perguntarem por um CEP.",
  parameters: {
    type: "object",
    properties: { cep: { type: "string" } },
    required: ["cep"],
    additionalProperties: false,
  },
  strict: true,
};
/** A white pixel. */
const picture = {
  mimeType: "image/png",
  bytes: Buffer.from(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGP4////fwAJ+wP9KobjigAAAABJRU5ErkJggg==",
    "base64",
  ),
};

/** What every vendor has to do, whatever its models say. */
export function describeContract({ name, model, chat, transcription, embedding }: Vendor): void {
  test(`${name}: a question is answered, with its tokens and its id`, async () => {
    const said = await model().complete({
      model: chat,
      system,
      messages: [{ role: "user", text: "Diga olá." }],
      maxTokens: 200,
    });
    expect(said.text.length).toBeGreaterThan(0);
    expect(said).toMatchObject({ toolCalls: [], finishReason: "stop" });
    expect(said.usage.promptTokens).toBeGreaterThan(10);
    expect(said.usage.completionTokens).toBeGreaterThan(0);
    expect(said.model).not.toBe("");
  });

  test(`${name}: a tool is called, and what it says is used`, async () => {
    const messages: ModelMessage[] = [{ role: "user", text: "Que endereço tem o CEP 01001-000?" }];
    const asked = await model().complete({
      model: chat,
      system,
      messages,
      tools: [cep],
      toolChoice: "required",
    });
    expect(asked.finishReason).toBe("tool_calls");
    const [call] = asked.toolCalls;
    expect(call?.name).toBe("buscar_cep");
    expect(String(call?.arguments?.cep).replace(/\D/g, "")).toBe("01001000");
    messages.push(
      { role: "assistant", text: asked.text, toolCalls: asked.toolCalls },
      { role: "tool", callId: call?.id ?? "", content: '{"logradouro":"Praça da Sé"}' },
    );
    const told = await model().complete({ model: chat, system, messages, tools: [cep], toolChoice: "none" });
    expect(told.text).toContain("Sé");
  });

  test(`${name}: an answer follows its schema`, async () => {
    const { text } = await model().complete({
      model: chat,
      system,
      messages: [{ role: "user", text: "Nota de 0 a 10 para: adorei." }],
      responseFormat: {
        name: "nota",
        schema: {
          type: "object",
          properties: { nota: { type: "integer" } },
          required: ["nota"],
          additionalProperties: false,
        },
      },
    });
    expect(Number.isInteger(JSON.parse(text).nota)).toBe(true);
  });

  test(`${name}: a picture is described`, async () => {
    const instruction = "Descreva a imagem em uma frase.";
    const { text } = await model().describeImage({ model: chat, instruction, picture });
    expect(text.length).toBeGreaterThan(0);
  });

  test.skipIf(!transcription)(`${name}: a recording becomes text`, async () => {
    const bytes = tone();
    const said = await model().transcribe({ model: transcription ?? "", bytes, mimeType: "audio/wav" });
    expect(typeof said.text).toBe("string");
  });

  test.skipIf(!embedding)(`${name}: near texts have near vectors, in the order of the texts`, async () => {
    const texts = ["preço do curso", "horário de funcionamento", "Qual é o preço dos cursos?"];
    const { vectors, usage } = await model().embed({ model: embedding ?? "", texts });
    const [price, hours, asked] = vectors;
    expect(near(price, asked)).toBeGreaterThan(near(price, hours));
    expect(usage.promptTokens).toBeGreaterThan(0);
  });
}

function near(one: number[] = [], other: number[] = []): number {
  return one.reduce((sum, value, index) => sum + value * (other[index] ?? 0), 0);
}

/** A second of a tone, as a WAV file of 16 bits. */
function tone(): Buffer {
  const rate = 8_000;
  const data = Buffer.alloc(rate * 2);
  for (let at = 0; at < rate; at++) data.writeInt16LE(Math.round(Math.sin(at / 4) * 8_000), at * 2);
  const head = Buffer.alloc(44);
  head.write("RIFF", 0).toString();
  head.writeUInt32LE(36 + data.length, 4);
  head.write("WAVEfmt ", 8);
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(1, 22);
  head.writeUInt32LE(rate, 24);
  head.writeUInt32LE(rate * 2, 28);
  head.writeUInt16LE(2, 32);
  head.writeUInt16LE(16, 34);
  head.write("data", 36);
  head.writeUInt32LE(data.length, 40);
  return Buffer.concat([head, data]);
}

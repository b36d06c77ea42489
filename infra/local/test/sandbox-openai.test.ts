import { expect, test } from "vitest";
import { embedText } from "../src/sandbox/openai/embed-text.ts";
import { type Json, setUp } from "./sandbox-setup.ts";

const KEY = { authorization: "Bearer sk-sandbox" };
const tool = (name: string) => ({
  type: "function",
  function: { name, parameters: { type: "object", properties: { reason: { type: "string" } } } },
});
const user = (content: unknown) => ({ role: "user", content });

async function setUpModel(options: object = {}) {
  const all = await setUp({ openAiKey: "sk-sandbox", ...options });
  const post = (path: string, body: unknown, headers: Record<string, string> = KEY) =>
    all.call("POST", `/openai/v1/${path}`, body, headers);
  const chat = (body: object) => post("chat/completions", { model: "gpt-4.1-mini", ...body });
  const say = async (text: string, extra: object = {}): Promise<Json> =>
    (await chat({ messages: [user(text)], ...extra })).json.choices[0];
  const script = (body: object) => all.control("PUT", "model", body);
  return { ...all, post, chat, say, script };
}

test("the demo's attendant knows prices and hours, and asks before it sells", async () => {
  const { say } = await setUpModel();
  expect((await say("Quanto custa o curso?")).message.content).toContain("R$ 497,00");
  expect((await say("Que horas vocês fecham?")).message.content).toContain("9h às 18h");
  expect((await say("Quero comprar!")).message.content).toContain("qual é o seu nome");
});

test("who asks for a person is handed over where the tool is offered, and told so", async () => {
  const { chat, say } = await setUpModel();
  const messages: object[] = [user("Quero falar com uma pessoa")];
  const asked = (await chat({ messages, tools: [tool("hand_over")] })).json.choices[0];
  expect(asked.finish_reason).toBe("tool_calls");
  const [call] = asked.message.tool_calls;
  expect([call.function.name, JSON.parse(call.function.arguments).reason]).toEqual(["hand_over", "asked"]);
  messages.push(asked.message, { role: "tool", tool_call_id: call.id, content: "{}" });
  const told = (await chat({ messages, tools: [tool("hand_over")] })).json.choices[0];
  expect([told.finish_reason, told.message.tool_calls]).toEqual(["stop", undefined]);
  expect(told.message.content).toContain("pessoa da nossa equipe");
  expect((await say("Quero falar com uma pessoa")).finish_reason).toBe("stop");
});

test("a name is kept as it was written", async () => {
  const { say } = await setUpModel();
  const { message } = await say("Oi, me chamo Ângela", { tools: [tool("save_lead")] });
  expect(JSON.parse(message.tool_calls[0].function.arguments)).toEqual({ answers: { name: "Ângela" } });
});

test("sections of the prompt are not taken for words, and what was agreed on is known", async () => {
  const { say } = await setUpModel();
  const greeted = await say("<dados_do_contato>\nnome: Valor\n</dados_do_contato>\n[áudio transcrito] Olá");
  expect(greeted.message.content).toContain("Sou o assistente virtual");
  const agreed =
    "<resumo_do_atendimento>\nR$ 400 à vista até sexta\n</resumo_do_atendimento>\nO que ficou combinado?";
  expect((await say(agreed)).message.content).toContain("nossa equipe: R$ 400 à vista até sexta\n");
  expect((await say("O que ficou combinado?")).message.content).not.toContain("Estou de volta");
});

test("a script answers by its first rule that fits, and a spent rule answers no more", async () => {
  const { say, script, control } = await setUpModel();
  await script({
    rules: [
      { when: { text: "^oi$", turn: 1 }, times: 1, content: "primeira" },
      { when: { text: "^oi$" }, content: "outra" },
      { when: { schema: "lead" }, content: { score: 7 } },
    ],
    fallback: "nada",
  });
  const format = { type: "json_schema", json_schema: { name: "lead", schema: { type: "object" } } };
  const answers = [
    await say("Oi"),
    await say("OI"),
    await say("tchau"),
    await say("x", { response_format: format }),
  ];
  expect(answers.map(({ message }) => message.content)).toEqual(["primeira", "outra", "nada", '{"score":7}']);
  const { asked, calls } = (await control("GET", "model-calls")).json;
  expect([asked, calls[0].request.messages[0].content]).toEqual([4, "Oi"]);
  expect((await script({ rules: [{ when: { text: "(" }, content: "x" }] })).status).toBe(400);
});

test("a schema without a rule gets the plainest value that fits it", async () => {
  const { say } = await setUpModel();
  const schema = {
    type: "object",
    properties: { level: { enum: ["low", "high"] }, score: { type: "integer" }, tags: { type: "array" } },
  };
  const { message } = await say("x", {
    response_format: { type: "json_schema", json_schema: { name: "any", schema, strict: true } },
  });
  expect(JSON.parse(message.content)).toEqual({ level: "low", score: 0, tags: [] });
});

test("a tool that must be called is called, and none where none may be", async () => {
  const { say } = await setUpModel();
  const tools = [tool("hand_over")];
  const forced = await say("preço?", { tools, tool_choice: "required" });
  expect(forced.message.tool_calls[0].function).toEqual({ name: "hand_over", arguments: '{"reason":""}' });
  expect((await say("quero um atendente", { tools, tool_choice: "none" })).finish_reason).toBe("stop");
});

test("a stream says the same in pieces, with its usage and its end", async () => {
  const { chat, say } = await setUpModel();
  const { text, headers } = await chat({
    messages: [user("preço")],
    stream: true,
    stream_options: { include_usage: true },
  });
  expect(headers.get("content-type")).toContain("text/event-stream");
  const lines = text.split("\n\n").filter(Boolean);
  expect(lines.at(-1)).toBe("data: [DONE]");
  const chunks: Json[] = lines.slice(0, -1).map((line) => JSON.parse(line.slice("data: ".length)));
  const spoken = chunks.map(({ choices }) => choices[0]?.delta.content ?? "").join("");
  expect(spoken).toBe((await say("preço")).message.content);
  expect(chunks.at(-2).choices[0].finish_reason).toBe("stop");
  expect(chunks.at(-1)).toMatchObject({ choices: [], usage: { prompt_tokens: expect.any(Number) } });
});

test("a stream can be slow, and can break off", async () => {
  const { chat, script } = await setUpModel();
  await script({
    rules: [
      { when: { text: "quebra" }, content: "um dois três", stopAfterChunks: 2 },
      { content: "um dois três", chunkMs: 60 },
    ],
  });
  const start = performance.now();
  await chat({ messages: [user("devagar")], stream: true });
  expect(performance.now() - start).toBeGreaterThan(200);
  await expect(chat({ messages: [user("quebra")], stream: true })).rejects.toThrow();
});

test("tokens decide where an answer ends, and whether a prompt is read at all", async () => {
  const { say, chat } = await setUpModel();
  const short = await say("preço", { max_completion_tokens: 3 });
  expect([short.finish_reason, short.message.content]).toEqual(["length", "O curso comp"]);
  const long = await chat({ messages: [user("x".repeat(520_000))] });
  expect([long.status, long.json.error.code]).toEqual([400, "context_length_exceeded"]);
});

test.each([
  ["no key", {}, null],
  ["another key", { authorization: "Bearer sk-wrong" }, "invalid_api_key"],
])("%s is refused in the vendor's words", async (_what, headers, code) => {
  const { post } = await setUpModel();
  const { status, json } = await post("chat/completions", { model: "m", messages: [user("oi")] }, headers);
  expect([status, json.error.type, json.error.param, json.error.code]).toEqual([
    401,
    "invalid_request_error",
    null,
    code,
  ]);
});

const called = {
  role: "assistant",
  tool_calls: [{ id: "c1", type: "function", function: { name: "f", arguments: "{}" } }],
};
const seen = (url: string) => user([{ type: "image_url", image_url: { url } }]);

test.each([
  ["no messages", { messages: [] }],
  ["an answer to no call", { messages: [user("x"), { role: "tool", tool_call_id: "c1", content: "{}" }] }],
  ["a call without an answer", { messages: [called, user("e então?")] }],
  ["an image that is none", { messages: [seen("data:image/bmp;base64,AA==")] }],
  ["an option that a reasoning model lacks", { model: "o4-mini", messages: [user("x")], max_tokens: 9 }],
])("%s is a bad request", async (_what, body) => {
  const { chat } = await setUpModel();
  const { status, json } = await chat(body);
  expect([status, json.error.type]).toEqual([400, "invalid_request_error"]);
});

test("faults strike one model, in its vendor's words", async () => {
  const { chat, control, call } = await setUpModel({ openAiModels: ["gpt-4.1-mini", "gpt-4.1"] });
  const fail = async (fault: object) => {
    expect(
      (await control("POST", "faults", { provider: "openai", sender: "gpt-4.1-mini", times: 1, ...fault }))
        .status,
    ).toBe(201);
    const { status, headers, json } = await chat({ messages: [user("oi")] });
    return [status, json.error.code, headers.get("retry-after")];
  };
  expect(await fail({ kind: "throttle", retryAfterMs: 1_500 })).toEqual([429, "rate_limit_exceeded", "2"]);
  expect(await fail({ kind: "error", code: "insufficient_quota" })).toEqual([
    429,
    "insufficient_quota",
    null,
  ]);
  expect(await fail({ kind: "error", code: "content_filter" })).toEqual([400, "content_filter", null]);
  expect(await fail({ kind: "server-error", status: 500 })).toEqual([500, null, null]);
  await control("POST", "faults", {
    kind: "timeout-before",
    provider: "openai",
    sender: "gpt-4.1-mini",
    ms: 10,
  });
  await expect(chat({ messages: [user("oi")] })).rejects.toThrow();
  expect((await chat({ model: "gpt-4.1", messages: [user("oi")] })).status).toBe(200);
  expect((await chat({ model: "gpt-9", messages: [user("oi")] })).json.error.code).toBe("model_not_found");
  expect((await call("GET", "/openai/v1/models", undefined, KEY)).json.data).toHaveLength(2);
  expect(
    (await control("POST", "faults", { kind: "error", provider: "meta", code: "content_filter" })).status,
  ).toBe(400);
});

test("an answer that is lost was given all the same", async () => {
  const { chat, control } = await setUpModel();
  await control("POST", "faults", { kind: "timeout-after", provider: "openai", ms: 10, times: 1 });
  await expect(chat({ messages: [user("oi")] })).rejects.toThrow();
  expect((await control("GET", "model-calls")).json.asked).toBe(1);
});

test("texts that share words are near, others are not", () => {
  const near = (a: string, b: string) => {
    const [one, other] = [embedText(a, 1_536), embedText(b, 1_536)];
    return one.reduce((sum, value, index) => sum + value * (other[index] ?? 0), 0);
  };
  expect(near("preço do curso", "Qual é o preço dos cursos?")).toBeGreaterThan(0.5);
  expect(near("horário de atendimento", "Que horários vocês atendem?")).toBeGreaterThan(0.15);
  expect(near("preço do curso", "horário de atendimento")).toBeLessThan(0.1);
  expect(near("olá", "olá")).toBeCloseTo(1, 5);
});

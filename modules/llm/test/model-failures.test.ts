import { type AppError, attempt } from "@nova/error-handler";
import { expect, test } from "vitest";
import { faultOf, type Model, needsPeople } from "../src/index.ts";
import { startRawServer } from "./raw-server.ts";
import { KEY, useSandbox } from "./sandbox-model.ts";

const sandbox = useSandbox();
const words = "meu segredo é outro";
const oi = { model: "cheap", system: "s", messages: [{ role: "user" as const, text: words }] };

async function failureOf(
  model: Model,
  request: Partial<Parameters<Model["complete"]>[0]> = {},
): Promise<AppError> {
  const result = await attempt(() => model.complete({ ...oi, ...request }));
  if (result.ok) throw new Error("it did not fail");
  return result.error;
}
const described = (error: AppError) => [error.code, error.retry, faultOf(error)];

test.each([
  ["too fast", { kind: "throttle", retryAfterMs: 1_500 }, ["llm.rate_limited", "safe", "service"]],
  ["no credit", { kind: "error", code: "insufficient_quota" }, ["llm.no_credit", "never", "account"]],
  [
    "too long",
    { kind: "error", code: "context_length_exceeded" },
    ["llm.context_too_long", "never", "request"],
  ],
  ["filtered", { kind: "error", code: "content_filter" }, ["llm.content_filtered", "never", "request"]],
  ["another refusal", { kind: "error", code: "invalid_value" }, ["llm.rejected", "never", "request"]],
  ["broken", { kind: "server-error", status: 500 }, ["llm.server_error", "unknown", "service"]],
  ["overloaded", { kind: "server-error", status: 503 }, ["llm.overloaded", "safe", "service"]],
  ["redirected", { kind: "redirect" }, ["llm.redirected", "never", "account"]],
  ["reset", { kind: "reset" }, ["llm.connection_lost", "unknown", "service"]],
  ["garbled", { kind: "garbled" }, ["llm.unreadable_answer", "unknown", "service"]],
  [
    "an answer that is lost",
    { kind: "timeout-after", ms: 20 },
    ["llm.connection_lost", "unknown", "service"],
  ],
  ["silence", { kind: "timeout-before", ms: 5_000 }, ["llm.timeout", "unknown", "service"]],
])("%s has its own code, and one call is one request", async (_what, fault, expected) => {
  await sandbox.fault(fault);
  const error = await failureOf(sandbox.model({ timeoutMs: 700 }));
  expect(described(error)).toEqual(expected);
  expect(needsPeople(error)).toBe(expected[2] === "account");
  const written = JSON.stringify([error.message, error.context, String(error.cause), error.stack]);
  expect(written).not.toContain(words);
  expect(written).not.toContain(KEY);
});

test("nothing is tried again by the client", async () => {
  await sandbox.fault({ kind: "server-error", status: 500, times: 1 });
  const model = sandbox.model();
  expect((await failureOf(model)).code).toBe("llm.server_error");
  expect(await sandbox.asked()).toBe(0);
  await model.complete(oi);
  expect(await sandbox.asked()).toBe(1);
});

test("the wait that the vendor asks for is kept to the millisecond", async () => {
  await sandbox.fault({ kind: "throttle", retryAfterMs: 1_250 });
  expect((await failureOf(sandbox.model())).retryAfterMs).toBe(1_250);
});

test("a failure says where to look for it: status, the vendor's code and the request's id", async () => {
  await sandbox.fault({ kind: "error", code: "insufficient_quota" });
  const { context } = await failureOf(sandbox.model());
  expect(context).toMatchObject({
    httpStatus: 429,
    vendorCode: "insufficient_quota",
    requestId: expect.stringMatching(/^req_/),
  });
});

test("an answer that the filter cut off is a failure that tells what it cost", async () => {
  await sandbox.script({ content: "Começo da", finishReason: "content_filter" });
  const error = await failureOf(sandbox.model());
  expect(error.code).toBe("llm.content_filtered");
  expect(error.context.completionTokens).toBeGreaterThan(0);
});

test("a wrong key, an unknown model and a key that no header carries", async () => {
  const wrong = await failureOf(sandbox.model({ apiKey: "sk-another" }));
  expect(described(wrong)).toEqual(["llm.unauthorized", "never", "account"]);
  expect((await failureOf(sandbox.model(), { model: "absent" })).code).toBe("llm.unknown_model");
  const broken = await failureOf(sandbox.model({ apiKey: "sk-with\nbreak" }));
  expect(broken.code).toBe("llm.invalid_settings");
  expect(JSON.stringify([broken.message, broken.context])).not.toContain("sk-with");
});

test("who gave up is told apart from a model that is silent", async () => {
  await sandbox.fault({ kind: "timeout-before", ms: 5_000 });
  const controller = new AbortController();
  const asked = failureOf(sandbox.model(), { signal: controller.signal });
  setTimeout(() => controller.abort(), 50);
  expect((await asked).code).toBe("llm.aborted");
  expect((await failureOf(sandbox.model(), { signal: controller.signal })).code).toBe("llm.aborted");
});

test("a body that trickles ends with the call's time", async () => {
  const server = await startRawServer((response) => {
    response.writeHead(200, { "content-type": "application/json" });
    const timer = setInterval(() => response.write(" "), 20);
    response.on("close", () => clearInterval(timer));
  });
  expect((await failureOf(server.model({ timeoutMs: 200 }))).code).toBe("llm.timeout");
});

test("an address where nobody listens was certainly not reached", async () => {
  const server = await startRawServer(() => {});
  await server.close();
  expect(described(await failureOf(server.model()))).toEqual(["llm.unreachable", "safe", "service"]);
});

test.each([
  ["an empty object", "{}"],
  ["no choice", '{"choices":[]}'],
  ["null", "null"],
  ["half of an answer", '{"choices":[{"mess'],
  ["a call without a name", '{"choices":[{"message":{"tool_calls":[{"id":"a","function":{}}]}}]}'],
])("%s is an unreadable answer", async (_what, body) => {
  const server = await startRawServer((response) => {
    response.writeHead(200, { "content-type": "application/json" }).end(body);
  });
  expect((await failureOf(server.model())).code).toBe("llm.unreadable_answer");
});

test("a vendor that leaves out all that may be left out is read, and its tokens are guessed", async () => {
  const body = {
    choices: [
      {
        message: { tool_calls: [{ id: "", function: { name: "f", arguments: "not json" } }] },
        finish_reason: "stop",
      },
    ],
  };
  const server = await startRawServer((response) => {
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(body));
  });
  const read = await server.model().complete(oi);
  expect(read).toMatchObject({
    text: "",
    finishReason: "tool_calls",
    model: "cheap",
    usage: { estimated: true },
  });
  expect(read.toolCalls).toEqual([
    { id: "call_0", name: "f", arguments: undefined, rawArguments: "not json" },
  ]);
});

test("media that no model reads never leaves", async () => {
  const model = sandbox.model();
  const bytes = new Uint8Array([1]);
  const tries = [
    () => model.transcribe({ model: "gpt-4o-mini-transcribe", bytes, mimeType: "audio/amr" }),
    () =>
      model.transcribe({ model: "gpt-4o-mini-transcribe", bytes: new Uint8Array(), mimeType: "audio/ogg" }),
    () =>
      model.describeImage({ model: "cheap", instruction: "x", picture: { bytes, mimeType: "image/bmp" } }),
  ];
  for (const one of tries) {
    const result = await attempt<unknown>(one);
    expect(result.ok ? "answered" : result.error.code).toBe("llm.unsupported_media");
  }
  expect(await sandbox.asked()).toBe(0);
});

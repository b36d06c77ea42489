import { type AppError, attempt } from "@nova/error-handler";
import { expect, test } from "vitest";
import { createModelWithFallback } from "../src/index.ts";
import { useSandbox } from "./sandbox-model.ts";

const sandbox = useSandbox();

function setUp(options: { timeoutMs?: number } = {}) {
  const told: string[] = [];
  const model = createModelWithFallback({
    primary: sandbox.model(options),
    fallback: { vendor: sandbox.model(), model: "strong" },
    onFallback: ({ code }) => void told.push(code),
  });
  const ask = (signal?: AbortSignal) =>
    attempt(() =>
      model.complete({ model: "cheap", system: "s", messages: [{ role: "user", text: "oi" }], signal }),
    );
  return { model, ask, told };
}

test.each([
  ["throttled", { kind: "throttle" }, "llm.rate_limited"],
  ["without credit", { kind: "error", code: "insufficient_quota" }, "llm.no_credit"],
  ["broken", { kind: "server-error", status: 500 }, "llm.server_error"],
  ["silent", { kind: "timeout-before", ms: 5_000 }, "llm.timeout"],
])("a model that is %s is replaced by the second one, and the reason is told", async (_what, fault, code) => {
  await sandbox.fault({ sender: "cheap", ...fault });
  const { ask, told } = setUp({ timeoutMs: 400 });
  expect(await ask()).toMatchObject({ ok: true, value: { text: "Olá!", model: "strong" } });
  expect(told).toEqual([code]);
});

test.each(["context_length_exceeded", "content_filter", "invalid_value"])(
  "a request that is refused for %s is not sent to another",
  async (code) => {
    await sandbox.fault({ kind: "error", sender: "cheap", code });
    const { ask, told } = setUp();
    expect((await ask()).ok).toBe(false);
    expect([told, await sandbox.asked()]).toEqual([[], 0]);
  },
);

test("when both fail, the first one's reason counts, and either may make it worth another try", async () => {
  await sandbox.fault({ kind: "error", code: "insufficient_quota", sender: "cheap" });
  await sandbox.fault({ kind: "throttle", retryAfterMs: 1_500, sender: "strong" });
  const result = await setUp().ask();
  const error: AppError | undefined = result.ok ? undefined : result.error;
  expect([error?.code, error?.retry, error?.retryAfterMs]).toEqual(["llm.no_credit", "safe", 1_500]);
  expect(error?.context.fallbackCode).toBe("llm.rate_limited");
});

test("nobody is asked any more once the caller has given up", async () => {
  await sandbox.fault({ kind: "timeout-before", ms: 5_000, sender: "cheap" });
  const { ask, told } = setUp();
  const result = await ask(AbortSignal.timeout(60));
  expect(result.ok ? "answered" : result.error.code).toBe("llm.aborted");
  expect([told, await sandbox.asked()]).toEqual([[], 0]);
});

test("a model that works is asked alone", async () => {
  const { ask, told } = setUp();
  expect(await ask()).toMatchObject({ ok: true, value: { model: "cheap" } });
  expect([told, await sandbox.asked()]).toEqual([[], 1]);
});

import { describe, expect, test } from "vitest";
import { AppError, toAppError } from "../src/app-error.ts";
import { attempt } from "../src/result.ts";

test("an error says what happened, whether it may be tried again, and what it is about", () => {
  const cause = new Error("socket hang up");
  const error = new AppError("whatsapp.unreachable", "Não foi possível conectar.", {
    retry: "safe",
    context: { sendId: "s1" },
    cause,
    retryAfterMs: 10_000,
  });
  expect(error).toBeInstanceOf(Error);
  expect({ ...error }).toEqual({
    name: "AppError",
    code: "whatsapp.unreachable",
    retry: "safe",
    context: { sendId: "s1" },
    retryAfterMs: 10_000,
  });
  expect([error.message, error.cause]).toEqual(["Não foi possível conectar.", cause]);
});

test("without a context there is an empty one, and without a cause there is none", () => {
  const error = new AppError("a.b", "", { retry: "never" });
  expect([error.context, error.retryAfterMs, "cause" in error]).toEqual([{}, undefined, false]);
});

describe("anything that was thrown becomes one", () => {
  test("one of ours stays itself", () => {
    const error = new AppError("a.b", "", { retry: "safe" });
    expect(toAppError(error)).toBe(error);
  });

  test.each<[string, unknown, string]>([
    ["an error", new TypeError("fetch failed"), "fetch failed"],
    ["a text", "oops", "oops"],
    ["nothing", undefined, "undefined"],
    ["null", null, "null"],
    ["an object without a text of its own", Object.create(null), ""],
    ["an object", { code: 1 }, "[object Object]"],
    [
      "an object that cannot be written",
      {
        toString: () => {
          throw new Error("no");
        },
      },
      "",
    ],
    ["a symbol", Symbol("s"), "Symbol(s)"],
  ])("%s may have happened, since nobody classified it", (_what, thrown, message) => {
    const error = toAppError(thrown);
    expect(error).toMatchObject({ code: "unexpected.error", retry: "unknown" });
    expect(error.message).toContain(message);
    expect(error.cause).toBeInstanceOf(Error);
  });
});

describe("attempt", () => {
  test("gives the value of work that went well, at once or later", async () => {
    expect(await attempt(() => 1)).toEqual({ ok: true, value: 1 });
    expect(await attempt(async () => 2)).toEqual({ ok: true, value: 2 });
  });

  test.each<[string, () => unknown]>([
    [
      "throws",
      () => {
        throw new AppError("a.b", "", { retry: "never" });
      },
    ],
    ["rejects", async () => Promise.reject(new AppError("a.b", "", { retry: "never" }))],
  ])("gives the error of work that %s, and never throws", async (_how, work) => {
    expect(await attempt(work)).toMatchObject({ ok: false, error: { code: "a.b", retry: "never" } });
  });
});

import { describe, expect, test } from "vitest";
import { AppError } from "../src/app-error.ts";
import { createLogger, currentCorrelationId, type LogLevel, withLogContext } from "../src/logger.ts";

function setUp(level?: LogLevel) {
  const lines: string[] = [];
  const logger = createLogger({
    service: "test-worker",
    version: "7",
    write: (line) => lines.push(line),
    ...(level && { level }),
  });
  const entries = (): Record<string, unknown>[] => lines.map((line) => JSON.parse(line));
  return { logger, lines, entries };
}

test("a line is one JSON object in Cloud Logging's words, ended by a newline", () => {
  const { logger, lines, entries } = setUp();
  logger.info("request", { status: 204, text: "two\nlines" });
  expect(lines[0]).toMatch(/^\{[^\n]*\}\n$/);
  expect(entries()).toEqual([
    { severity: "INFO", message: "request", service: "test-worker", status: 204, text: "two\nlines" },
  ]);
});

test.each<[LogLevel, string[]]>([
  ["debug", ["DEBUG", "INFO", "WARNING", "ERROR"]],
  ["info", ["INFO", "WARNING", "ERROR"]],
  ["warn", ["WARNING", "ERROR"]],
  ["error", ["ERROR"]],
])("at level %s it writes %j", (level, severities) => {
  const { logger, entries } = setUp(level);
  logger.debug("a");
  logger.info("b");
  logger.warn("c");
  logger.error(new Error("d"));
  expect(entries().map(({ severity }) => severity)).toEqual(severities);
});

test("unless told otherwise it leaves debug out", () => {
  const { logger, lines } = setUp();
  logger.debug("not shown");
  expect(lines).toEqual([]);
});

describe("a failure", () => {
  test("is a line that Error Reporting picks up, with code, retry, context and the stack of its cause", () => {
    const { logger, entries } = setUp();
    const cause = new TypeError("fetch failed");
    logger.error(
      new AppError("queue.unreachable", "the queue is away", {
        retry: "safe",
        context: { topic: "t" },
        cause,
      }),
      { sendId: "s1" },
    );
    expect(entries()).toEqual([
      {
        severity: "ERROR",
        message: "the queue is away",
        service: "test-worker",
        "@type": "type.googleapis.com/google.devtools.clouderrorreporting.v1beta1.ReportedErrorEvent",
        serviceContext: { service: "test-worker", version: "7" },
        stack_trace: expect.stringContaining("TypeError: fetch failed"),
        code: "queue.unreachable",
        retry: "safe",
        topic: "t",
        sendId: "s1",
      },
    ]);
  });

  test("that is no error is logged all the same", () => {
    const { logger, entries } = setUp();
    logger.error("just a text");
    expect(entries()).toMatchObject([{ code: "unexpected.error", message: "just a text" }]);
  });
});

describe("what must not be logged", () => {
  const phone = "5511987654321";

  test("is removed wherever it stands: message, fields, depths, stacks", () => {
    const { logger, lines } = setUp();
    logger.info(`sent to ${phone}`, { to: phone, deep: [{ list: [`Bearer abc.${phone}`] }] });
    const cause = new Error(`no such number ${phone}`);
    logger.error(new AppError("a.b", `to ${phone}`, { retry: "never", context: { to: phone }, cause }));
    expect(lines.join("")).not.toContain("987654321");
    expect(lines.join("")).toContain("[phone]");
  });

  test("does not take the id beside it along", () => {
    const { logger, entries } = setUp();
    const sendId = "12345678-1234-4234-8234-123456789012";
    logger.info("done", { sendId, to: phone });
    expect(entries()).toMatchObject([{ sendId, to: "[phone]" }]);
  });
});

describe("whatever it is given, a line is written and nothing is thrown", () => {
  const circular: Record<string, unknown> = {};
  circular.self = circular;

  test.each<[string, Record<string, unknown>]>([
    ["a big integer", { count: 10n }],
    ["a circle", { circular }],
    ["a function, a symbol and nothing", { call: () => 1, symbol: Symbol("s"), nothing: undefined }],
    [
      "what refuses to be written",
      {
        toJSON: () => {
          throw new Error("no");
        },
      },
    ],
    [
      "a getter that throws",
      Object.defineProperty({}, "x", {
        enumerable: true,
        get: () => {
          throw new Error("no");
        },
      }),
    ],
  ])("%s", (_what, fields) => {
    const { logger, entries } = setUp();
    logger.info("still here", fields);
    expect(entries()).toMatchObject([{ severity: "INFO", message: "still here" }]);
  });
});

test("a big integer is written as its digits", () => {
  const { logger, entries } = setUp();
  logger.info("counted", { count: 10n });
  expect(entries()).toMatchObject([{ count: "10" }]);
});

describe("the context of a request", () => {
  test("is on every line of its work, however deep and however late", async () => {
    const { logger, entries } = setUp();
    await withLogContext({ correlationId: "c1" }, async () => {
      await new Promise((resolve) => setTimeout(resolve, 1));
      withLogContext({ messageId: "m1" }, () => logger.info("inner"));
      logger.info("outer");
    });
    logger.info("outside");
    expect(entries()).toMatchObject([{ correlationId: "c1", messageId: "m1" }, { correlationId: "c1" }, {}]);
    expect(entries()[1]).not.toHaveProperty("messageId");
    expect(entries()[2]).not.toHaveProperty("correlationId");
  });

  test("is not mixed up between requests that run together", async () => {
    const seen = await Promise.all(
      ["a", "b", "c"].map((correlationId) =>
        withLogContext({ correlationId }, async () => {
          await new Promise((resolve) => setTimeout(resolve, Math.random() * 5));
          return currentCorrelationId();
        }),
      ),
    );
    expect(seen).toEqual(["a", "b", "c"]);
  });

  test("gives the correlation id to what is published, and none outside a request", () => {
    expect(currentCorrelationId()).toBeUndefined();
    expect(withLogContext({ correlationId: 7 }, currentCorrelationId)).toBeUndefined();
    expect(withLogContext({ correlationId: "c1" }, currentCorrelationId)).toBe("c1");
  });
});

import { describe, expect, test } from "vitest";
import { AppError } from "../src/app-error.ts";
import { createLogger } from "../src/logger.ts";
import { createReporter, type ErrorSink } from "../src/report.ts";

function setUp(...sinks: ErrorSink[]) {
  const lines: Record<string, unknown>[] = [];
  const logger = createLogger({ service: "test", write: (line) => lines.push(JSON.parse(line)) });
  return { ...createReporter({ logger, sinks }), lines };
}
const failure = () => new AppError("queue.unreachable", "away", { retry: "safe", context: { topic: "t" } });

test("a failure is logged and told to every sink, with its ids", async () => {
  const told: unknown[][] = [];
  const sink: ErrorSink = (error, context) => void told.push([error.code, context]);
  const { report, lines } = setUp(sink, sink);
  const error = failure();
  expect(await report(error, { sendId: "s1" })).toBe(error);
  expect(told).toEqual(Array.from({ length: 2 }, () => ["queue.unreachable", { sendId: "s1" }]));
  expect(lines).toMatchObject([{ code: "queue.unreachable", topic: "t", sendId: "s1" }]);
});

test("it returns when the slowest sink has been asked", async () => {
  let done = false;
  const { report } = setUp(async () => {
    await new Promise((resolve) => setTimeout(resolve, 10));
    done = true;
  });
  await report(failure());
  expect(done).toBe(true);
});

describe("a broken sink", () => {
  test.each<[string, ErrorSink]>([
    [
      "throws",
      () => {
        throw new Error("sink for 5511987654321 is broken");
      },
    ],
    ["rejects", async () => Promise.reject(new Error("sink for 5511987654321 is broken"))],
  ])("that %s is logged, without hurting the job or the other sinks", async (_how, broken) => {
    let told = 0;
    const { report, lines } = setUp(broken, () => void told++);
    await expect(report(failure())).resolves.toMatchObject({ code: "queue.unreachable" });
    expect(told).toBe(1);
    expect(lines[1]).toMatchObject({ severity: "WARNING", message: "error sink failed" });
    expect(lines[1]?.reason).toContain("[phone]");
  });
});

test("what nobody classified is reported as unknown", async () => {
  const { report } = setUp();
  expect(await report("oops")).toMatchObject({ code: "unexpected.error", retry: "unknown" });
});

test("capture tells first and throws then, so that Pub/Sub delivers again", async () => {
  const told: string[] = [];
  const { capture } = setUp((error) => void told.push(error.code));
  await expect(capture(failure())).rejects.toMatchObject({ code: "queue.unreachable" });
  expect(told).toEqual(["queue.unreachable"]);
});

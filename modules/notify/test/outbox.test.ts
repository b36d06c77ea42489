import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type AlertChannel, createNotifier, type SendResult } from "../src/index.ts";
import { failure, sent, setUp, wait } from "./set-up.ts";

beforeEach(() => {
  vi.useFakeTimers({ now: new Date("2026-11-21T14:03:00-03:00") });
});
afterEach(() => {
  vi.useRealTimers();
});

test("when the vendor says that none are left, the rest waits for as long as it says", async () => {
  const { notifier, titles } = setUp({ results: [{ kind: "sent", pauseMs: 1_500 }] });
  for (const key of ["a", "b", "c"]) await notifier.notify(failure(key));
  await wait(1_400);
  expect(titles()).toEqual(["a"]);
  await wait(200);
  expect(titles()).toEqual(["a", "b", "c"]);
});

test("news go before repeats, and only the newest count of a key is queued", async () => {
  const { notifier, titles } = setUp({ results: [sent, { kind: "sent", pauseMs: 700_000 }] });
  await notifier.notify(failure("a"));
  await notifier.notify(failure("pause"));
  for (let n = 0; n < 3; n++) {
    await notifier.notify(failure("a"));
    await wait(310_000);
    if (n === 1) await notifier.notify(failure("news"));
  }
  expect(titles()).toEqual(["a", "pause", "news", expect.stringMatching(/^a \(×[34] desde 14:03\)$/)]);
});

test("a full queue drops repeats first, then what is oldest, and says so", async () => {
  const { notifier, titles, log } = setUp({
    maxQueued: 2,
    results: [sent, { kind: "sent", pauseMs: 60_000 }],
  });
  for (const key of ["a", "pause", "a"]) await notifier.notify(failure(key));
  await wait(31_000);
  for (const key of ["b", "c", "d"]) await notifier.notify(failure(key));
  await wait(60_000);
  expect(titles()).toEqual(["a", "pause", "c", "d"]);
  expect(log.map((line) => JSON.parse(line).key)).toEqual(["a", "b"]);
});

test("an alert is refused five times at most", async () => {
  const later: SendResult = { kind: "later", afterMs: 1_000 };
  const { notifier, told, log } = setUp({ results: Array.from({ length: 9 }, () => later) });
  await notifier.notify(failure("a"));
  await wait(60_000);
  expect(told).toHaveLength(5);
  expect(log.join()).toContain("rate limited");
});

test("an alert that fails is tried once more, half a minute later", async () => {
  const { notifier, told, log } = setUp({ results: [new Error("refused"), new Error("refused")] });
  await notifier.notify(failure("a"));
  await wait(29_000);
  expect(told).toHaveLength(1);
  await wait(100_000);
  expect(told).toHaveLength(2);
  expect(log).toHaveLength(1);
});

test("a channel that never answers, nor heeds its signal, holds nobody up beyond the timeout", async () => {
  vi.useRealTimers();
  const told: string[] = [];
  const channel: AlertChannel = { name: "deaf", send: ({ title }) => new Promise(() => told.push(title)) };
  const notifier = createNotifier({ channels: [channel], logger: setUp().logger, timeoutMs: 100 });
  const startedAt = performance.now();
  await Promise.all(["a", "b", "c"].map((key) => notifier.notify(failure(key))));
  await notifier.flush(200);
  expect(performance.now() - startedAt).toBeLessThan(400);
  expect(told).toEqual(["a"]);
});

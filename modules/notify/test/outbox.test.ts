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

test("news go before repeats", async () => {
  const { notifier, titles } = setUp({ results: [sent, { kind: "sent", pauseMs: 60_000 }] });
  for (const key of ["a", "pause", "a"]) await notifier.notify(failure(key));
  await wait(31_000);
  await notifier.notify(failure("news"));
  await wait(30_000);
  expect(titles()).toEqual(["a", "pause", "news", "a (×2 desde 14:03)"]);
});

test("only the newest count of a key is queued", async () => {
  const { notifier, titles } = setUp({ results: [sent, { kind: "sent", pauseMs: 700_000 }] });
  for (const key of ["a", "pause", "a"]) await notifier.notify(failure(key));
  await wait(31_000);
  await notifier.notify(failure("a"));
  await wait(700_000);
  expect(titles()).toEqual(["a", "pause", "a (×3 desde 14:03)"]);
});

test("a full queue drops repeats first, then what is oldest, and says so", async () => {
  const { notifier, titles, log } = setUp({
    maxQueued: 2,
    results: [sent, { kind: "sent", pauseMs: 60_000 }],
  });
  for (const key of ["a", "pause", "a", "b"]) await notifier.notify(failure(key));
  await wait(31_000);
  for (const key of ["c", "d"]) await notifier.notify(failure(key));
  await wait(60_000);
  expect(titles()).toEqual(["a", "pause", "c", "d"]);
  expect(log.map((line) => JSON.parse(line).key)).toEqual(["a", "b"]);
});

test("a flush waits for a pause, but no longer than its budget", async () => {
  const { notifier, titles, log } = setUp({
    results: [
      { kind: "sent", pauseMs: 1_000 },
      { kind: "sent", pauseMs: 9_000 },
    ],
  });
  for (const key of ["a", "b", "c"]) await notifier.notify(failure(key));
  const flushed = notifier.flush(4_000);
  await wait(1_100);
  await flushed;
  expect(titles()).toEqual(["a", "b"]);
  expect(log.map((line) => JSON.parse(line))).toMatchObject([{ message: "alerts not delivered", count: 1 }]);
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
  expect(performance.now() - startedAt).toBeLessThan(5_000);
  expect(told).toEqual(["a"]);
});

test("a slow channel with much to say holds nobody up beyond the timeout", async () => {
  vi.useRealTimers();
  const slow: AlertChannel = {
    name: "slow",
    send: () => new Promise((resolve) => setTimeout(resolve, 80, sent)),
  };
  const notifier = createNotifier({ channels: [slow], logger: setUp().logger, timeoutMs: 120 });
  const startedAt = performance.now();
  await Promise.all(Array.from({ length: 10 }, (_, n) => notifier.notify(failure(`${n}`))));
  expect(performance.now() - startedAt).toBeLessThan(5_000);
});

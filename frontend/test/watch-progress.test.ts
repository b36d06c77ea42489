import { expect, test } from "vitest";
import type { CampaignProgress } from "../src/live/campaign-progress.ts";
import { type Connection, watchProgress } from "../src/live/watch-progress.ts";

const row = (revision: number, waiting: number) => ({
  ...{ campaign_id: "c", total: 1_000, waiting, sent: 1_000 - waiting, delivered: 0, read: 0 },
  ...{ failed: 0, skipped: 0, cancelled: 0, unconfirmed: 0, revision },
});

function setUp() {
  let stored: unknown = row(1, 1_000);
  const listeners: { event: (given: unknown) => void; connection: (isJoined: boolean) => void }[] = [];
  const ticks: (() => void)[] = [];
  const shown: { progress: CampaignProgress; connection: Connection }[] = [];
  let reads = 0;
  let hasLeft = false;
  const watch = watchProgress({
    join: (listener) => {
      listeners.push(listener);
      return () => {
        hasLeft = true;
      };
    },
    read: async () => {
      reads++;
      if (stored === "down") throw new Error("no connection");
      return stored;
    },
    every: (ms, tick) => {
      expect(ms).toBe(15_000);
      ticks.push(tick);
      return () => void ticks.splice(0);
    },
    changed: (progress, connection) => void shown.push({ progress, connection }),
  });
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  return {
    watch,
    shown,
    settle,
    store: (given: unknown) => {
      stored = given;
    },
    event: (given: unknown) => listeners[0]?.event(given),
    joined: (isJoined: boolean) => listeners[0]?.connection(isJoined),
    tick: async () => {
      for (const tick of ticks) tick();
      await settle();
    },
    last: () => shown.at(-1),
    reads: () => reads,
    hasLeft: () => hasLeft,
  };
}

test("50 of 1000 move without a reload", async () => {
  const { settle, joined, event, last } = setUp();
  joined(true);
  await settle();
  event(row(2, 950));
  expect(last()).toMatchObject({ connection: "live", progress: { waiting: 950, sent: 50 } });
});

test("the last update is shown although its event was dropped", async () => {
  const { settle, store, event, tick, last } = setUp();
  await settle();
  event(row(2, 500));
  store(row(9, 0)); // told to nobody
  await tick();
  expect(last()?.progress.waiting).toBe(0);
});

test("what was told before the channel was joined is read when it is", async () => {
  const { settle, store, joined, last } = setUp();
  await settle();
  store(row(5, 700));
  joined(true);
  await settle();
  expect(last()?.progress.waiting).toBe(700);
});

test("an event that comes late does not take the figures back", async () => {
  const { settle, event, last } = setUp();
  await settle();
  event(row(8, 100));
  event(row(3, 800));
  expect(last()?.progress.waiting).toBe(100);
});

test("a read that was slow does not take the figures back", async () => {
  const { settle, event, watch, store, last } = setUp();
  await settle();
  store(row(4, 600));
  watch.refresh();
  event(row(6, 400));
  await settle();
  expect(last()?.progress.waiting).toBe(400);
});

test("a retry that makes more people wait is shown: what counts is which row is newer", async () => {
  const { settle, event, last } = setUp();
  await settle();
  event(row(8, 0));
  event(row(9, 20));
  expect(last()?.progress.waiting).toBe(20);
});

test("without the channel the figures still come, and the page says that they are polled", async () => {
  const { settle, joined, store, tick, last } = setUp();
  await settle();
  joined(false);
  store(row(2, 900));
  await tick();
  expect(last()).toMatchObject({ connection: "polling", progress: { waiting: 900 } });
});

test("a read that fails is tried again, and shows nothing false meanwhile", async () => {
  const { settle, store, tick, last } = setUp();
  await settle();
  store("down");
  await tick();
  expect(last()?.progress.waiting).toBe(1_000);
  store(row(7, 10));
  await tick();
  expect(last()?.progress.waiting).toBe(10);
});

test("what cannot be read is left out", async () => {
  const { settle, event, shown } = setUp();
  await settle();
  const before = shown.length;
  for (const given of [null, "x", {}, { ...row(9, 1), waiting: -1 }, { ...row(9, 1), revision: "x" }])
    event(given);
  expect(shown).toHaveLength(before);
});

test("after the page is left nothing is shown and the channel is given up", async () => {
  const { settle, watch, event, shown, hasLeft, tick, reads } = setUp();
  await settle();
  const before = shown.length;
  const readsBefore = reads();
  watch.stop();
  event(row(9, 1));
  await tick();
  expect(shown).toHaveLength(before);
  expect(reads()).toBe(readsBefore);
  expect(hasLeft()).toBe(true);
});

test("in whatever order 200 updates come, dropped and doubled, the newest one that came is shown", async () => {
  const { settle, event, store, tick, last } = setUp();
  await settle();
  let seed = 7;
  const random = () => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed / 2_147_483_647;
  };
  const late: unknown[] = [];
  for (let revision = 2; revision <= 200; revision++) {
    const update = row(revision, 1_000 - revision * 5);
    store(update);
    if (random() < 0.3) continue;
    if (random() < 0.5) late.push(update);
    else event(update);
    if (random() < 0.3) event(late.splice(Math.floor(random() * late.length), 1)[0]);
  }
  for (const update of late) event(update);
  await tick();
  expect(last()?.progress).toMatchObject({ revision: 200, waiting: 0 });
});

import type { Logger } from "@nova/error-handler";
import { type Alert, clean, truncate } from "./alert.ts";
import type { AlertChannel, SendResult } from "./channel.ts";

/** An alert on its way. A repeat tells how often a known thing happened, so a newer one takes the place of an older. */
export type Entry = { alert: Alert; key: string; at: Date; isRepeat: boolean };

export type Outbox = {
  /** Ends when the alert was sent, put off or given up; never throws, never takes longer than the channel's timeout. */
  push: (entry: Entry) => Promise<void>;
  /** Sends what waits, pauses included, for as long as `budgetMs` lasts. */
  drain: (budgetMs: number) => Promise<void>;
};

type Options = {
  channel: AlertChannel;
  now: () => Date;
  fetch: typeof fetch;
  timeoutMs: number;
  maxQueued: number;
  logger: Logger;
};

const pauseAfterFailureMs = 30_000; // a channel that is down costs one timeout per half minute, not one per alert
const maxRefusals = 5; // 429 in a row for one alert
const maxFailures = 2;

/** The queue of one channel: one alert at a time, as fast as the channel wants them, and bounded. */
export function createOutbox({ channel, now, fetch, timeoutMs, maxQueued, logger }: Options): Outbox {
  type Queued = Entry & { refusals: number; failures: number };
  const queue: Queued[] = [];
  let pausedUntil = 0;
  let gone = false;
  let running: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;

  const pauseMs = (): number => Math.max(0, pausedUntil - now().getTime());
  const pause = (ms: number): void => {
    pausedUntil = Math.max(pausedUntil, now().getTime() + ms);
  };
  const giveUp = ({ key }: Entry, reason: string): void =>
    logger.warn("alert not delivered", { channel: channel.name, key: clean(truncate(key, 200)), reason });

  async function push(entry: Entry): Promise<void> {
    if (gone) return;
    enqueue({ ...entry, refusals: 0, failures: 0 });
    await within(timeoutMs, run());
  }

  function enqueue(entry: Queued): void {
    const older = queue.findIndex(({ key, isRepeat }) => isRepeat && key === entry.key);
    if (older >= 0) queue.splice(older, 1);
    queue.push(entry);
    if (queue.length <= maxQueued) return;
    const oldestRepeat = queue.findIndex(({ isRepeat }) => isRepeat);
    const [dropped] = queue.splice(Math.max(0, oldestRepeat), 1);
    if (dropped) giveUp(dropped, "queue full");
  }

  function run(): Promise<void> {
    running ??= sendAll().finally(() => {
      running = undefined;
    });
    return running;
  }

  async function sendAll(): Promise<void> {
    while (queue.length > 0 && pauseMs() === 0) {
      const news = queue.findIndex(({ isRepeat }) => !isRepeat);
      const [entry] = queue.splice(Math.max(0, news), 1);
      if (entry) settle(entry, await send(entry));
    }
    clearTimeout(timer);
    if (queue.length > 0) timer = setTimeout(run, pauseMs()).unref();
  }

  async function send({ alert, at }: Entry): Promise<SendResult> {
    const signal = AbortSignal.timeout(timeoutMs);
    const aborted = new Promise<never>((_, reject) => {
      signal.addEventListener("abort", () => reject(signal.reason), { once: true });
    });
    try {
      return await Promise.race([channel.send(alert, { fetch, signal, at }), aborted]);
    } catch (thrown) {
      const reason = signal.aborted ? `no answer in ${timeoutMs} ms` : clean(String(thrown));
      return { kind: "failed", reason, mayRetry: true };
    }
  }

  function settle(entry: Queued, result: SendResult): void {
    if (result.kind === "sent") {
      pause(result.pauseMs);
      return;
    }
    if (result.kind === "gone") {
      gone = true;
      queue.length = 0;
      logger.warn("alert channel disabled", { channel: channel.name, reason: result.reason });
      return;
    }
    if (result.kind === "later") {
      pause(result.afterMs);
      entry.refusals += 1;
      if (entry.refusals < maxRefusals) queue.unshift(entry);
      else giveUp(entry, "rate limited");
      return;
    }
    entry.failures += 1;
    if (result.mayRetry) pause(pauseAfterFailureMs);
    if (result.mayRetry && entry.failures < maxFailures) queue.unshift(entry);
    else giveUp(entry, result.reason);
  }

  async function drain(budgetMs: number): Promise<void> {
    let left = budgetMs;
    const startedAt = performance.now();
    while ((queue.length > 0 || running) && left > 0) {
      const wait = pauseMs();
      if (wait >= left) break;
      if (wait > 0) await sleep(wait);
      await within(left, run());
      left = budgetMs - (performance.now() - startedAt);
    }
    if (queue.length > 0) logger.warn("alerts not delivered", { channel: channel.name, count: queue.length });
  }

  return { push, drain };
}

async function within(ms: number, work: Promise<void>): Promise<void> {
  const over = new AbortController();
  await Promise.race([work, sleep(ms, over.signal)]);
  over.abort();
}

function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal?.addEventListener("abort", () => clearTimeout(timer), { once: true });
  });
}

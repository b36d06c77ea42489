import { createLogger } from "@nova/error-handler";
import { vi } from "vitest";
import { type Alert, type AlertChannel, createNotifier, type SendResult } from "../src/index.ts";

export const sent: SendResult = { kind: "sent", pauseMs: 0 };

/** A notifier whose only channel answers with `results`, then takes everything. */
export function setUp({
  results = [],
  maxQueued = 50,
}: {
  results?: (SendResult | Error)[];
  maxQueued?: number;
} = {}) {
  const told: Alert[] = [];
  const log: string[] = [];
  const channel: AlertChannel = {
    name: "fake",
    send: async (alert) => {
      told.push(alert);
      const result = results.shift() ?? sent;
      if (result instanceof Error) throw result;
      return result;
    },
  };
  const logger = createLogger({ service: "test", write: (line) => log.push(line) });
  const notifier = createNotifier({
    channels: [channel],
    logger,
    coalesceMs: 30_000,
    cooldownMs: 300_000,
    maxQueued,
  });
  return { notifier, logger, log, told, titles: () => told.map(({ title }) => title) };
}

export const failure = (key: string, fields: Partial<Alert> = {}): Alert => ({
  level: "error",
  title: key,
  message: "m",
  key,
  ...fields,
});
/** Moves the faked clock, timers included. */
export const wait = (ms: number) => vi.advanceTimersByTimeAsync(ms);

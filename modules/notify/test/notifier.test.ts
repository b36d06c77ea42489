import { AppError, createReporter } from "@nova/error-handler";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type Alert, createAlertSink } from "../src/index.ts";
import { failure, setUp, wait } from "./set-up.ts";

beforeEach(() => {
  vi.useFakeTimers({ now: new Date("2026-11-21T14:03:00-03:00") });
});
afterEach(() => {
  vi.useRealTimers();
});

test("the first alert of a key goes out at once, and its repeats are counted and told together", async () => {
  const { notifier, titles } = setUp();
  for (let n = 0; n < 37; n++) await notifier.notify(failure("a"));
  expect(titles()).toEqual(["a"]);
  await wait(30_001);
  expect(titles()).toEqual(["a", "a (×37 desde 14:03)"]);
});

test("after that a key is told once per cooldown, and then forgotten", async () => {
  const { notifier, titles } = setUp();
  for (let second = 0; second < 600; second++) {
    await notifier.notify(failure("a"));
    await wait(1_000);
  }
  expect(titles()).toEqual(["a", "a (×30 desde 14:03)", "a (×330 desde 14:03)"]);
  await wait(1_000_000);
  await notifier.notify(failure("a"));
  expect(titles().slice(3)).toEqual(["a (×600 desde 14:03)", "a"]);
});

test("where timers do not run between requests, the next alert tells what is due", async () => {
  const { notifier, titles } = setUp();
  await notifier.notify(failure("a"));
  await notifier.notify(failure("a"));
  vi.setSystemTime(Date.now() + 60_000);
  await notifier.notify(failure("b"));
  expect(titles()).toEqual(["a", "a (×2 desde 14:03)", "b"]);
});

test("a flush tells the repeats that nobody has heard of yet", async () => {
  const { notifier, titles } = setUp();
  for (const key of ["a", "a", "b"]) await notifier.notify(failure(key));
  await notifier.flush();
  await notifier.flush();
  expect(titles()).toEqual(["a", "b", "a (×2 desde 14:03)"]);
});

test("without a key only the very same alert is a repeat", async () => {
  const { notifier, titles } = setUp();
  const done = (id: string): Alert => ({
    level: "success",
    title: "Campanha concluída",
    message: `campanha ${id}`,
  });
  for (const id of ["1", "2", "1"]) await notifier.notify(done(id));
  expect(titles()).toHaveLength(2);
});

test("an alert that cannot even be read does not reach the job", async () => {
  const { notifier, log } = setUp();
  const broken: Alert = Object.defineProperty(failure("a"), "title", {
    get: () => {
      throw new Error("broken");
    },
  });
  await expect(notifier.notify(broken)).resolves.toBeUndefined();
  expect(log.join()).toContain("alert failed");
});

test("a reported failure becomes an alert with its service, code and ids", async () => {
  const { notifier, logger, told } = setUp();
  const link = (error: AppError): string => `https://painel.example.com/envios/${error.context.sendId}`;
  const reporter = createReporter({
    logger,
    sinks: [createAlertSink(notifier, { service: "whatsapp-worker", link })],
  });
  const error = new AppError("meta.131047", "fora da janela para 5511988887777", {
    retry: "never",
    context: { sendId: "s-1" },
  });
  await reporter.report(error, { correlationId: "c-1", topic: undefined });
  await reporter.report(error);
  expect(told).toEqual([
    {
      level: "error",
      title: "whatsapp-worker: meta.131047",
      message: "fora da janela para [phone]",
      fields: [
        { name: "Envio", value: "s-1" },
        { name: "Correlação", value: "c-1" },
        { name: "E agora", value: "não será tentado de novo" },
      ],
      url: "https://painel.example.com/envios/s-1",
      service: "whatsapp-worker",
      key: "meta.131047",
    },
  ]);
});

import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { AppError } from "@nova/error-handler";
import { endProcess } from "./end-process.mjs";
import { type Exit, type Life, launch, type ProcessSpec } from "./launch.ts";
import { openLogFile } from "./log-file.ts";
import type { Watchdog } from "./start-watchdog.ts";

const firstBackoffMs = 50;
const longestBackoffMs = 5000;
const steadyAfterMs = 10_000;
const defaultReadyTimeoutMs = 30_000;
const keptForMessageBytes = 4000;

export type SupervisedSpec = ProcessSpec & {
  /** Called at each exit nobody asked for; return false not to have it started again. */
  onExit?: (exit: Exit) => boolean;
  onOutput?: (chunk: Buffer) => void;
};

/** `line` is the stdout line that said so, when the process is ready by a line. */
export type Started = { pid: number; line: string | undefined };

export type SupervisedProcess = {
  start(): Promise<Started>;
  pid(): number | undefined;
  stop(graceMs: number): Promise<void>;
};

type Ports = { log: (line: string) => void; watchdog: Watchdog; logsDir: string };

/** Keeps one process running: started again, with growing pauses, whenever it ends by itself after its first start. */
export function superviseProcess(spec: SupervisedSpec, { log, watchdog, logsDir }: Ports): SupervisedProcess {
  const logFile = openLogFile(join(logsDir, `${spec.name}.log`));
  let life: Life | undefined;
  let stopping = false;
  let quickExits = 0;
  let tail = "";
  let wake: (() => void) | undefined;

  async function begin(): Promise<Started> {
    let sawReady: (line: string) => void = () => {};
    const readyLine = new Promise<string>((resolve) => {
      sawReady = resolve;
    });
    const byLine = spec.readyWhen && "line" in spec.readyWhen ? spec.readyWhen.line : () => false;
    const current = launch(
      spec,
      (line) => byLine(line) && sawReady(line),
      (chunk) => {
        logFile.write(chunk);
        tail = (tail + chunk.toString("utf8")).slice(-keptForMessageBytes);
        spec.onOutput?.(chunk);
      },
    );
    life = current;
    watchdog.watch({ pid: current.pid, identity: current.identity, group: true });
    void current.exited.then(() => {
      // What it started itself, if anything, has no one to answer to now.
      void endProcess({ ...current, group: true });
      watchdog.forget(current.pid);
      if (life === current) life = undefined;
    });
    const line = await untilReady(current, readyLine);
    void current.exited.then((exit) => onExit(current, exit));
    return { pid: current.pid, line };
  }

  async function untilReady(current: Life, readyLine: Promise<string>): Promise<string | undefined> {
    if (!spec.readyWhen) return undefined;
    const limitMs = spec.readyTimeoutMs ?? defaultReadyTimeoutMs;
    const cancel = new AbortController();
    const { signal } = cancel;
    const ready = "url" in spec.readyWhen ? answers(spec.readyWhen.url, signal) : readyLine;
    try {
      const first = await Promise.race([
        ready,
        current.exited,
        sleep(limitMs, { code: null, signal: null }, { signal }).catch(() => undefined),
      ]);
      if (typeof first !== "object") return first;
      const how = current.hasExited()
        ? `ended (${describe(first)}) before it was ready`
        : `was not ready in ${limitMs} ms`;
      await endProcess({ ...current, group: true, graceMs: 1000 });
      throw new AppError("local.not-ready", `${spec.name} ${how}\n${tail}`, { retry: "never" });
    } finally {
      cancel.abort();
    }
  }

  async function onExit(ended: Life, exit: Exit): Promise<void> {
    if (stopping) return;
    if (spec.onExit?.(exit) === false) return log(`${spec.name} ended (${describe(exit)})`);
    quickExits = Date.now() - ended.startedAt < steadyAfterMs ? quickExits + 1 : 1;
    const pauseMs = Math.min(firstBackoffMs * 2 ** (quickExits - 1), longestBackoffMs);
    log(`${spec.name} ended (${describe(exit)}), starts again in ${pauseMs} ms`);
    await new Promise<void>((resolve) => {
      wake = resolve;
      setTimeout(resolve, pauseMs);
    });
    if (stopping) return;
    const before = Date.now();
    await begin().then(
      ({ pid }) => log(`${spec.name} is back (pid ${pid}, ${Date.now() - before} ms)`),
      () => onExit({ ...ended, startedAt: before }, exit),
    );
  }

  return {
    start: begin,
    pid: () => life?.pid,
    stop: async (graceMs) => {
      stopping = true;
      wake?.();
      if (life) await endProcess({ ...life, group: true, graceMs });
      logFile.close();
    },
  };
}

async function answers(url: string, signal: AbortSignal): Promise<undefined> {
  while (!signal.aborted) {
    const response = await fetch(url, { signal: AbortSignal.timeout(2000) }).catch(() => undefined);
    await response?.body?.cancel();
    if (response?.ok) return undefined;
    await sleep(25);
  }
  return undefined;
}

function describe({ code, signal }: Exit): string {
  return signal ?? `code ${code}`;
}

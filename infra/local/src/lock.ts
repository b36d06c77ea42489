import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { AppError } from "@nova/error-handler";
import * as z from "zod";
import { tryLock } from "../bootstrap/lock-file.mjs";
import { identityOf } from "../bootstrap/process-identity.mjs";
import { watchdogFile } from "./processes/start-watchdog.ts";

const watchdogSchema = z.object({ pid: z.int(), identity: z.string() });
const watchdogWaitMs = 25_000;

export type RunLock = { release(): void };

/**
 * Makes this process the one live owner of a clone's local stack. What a killed owner left running is being ended by
 * its watchdog: the promise resolves when that is done.
 */
export async function takeRunLock(stateDir: string): Promise<RunLock> {
  const lock = tryLock(join(stateDir, "run.lock"));
  if (!lock.held) {
    const { pid, since } = lock.owner;
    const stop = process.platform === "win32" ? `taskkill /pid ${pid} /t /f` : `kill ${pid}`;
    throw new AppError(
      "local.already-running",
      `Esta cópia já está em execução (pid ${pid}, desde ${since}). Para parar: Ctrl-C no terminal dela, ou ${stop}.\n` +
        `This clone is already running (pid ${pid}, since ${since}). To stop it: Ctrl-C in its terminal, or ${stop}.`,
      { retry: "never", context: { pid } },
    );
  }
  await endOfWatchdog(stateDir);
  return { release: lock.release };
}

async function endOfWatchdog(stateDir: string): Promise<void> {
  const text = await readFile(watchdogFile(stateDir), "utf8").catch(() => undefined);
  const left = watchdogSchema.safeParse(text === undefined ? undefined : parseJson(text));
  if (!left.success) return;
  const until = Date.now() + watchdogWaitMs;
  while (identityOf(left.data.pid) === left.data.identity && Date.now() < until) await sleep(50);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

import { join } from "node:path";
import { AppError } from "@nova/error-handler";
import { identityOf } from "../../bootstrap/process-identity.mjs";
import { endProcess } from "./end-process.mjs";
import { startWatchdog, type Watched } from "./start-watchdog.ts";
import {
  type Started,
  type SupervisedProcess,
  type SupervisedSpec,
  superviseProcess,
} from "./supervised-process.ts";

export type Supervisor = {
  /** Starts a process and resolves when it is ready; from then on it is started again if it ends by itself. */
  start(spec: SupervisedSpec & { stage?: string }): Promise<Started>;
  /** Has a process that someone else started (the database) ended after all others, also if this one is killed. */
  guard(process: { pid: number; signal?: NodeJS.Signals; force?: NodeJS.Signals }): void;
  pidOf(name: string): number | undefined;
  stop(name: string): Promise<void>;
  /** Ends everything in reverse order of start; processes of one `stage`, started in a row, end together. */
  stopAll(): Promise<void>;
};

type Options = { stateDir: string; log?: (line: string) => void; graceMs?: number; watchdogGraceMs?: number };
type Entry = { name: string; stage: string; process: SupervisedProcess };

/** Runs the processes of the local stack. Their output goes to `<stateDir>/logs/<name>.log`. */
export function createSupervisor({
  stateDir,
  log = () => {},
  graceMs = 9000,
  watchdogGraceMs,
}: Options): Supervisor {
  const watchdog = startWatchdog({
    stateDir,
    ...(watchdogGraceMs === undefined ? {} : { graceMs: watchdogGraceMs }),
  });
  const ports = { log, watchdog, logsDir: join(stateDir, "logs") };
  const entries: Entry[] = [];
  const guarded: Watched[] = [];
  let stopped: Promise<void> | undefined;

  async function stopEverything(): Promise<void> {
    while (entries.length > 0) {
      const stage = entries.at(-1)?.stage;
      const together: Entry[] = [];
      while (entries.at(-1)?.stage === stage) together.push(...entries.splice(-1));
      await Promise.all(together.map(({ process }) => process.stop(graceMs)));
    }
    await Promise.all(guarded.map((process) => endProcess({ ...process, graceMs: 15_000 })));
    await watchdog.dismiss();
  }

  return {
    start: async ({ stage, ...spec }) => {
      if (stopped)
        throw new AppError("local.stopping", `${spec.name}: the stack is stopping`, { retry: "never" });
      if (entries.some(({ name }) => name === spec.name)) {
        throw new AppError("local.name-taken", `${spec.name} is already running`, { retry: "never" });
      }
      const entry = { name: spec.name, stage: stage ?? spec.name, process: superviseProcess(spec, ports) };
      entries.push(entry);
      try {
        return await entry.process.start();
      } catch (error) {
        const index = entries.indexOf(entry);
        if (index >= 0) entries.splice(index, 1);
        await entry.process.stop(graceMs);
        throw error;
      }
    },
    guard: ({ pid, signal = "SIGINT", force = "SIGQUIT" }) => {
      const identity = identityOf(pid);
      if (identity === undefined) return;
      const process = { pid, identity, group: false, last: true, signal, force };
      guarded.push(process);
      watchdog.watch(process);
    },
    pidOf: (name) => entries.find((entry) => entry.name === name)?.process.pid(),
    stop: async (name) => {
      const index = entries.findIndex((entry) => entry.name === name);
      if (index >= 0) await entries.splice(index, 1)[0]?.process.stop(graceMs);
    },
    stopAll: () => {
      stopped ??= stopEverything();
      return stopped;
    },
  };
}

import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { identityOf } from "../../bootstrap/process-identity.mjs";

/** A process to be ended when the supervisor dies; `last` after all that are not. */
export type Watched = {
  pid: number;
  identity: string;
  group: boolean;
  last?: boolean;
  signal?: NodeJS.Signals;
  force?: NodeJS.Signals;
};

export type Watchdog = { watch(process: Watched): void; forget(pid: number): void; dismiss(): Promise<void> };

type Options = { stateDir: string; graceMs?: number };

/** Starts a process that ends everything it was told of if this one is killed, and that is itself started again if killed. */
export function startWatchdog({ stateDir, graceMs = 4000 }: Options): Watchdog {
  const watched = new Map<number, Watched>();
  let dismissed = false;
  let dog = launch();

  function launch(): ChildProcess {
    const script = fileURLToPath(new URL("watchdog.mjs", import.meta.url));
    const child = spawn(process.execPath, [script, String(graceMs)], {
      cwd: "/",
      detached: true,
      env: { PATH: process.env.PATH },
      stdio: ["pipe", "ignore", "ignore"],
    });
    child.stdin?.on("error", () => {});
    child.on("error", () => {});
    child.on("exit", () => {
      if (!dismissed) setTimeout(() => !dismissed && relaunch(), 200).unref();
    });
    child.unref();
    if (child.pid !== undefined) {
      mkdirSync(stateDir, { recursive: true });
      const state = { pid: child.pid, identity: identityOf(child.pid) };
      writeFileSync(watchdogFile(stateDir), JSON.stringify(state));
    }
    return child;
  }

  function relaunch(): void {
    dog = launch();
    for (const process of watched.values()) tell({ watch: process });
  }

  function tell(message: object): void {
    if (dog.stdin?.writable) dog.stdin.write(`${JSON.stringify(message)}\n`);
  }

  return {
    watch: (process) => {
      watched.set(process.pid, process);
      tell({ watch: process });
    },
    forget: (pid) => {
      watched.delete(pid);
      tell({ forget: pid });
    },
    dismiss: async () => {
      dismissed = true;
      tell({ done: true });
      if (dog.exitCode !== null || dog.signalCode !== null) return;
      const gone = new Promise((resolve) => dog.once("exit", resolve));
      dog.ref();
      dog.stdin?.end();
      await gone;
    },
  };
}

/** Where the watchdog of a run is noted, so that the next run can wait for it to finish its work. */
export function watchdogFile(stateDir: string): string {
  return join(stateDir, "watchdog.json");
}

import { type ChildProcess, spawn } from "node:child_process";
import { AppError } from "@nova/error-handler";
import { identityOf } from "../../bootstrap/process-identity.mjs";

/** How a process says that it is up: a line on stdout, or an address that answers 2xx. */
export type ReadyWhen = { line: (line: string) => boolean } | { url: string };

export type ProcessSpec = {
  name: string;
  command: string;
  args?: string[];
  /** Added to the few variables that every process gets; the rest of this process's environment stays here. */
  env?: Record<string, string | undefined>;
  cwd?: string;
  readyWhen?: ReadyWhen;
  readyTimeoutMs?: number;
};

export type Exit = { code: number | null; signal: NodeJS.Signals | null };

/** One life of a process: from its start until its exit. */
export type Life = {
  pid: number;
  identity: string;
  startedAt: number;
  exited: Promise<Exit>;
  hasExited(): boolean;
};

/** Production settings in a person's shell must not reach the local stack, so only these are handed on. */
const inherited = [
  ...["PATH", "HOME", "USER", "LANG", "LC_ALL", "TZ", "TMPDIR", "TEMP", "TMP", "SystemRoot", "APPDATA"],
  ...["NODE_COMPILE_CACHE", "NODE_EXTRA_CA_CERTS"],
];

/** Starts a process in a group of its own, so that a terminal's Ctrl-C reaches it only through its supervisor. */
export function launch(
  spec: ProcessSpec,
  onLine: (line: string) => void,
  onOutput: (chunk: Buffer) => void,
): Life {
  const base = Object.fromEntries(inherited.map((name) => [name, process.env[name]]));
  const child = spawn(spec.command, spec.args ?? [], {
    cwd: spec.cwd,
    env: { ...base, ...spec.env },
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const exited = exitOf(child);
  child.on("error", () => {});
  if (child.pid === undefined) {
    throw new AppError("local.not-started", `${spec.name}: could not run ${spec.command}`, {
      retry: "never",
    });
  }
  readLines(child, onLine);
  child.stdout?.on("data", onOutput);
  child.stderr?.on("data", onOutput);
  return {
    pid: child.pid,
    identity: identityOf(child.pid) ?? "",
    startedAt: Date.now(),
    exited,
    hasExited: () => child.exitCode !== null || child.signalCode !== null,
  };
}

function exitOf(child: ChildProcess): Promise<Exit> {
  return new Promise((resolve) => child.once("exit", (code, signal) => resolve({ code, signal })));
}

function readLines(child: ChildProcess, onLine: (line: string) => void): void {
  const longestLine = 64_000;
  let rest = "";
  child.stdout?.on("data", (chunk: Buffer) => {
    const lines = (rest + chunk.toString("utf8")).split("\n");
    rest = (lines.pop() ?? "").slice(-longestLine);
    for (const line of lines) onLine(line);
  });
}

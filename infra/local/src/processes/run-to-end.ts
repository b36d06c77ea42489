import { spawn } from "node:child_process";

/** `output` is empty unless it was captured. `code` follows the shell: 128 and more for a signal, 127 if it did not start. */
export type RunResult = { code: number; output: string; timedOut: boolean };

type Options = { cwd?: string; env?: NodeJS.ProcessEnv; timeoutMs: number; capture?: boolean };

/** Runs a command to its end, hands it the signals we get, and kills it when the time is up. */
export function runToEnd(command: string, args: string[], options: Options): Promise<RunResult> {
  const { cwd, env = process.env, timeoutMs, capture = false } = options;
  return new Promise((resolve) => {
    const out = capture ? "pipe" : "inherit";
    const child = spawn(command, args, { cwd, env, stdio: ["ignore", out, out] });
    const kept: Buffer[] = [];
    let timedOut = false;
    child.stdout?.on("data", (chunk: Buffer) => kept.push(chunk));
    child.stderr?.on("data", (chunk: Buffer) => kept.push(chunk));

    const pass = (signal: NodeJS.Signals) => void child.kill(signal);
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, pass);
    const timer = setTimeout(() => {
      timedOut = true;
      child.kill("SIGKILL");
    }, timeoutMs);

    const finish = (code: number, extra = "") => {
      clearTimeout(timer);
      for (const signal of ["SIGINT", "SIGTERM"] as const) process.off(signal, pass);
      resolve({ code, output: Buffer.concat(kept).toString("utf8") + extra, timedOut });
    };
    child.once("error", (error) => finish(127, error.message));
    child.once("close", (code) => finish(code ?? 128));
  });
}

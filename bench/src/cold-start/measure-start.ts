import { execFile, spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { freePort } from "../../../infra/local/src/ports.ts";

export type Start = { ms: number; rssMb: number };

type Program = {
  file: string;
  /** For Node itself. */
  flags: string[];
  cwd: string;
  env: Record<string, string>;
  /** Told of the process, so that it ends with us. */
  guard: (process: { pid: number }) => void;
  signal: AbortSignal;
};

const limitMs = 20_000;
const stopMs = 10_000;

/** Starts a server and measures the time to its first 200 of /health, and its memory then; ends it as Cloud Run would. */
export async function measureStart({ file, flags, cwd, env, guard, signal }: Program): Promise<Start> {
  const port = await freePort();
  signal.throwIfAborted();
  const startedAt = performance.now();
  const child = spawn(process.execPath, [...flags, file], {
    cwd,
    env: { PATH: process.env.PATH ?? "", ...env, PORT: String(port) },
    stdio: ["ignore", "ignore", "pipe"],
  });
  let complaint = "";
  child.stderr.on("data", (chunk: Buffer) => {
    complaint = (complaint + chunk.toString("utf8")).slice(-2_000);
  });
  const exited = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const isOver = () => child.exitCode !== null || child.signalCode !== null;
  if (child.pid === undefined) throw new Error(`could not start ${file}`);
  guard({ pid: child.pid });
  try {
    while ((await statusOf(port, "/health")) !== 200) {
      signal.throwIfAborted();
      if (isOver()) throw new Error(`${file} ended before it answered: ${complaint}`);
      if (performance.now() - startedAt > limitMs) throw new Error(`${file} did not answer: ${complaint}`);
      await sleep(1);
    }
    const ms = performance.now() - startedAt;
    return { ms, rssMb: await residentMb(child.pid) };
  } finally {
    child.kill("SIGTERM"); // a clean end, in which Node writes its compile cache
    const impatient = setTimeout(() => child.kill("SIGKILL"), stopMs);
    await exited;
    clearTimeout(impatient);
  }
}

/** The status of an answer, 0 for none. A bare socket: asking every millisecond must not take the core from the asked. */
function statusOf(port: number, path: string): Promise<number> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1", () => {
      socket.write(`GET ${path} HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: close\r\n\r\n`);
    });
    socket.setTimeout(limitMs, () => socket.destroy());
    socket.on("error", () => {});
    socket.once("data", (chunk: Buffer) => {
      resolve(Number(/^HTTP\/1\.1 (\d{3})/.exec(chunk.toString("latin1"))?.[1] ?? 0));
      socket.destroy();
    });
    socket.once("close", () => resolve(0));
  });
}

async function residentMb(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, "utf8").catch(() => undefined);
  const kilobytes = status
    ? /^VmRSS:\s+(\d+) kB/m.exec(status)?.[1]
    : (await promisify(execFile)("ps", ["-o", "rss=", "-p", String(pid)])).stdout.trim();
  return Number(kilobytes) / 1024;
}

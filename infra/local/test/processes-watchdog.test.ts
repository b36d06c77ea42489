import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import * as z from "zod";
import { identityOf } from "../bootstrap/process-identity.mjs";

const script = fileURLToPath(new URL("process-fixtures/supervisor-run.ts", import.meta.url));
const reportSchema = z.object({
  pids: z.array(z.int()),
  adopted: z.boolean().optional(),
  port: z.int().optional(),
});
let stateDir = "";
const runs: ChildProcess[] = [];

beforeEach(async () => {
  stateDir = await mkdtemp(join(tmpdir(), "nova cópia "));
});
afterEach(async () => {
  for (const run of runs.splice(0)) run.kill("SIGTERM");
  await expect.poll(() => lock(), { timeout: 10_000 }).toBe(false);
  await rm(stateDir, { recursive: true, force: true });
});

test("a supervisor killed with -9 leaves no process behind, the database included", async () => {
  const { run, pids } = await startRun("database");
  run.kill("SIGKILL");
  await expect.poll(() => alive(pids), { timeout: 8000 }).toEqual([]);
});

test("a run right after a kill -9 waits for the clean-up and starts whole", async () => {
  const first = await startRun("database");
  first.run.kill("SIGKILL");
  const second = await startRun("database");
  expect(alive(first.pids)).toEqual([]);
  await sleep(1500);
  expect(alive(second.pids)).toEqual(second.pids);
});

test("a watchdog that was killed itself is replaced and still does its work", async () => {
  const { run, pids } = await startRun();
  const before = await watchdogPid();
  process.kill(before, "SIGKILL");
  await expect.poll(watchdogPid, { timeout: 3000 }).not.toBe(before);
  await sleep(200);
  run.kill("SIGKILL");
  await expect.poll(() => alive(pids), { timeout: 8000 }).toEqual([]);
});

test("SIGTERM ends everything, also what ignores signals, and the watchdog goes too", async () => {
  const { run, pids } = await startRun("database");
  const watchdog = await watchdogPid();
  run.kill("SIGTERM");
  await expect.poll(() => alive([...pids, watchdog, run.pid ?? 0]), { timeout: 8000 }).toEqual([]);
});

test("a second owner of the same folder is refused with the pid of the first and how to stop it", async () => {
  const { run } = await startRun();
  const second = spawn(process.execPath, [script, stateDir], { stdio: ["ignore", "ignore", "pipe"] });
  let text = "";
  second.stderr?.on("data", (chunk) => {
    text += chunk;
  });
  const code = await new Promise((resolve) => second.once("close", resolve));
  expect(code).toBe(1);
  expect(text).toContain(`kill ${run.pid}`);
});

async function startRun(database = "none") {
  const run = spawn(process.execPath, [script, stateDir, database], { stdio: ["ignore", "pipe", "inherit"] });
  runs.push(run);
  const line = await new Promise<string>((resolve, reject) => {
    let text = "";
    run.stdout?.on("data", (chunk) => {
      text += chunk;
      if (text.includes("\n")) resolve(text);
    });
    run.once("exit", () => reject(new Error("ended early")));
  });
  return { run, ...reportSchema.parse(JSON.parse(line)) };
}

async function watchdogPid(): Promise<number> {
  const state: unknown = JSON.parse(await readFile(join(stateDir, "watchdog.json"), "utf8"));
  return z.object({ pid: z.int() }).parse(state).pid;
}

function alive(pids: number[]): number[] {
  return pids.filter((pid) => identityOf(pid) !== undefined);
}

async function lock(): Promise<boolean> {
  const watchdog = await watchdogPid().catch(() => undefined);
  return watchdog !== undefined && identityOf(watchdog) !== undefined;
}

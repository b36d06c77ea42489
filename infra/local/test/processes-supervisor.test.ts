import { existsSync, statSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import { identityOf } from "../bootstrap/process-identity.mjs";
import { freePort } from "../src/ports.ts";
import { endProcess } from "../src/processes/end-process.mjs";
import { createSupervisor, type SupervisedSpec, type Supervisor } from "../src/processes/index.ts";
import { openLogFile } from "../src/processes/log-file.ts";

let stateDir = "";
let supervisor: Supervisor;
const logged: string[] = [];

beforeEach(async () => {
  stateDir = await mkdtemp(join(tmpdir(), "nova-processes-"));
  logged.length = 0;
  supervisor = createSupervisor({ stateDir, log: (line) => logged.push(line), graceMs: 1000 });
});
afterEach(async () => {
  await supervisor.stopAll();
  await rm(stateDir, { recursive: true, force: true });
});

test("a process killed with -9 is started again after 50 ms, and each time", async () => {
  let pid = (await supervisor.start(node("worker", "console.log('up'); setInterval(() => {}, 1000)"))).pid;
  for (let kill = 1; kill <= 2; kill++) {
    const killed = pid;
    process.kill(killed, "SIGKILL");
    await expect.poll(() => supervisor.pidOf("worker") ?? killed, { interval: 5 }).not.toBe(killed);
    if (kill === 1) expect(pauses()).toEqual([50]);
    pid = supervisor.pidOf("worker") ?? 0;
    await expect.poll(() => logged.some((line) => line.includes(`is back (pid ${pid}`))).toBe(true);
  }
});

test("a process that keeps ending is started again after growing pauses", async () => {
  await supervisor.start(node("unsteady", "console.log('up'); setTimeout(() => process.exit(3), 50)"));
  await expect.poll(() => pauses().length, { timeout: 5000 }).toBeGreaterThanOrEqual(3);
  expect(pauses().slice(0, 3)).toEqual([50, 100, 200]);
  expect(logged[0]).toContain("code 3");
});

test("onExit decides whether a process is started again", async () => {
  await supervisor.start({
    ...node("once", "console.log('up'); setTimeout(() => {}, 50)"),
    onExit: () => false,
  });
  await expect.poll(() => logged).toEqual(["once ended (code 0)"]);
  await sleep(150);
  expect(supervisor.pidOf("once")).toBeUndefined();
});

test("a process that ends before it is ready is reported with the end of its output and not started again", async () => {
  const broken = supervisor.start(node("broken", "console.error('the port is taken'); process.exit(7)"));
  await expect(broken).rejects.toThrow(/broken ended \(code 7\) before it was ready\n.*the port is taken/s);
  expect(logged).toEqual([]);
});

test("a process that is not ready in time is ended and reported", async () => {
  const slow = supervisor.start({ ...node("slow", "setInterval(() => {}, 1000)"), readyTimeoutMs: 300 });
  await expect(slow).rejects.toThrow("slow was not ready in 300 ms");
  expect(supervisor.pidOf("slow")).toBeUndefined();
});

test("a command that does not exist is an error, not a crash", async () => {
  await expect(supervisor.start({ name: "nothing", command: "/no/such/command" })).rejects.toThrow(
    "could not run",
  );
});

test("a process is ready when its address answers 2xx", async () => {
  const port = await freePort();
  let healthy = false;
  const server = createServer((_request, response) => response.writeHead(healthy ? 200 : 503).end());
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  setTimeout(() => {
    healthy = true;
  }, 200);
  await supervisor.start({
    ...node("web", "setInterval(() => {}, 1000)"),
    readyWhen: { url: `http://127.0.0.1:${port}` },
  });
  expect(healthy).toBe(true);
  server.close();
});

test("stopAll ends processes in reverse order and what they started with them", async () => {
  const goodbye = (
    name: string,
  ) => `process.on("SIGTERM", () => setTimeout(() => process.exit(), 50)); console.log("up ${name}");
    setInterval(() => {}, 1000)`;
  const first = await supervisor.start(node("first", goodbye("first")));
  const second = await supervisor.start(node("second", goodbye("second")));
  const ended: string[] = [];
  const watch = setInterval(() => {
    if (identityOf(first.pid) === undefined && !ended.includes("first")) ended.push("first");
    if (identityOf(second.pid) === undefined && !ended.includes("second")) ended.push("second");
  }, 5);
  await supervisor.stopAll();
  await sleep(20);
  clearInterval(watch);
  expect(ended).toEqual(["second", "first"]);
});

test("what a person's shell holds does not reach a process unless it is handed over", async () => {
  process.env.DISCORD_WEBHOOK_URL = "https://discord.example/real";
  const code =
    "console.log('up', process.env.DISCORD_WEBHOOK_URL, process.env.GIVEN); setInterval(() => {}, 1000)";
  const { line } = await supervisor.start({ ...node("sealed", code), env: { GIVEN: "given" } });
  delete process.env.DISCORD_WEBHOOK_URL;
  expect(line).toBe("up undefined given");
});

test("output goes to a file of its own that stays within its bound", async () => {
  await supervisor.start(node("chatty", "console.log('up and talking'); setInterval(() => {}, 1000)"));
  const file = join(stateDir, "logs", "chatty.log");
  await expect.poll(() => readFile(file, "utf8")).toContain("up and talking");

  const bounded = join(stateDir, "logs", "bounded.log");
  const log = openLogFile(bounded, 1000);
  for (let line = 0; line < 100; line++) log.write(`${"x".repeat(99)}\n`);
  log.close();
  expect(statSync(bounded).size).toBeLessThanOrEqual(1000);
  expect(existsSync(`${bounded}.1`)).toBe(true);
});

test("a pid that has passed to another process is left alone", async () => {
  const { pid } = await supervisor.start(node("stranger", "console.log('up'); setInterval(() => {}, 1000)"));
  await endProcess({ pid, identity: "another boot:123", group: true, graceMs: 50 });
  expect(identityOf(pid)).toBeDefined();
});

function node(name: string, code: string): SupervisedSpec {
  const readyWhen = { line: (line: string) => line.startsWith("up") };
  return { name, command: process.execPath, args: ["-e", code], readyWhen };
}

function pauses(): number[] {
  return logged.map((line) => Number(/again in (\d+) ms/.exec(line)?.[1])).filter((ms) => ms > 0);
}

import { type ChildProcess, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { explainFailure } from "../bootstrap/explain-failure.mjs";
import { identityOf } from "../bootstrap/process-identity.mjs";

const bootstrap = fileURLToPath(new URL("../bootstrap", import.meta.url));
let clone = "";
const commands: number[] = [];

/** A clone in which everything is installed, as far as the bootstrap can tell. */
beforeEach(async () => {
  clone = await mkdtemp(join(tmpdir(), "nova cópia ção "));
  await cp(bootstrap, join(clone, "infra", "local", "bootstrap"), { recursive: true });
  await mkdir(join(clone, "node_modules"));
  await mkdir(join(clone, ".local"));
  await writeFile(join(clone, "node_modules", ".modules.yaml"), "");
  await writeFile(join(clone, "pnpm-lock.yaml"), "lock");
  const lockfile = createHash("sha256").update("lock").digest("hex");
  const installed = { lockfile, platform: `${process.platform}-${process.arch}` };
  await writeFile(join(clone, ".local", "installed"), JSON.stringify(installed));
});
afterEach(async () => {
  for (const pid of commands.splice(0)) if (identityOf(pid) !== undefined) process.kill(pid, "SIGKILL");
  await rm(clone, { recursive: true, force: true });
});

test("a TypeScript file gets its arguments and its exit code goes on, from a path with spaces and accents", async () => {
  const run = await start(
    `const words: string[] = process.argv.slice(2); console.log(words.join("|")); process.exitCode = 7;`,
    ["olá", "two words"],
  );
  expect(await run.ended).toBe(7);
  expect(run.output()).toBe("olá|two words\n");
});

test("a Ctrl-C that reaches the whole group, and is forwarded on top, arrives once", async () => {
  const run = await start(waiting);
  await run.pid();
  process.kill(-(run.child.pid ?? 0), "SIGINT");
  await sleep(100);
  run.child.kill("SIGINT");
  await sleep(100);
  run.child.kill("SIGTERM");
  expect(await run.ended).toBe(3);
  expect(run.output().match(/SIGINT/g)).toHaveLength(1);
});

test("kill -9 of the bootstrap ends the command with a SIGTERM", async () => {
  const run = await start(waiting);
  const pid = await run.pid();
  run.child.kill("SIGKILL");
  await expect.poll(() => identityOf(pid)).toBeUndefined();
  await expect.poll(run.output).toContain("SIGTERM");
});

test("kill -9 of npm ends the command as well", async () => {
  const file = await commandFile(waiting);
  // Like npm and the shell that it puts in between.
  const npm = `require("node:child_process").spawn("sh", ["-c", '"$0" "$@"; true', ...process.argv.slice(1)],
    { stdio: "inherit", env: { ...process.env, npm_lifecycle_event: "start" } })`;
  const run = watch(
    spawn(process.execPath, ["-e", npm, process.execPath, entry(), file], { stdio: ["ignore", "pipe", 2] }),
  );
  const pid = await run.pid();
  run.child.kill("SIGKILL");
  await expect.poll(() => identityOf(pid), { timeout: 5000 }).toBeUndefined();
});

test.each([
  ["no network", "npm error code ENOTFOUND", "registry cannot be reached"],
  ["no npm", "spawn npm ENOENT", "npm was not found"],
  ["a full disk", "npm error nospc ENOSPC: no space left on device", "disk is full"],
  ["a stale lockfile", "ERR_PNPM_OUTDATED_LOCKFILE  Cannot install", "does not match"],
])("%s is explained in Portuguese first and in English", (_case, output, english) => {
  const { message } = explainFailure("tools", 1, output);
  expect(message).toMatch(/^Não foi possível instalar tools/);
  expect(message).toContain(english);
});

const waiting = `
  process.on("SIGINT", () => console.log("SIGINT"));
  process.on("SIGTERM", () => { console.log("SIGTERM"); process.exit(3); });
  console.log("pid " + process.pid);
  setInterval(() => {}, 1000);`;

function entry(): string {
  return join(clone, "infra", "local", "bootstrap", "run.mjs");
}

async function commandFile(code: string): Promise<string> {
  const file = join(clone, "command.ts");
  await writeFile(file, code);
  return file;
}

async function start(code: string, args: string[] = []) {
  const command = [entry(), await commandFile(code), ...args];
  return watch(spawn(process.execPath, command, { detached: true, stdio: ["ignore", "pipe", "inherit"] }));
}

function watch(child: ChildProcess) {
  let text = "";
  child.stdout?.on("data", (chunk) => {
    text += chunk;
  });
  const output = () => text;
  const ended = new Promise((resolve) => child.once("close", resolve));
  const pid = async () => {
    await expect.poll(output, { timeout: 5000 }).toMatch(/pid \d+\n/);
    const found = Number(/pid (\d+)/.exec(text)?.[1]);
    commands.push(found);
    return found;
  };
  return { child, output, ended, pid };
}

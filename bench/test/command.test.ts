import { execFileSync, spawn } from "node:child_process";
import { readdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { identityOf } from "../../infra/local/bootstrap/process-identity.mjs";

const main = fileURLToPath(new URL("../main.ts", import.meta.url));

test.each([
  ["no name", []],
  ["an unknown name", ["speed"]],
  ["the name of something every object has", ["toString"]],
])("%s is answered with the list of names, in both languages, and exit code 2", async (_, args) => {
  const { code, stdout, stderr } = await bench(args);
  expect(code).toBe(2);
  expect(stdout).toBe("");
  expect(stderr).toMatch(/Uso: .*Usage: [\s\S]*cold-start[\s\S]*dispatch/);
});

test("a Ctrl-C in the middle leaves no process and no folder", async () => {
  const { code, pid, descendants } = await bench(["cold-start", "--json"], /rounds with/);
  expect(code).toBe(130);
  expect(descendants.length).toBeGreaterThan(0);
  expect(descendants.filter((child) => identityOf(child) !== undefined)).toEqual([]);
  expect((await readdir(tmpdir())).filter((name) => name.startsWith(`nova-bench-${pid}-`))).toEqual([]);
}, 30_000);

/** Runs the command; with `interruptAt`, sends it a Ctrl-C once its progress says so. */
async function bench(args: string[], interruptAt?: RegExp) {
  const child = spawn(process.execPath, [main, ...args], { stdio: ["ignore", "pipe", "pipe"] });
  const pid = child.pid ?? 0;
  let stdout = "";
  let stderr = "";
  let descendants: number[] = [];
  child.stdout.on("data", (chunk) => {
    stdout += chunk;
  });
  child.stderr.on("data", (chunk) => {
    stderr += chunk;
    if (!interruptAt?.test(stderr) || descendants.length > 0) return;
    descendants = childrenOf(pid);
    child.kill("SIGINT");
  });
  const code = await new Promise<number | null>((resolve) => child.once("close", resolve));
  return { code, pid, stdout, stderr, descendants };
}

function childrenOf(pid: number): number[] {
  const listing = execFileSync("ps", ["-A", "-o", "pid=,ppid="], { encoding: "utf8" });
  return listing
    .trim()
    .split("\n")
    .map((line) => line.trim().split(/\s+/).map(Number))
    .flatMap(([child = 0, parent]) => (parent === pid ? child : []));
}

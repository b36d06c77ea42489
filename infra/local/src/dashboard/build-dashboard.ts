import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { readdir, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { AppError } from "@nova/error-handler";
import { runToEnd } from "../processes/run-to-end.ts";

const buildTimeoutMs = 5 * 60_000;

/** Builds `frontend/` into a folder named for its sources, unless it is there already; gives the folder. */
export async function buildDashboard(root: string, stateDir: string): Promise<string> {
  const frontend = join(root, "frontend");
  const outDir = join(stateDir, "dashboard", await hashSources(root, frontend));
  if (existsSync(join(outDir, "index.html"))) return outDir;
  const vite = join(frontend, "node_modules", "vite", "bin", "vite.js");
  const unfinished = `${outDir}.${process.pid}`;
  const args = [vite, "build", "--outDir", unfinished, "--emptyOutDir", "--logLevel", "warn"];
  const { code, output } = await runToEnd(process.execPath, args, {
    cwd: frontend,
    // Tests say otherwise, and React would be built as for developers.
    env: { ...process.env, NODE_ENV: "production" },
    timeoutMs: buildTimeoutMs,
    capture: true,
  });
  if (code !== 0) {
    throw new AppError("local.dashboard", `The dashboard could not be built:\n${output}`, { retry: "never" });
  }
  await removeOthers(join(stateDir, "dashboard"), unfinished);
  await rename(unfinished, outDir);
  return outDir;
}

async function hashSources(root: string, frontend: string): Promise<string> {
  const names = await readdir(frontend, { recursive: true, withFileTypes: true });
  const files = names
    .filter((entry) => entry.isFile() && !/[\\/](node_modules|dist|test|e2e)([\\/]|$)/.test(entry.parentPath))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  const hash = createHash("sha256");
  for (const file of [join(root, "pnpm-lock.yaml"), ...files])
    hash.update(file.slice(root.length)).update(await readFile(file));
  return hash.digest("hex").slice(0, 16);
}

async function removeOthers(dir: string, kept: string): Promise<void> {
  const others = (await readdir(dir)).map((name) => join(dir, name)).filter((path) => path !== kept);
  await Promise.all(others.map((path) => rm(path, { recursive: true, force: true })));
}

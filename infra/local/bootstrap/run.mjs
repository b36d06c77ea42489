#!/usr/bin/env node
/*
 * Runs a TypeScript file of this repository on any machine with Node 20 and npm: installs a newer Node, pnpm and the
 * dependencies under .local/ and node_modules/ if they are missing. Plain JavaScript with no dependency, on purpose.
 *
 *   node infra/local/bootstrap/run.mjs <file.ts> [arguments]
 */
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { constants } from "node:os";
import { delimiter, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const toolchainBin = join(root, ".local", "toolchain", "node_modules", ".bin");
const repeatedSignalMs = 500;
const parentCheckMs = 500;

const [file, ...args] = process.argv.slice(2);
if (!file) {
  console.error("Uso / usage: node infra/local/bootstrap/run.mjs <file.ts> [args]");
  process.exit(2);
}

const node = installedNode() ?? (await install());
runCommand(node);

/** The Node to use when all is in place, else undefined. The everyday path: it reads two small files and no more. */
function installedNode() {
  try {
    const installed = JSON.parse(readFileSync(join(root, ".local", "installed"), "utf8"));
    if (installed.lockfile !== lockfileHash() || installed.platform !== platform()) return undefined;
    if (!existsSync(join(root, "node_modules", ".modules.yaml"))) return undefined;
    if (isNewEnough()) return process.execPath;
    const own = installed.node && join(root, installed.node);
    return own && existsSync(own) ? own : undefined;
  } catch {
    return undefined;
  }
}

async function install() {
  const { installMissing } = await import("./install.mjs");
  try {
    return await installMissing({
      root,
      needsNode: !isNewEnough(),
      lockfile: lockfileHash(),
      platform: platform(),
    });
  } catch (error) {
    console.error(`\n${error.explained ? error.message : error.stack}\n`);
    return process.exit(1);
  }
}

function lockfileHash() {
  return createHash("sha256")
    .update(readFileSync(join(root, "pnpm-lock.yaml")))
    .digest("hex");
}

function platform() {
  return `${process.platform}-${process.arch}`;
}

/** 22.19 is the oldest Node that both runs TypeScript as it stands and that every dependency accepts. */
function isNewEnough() {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  return major >= 24 || (major === 23 && minor >= 6) || (major === 22 && minor >= 19);
}

function runCommand(command) {
  const onWindows = process.platform === "win32";
  const preload = pathToFileURL(fileURLToPath(new URL("parent-watch.mjs", import.meta.url))).href;
  const child = spawn(command, ["--import", preload, resolve(file), ...args], {
    // A group of its own, so that a terminal's Ctrl-C, which npm also forwards, reaches it exactly once: through us.
    detached: !onWindows,
    stdio: ["inherit", "inherit", "inherit", "pipe"],
    env: {
      ...process.env,
      PATH: [toolchainBin, process.env.PATH ?? ""].join(delimiter),
      NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? join(root, ".local", "compile-cache"),
      NOVA_BOOTSTRAP_FD: onWindows ? "" : "3",
    },
  });
  child.stdio[3]?.on("error", () => {});
  child.on("error", (error) => {
    console.error(`Não foi possível executar / could not run ${command}: ${error.message}`);
    process.exit(1);
  });
  child.on("exit", (code, signal) =>
    process.exit(code ?? 128 + (constants.signals[signal ?? "SIGTERM"] ?? 0)),
  );

  const lastSent = {};
  for (const signal of ["SIGINT", "SIGTERM"]) {
    process.on(signal, () => {
      const now = Date.now();
      if (now - (lastSent[signal] ?? 0) < repeatedSignalMs) return;
      lastSent[signal] = now;
      child.kill(signal);
    });
  }
  if (!onWindows) process.on("SIGWINCH", () => child.kill("SIGWINCH"));
  if (process.env.npm_lifecycle_event) endWithParent(child);
}

/** npm killed with -9 tells nobody; whoever killed it wants the command gone. Some shells stay between npm and us. */
function endWithParent(child) {
  const ancestors = () => {
    const [parentName, grandparent] = statOf(process.ppid);
    return `${process.ppid} ${parentName === "sh" ? grandparent : ""}`;
  };
  const first = ancestors();
  setInterval(() => ancestors() !== first && child.kill("SIGTERM"), parentCheckMs).unref();
}

function statOf(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const nameEnd = stat.lastIndexOf(")");
    return [stat.slice(stat.indexOf("(") + 1, nameEnd), stat.slice(nameEnd + 2).split(" ")[1]];
  } catch {
    return [];
  }
}

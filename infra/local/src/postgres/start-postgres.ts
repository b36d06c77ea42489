import { spawn } from "node:child_process";
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, realpathSync, statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { AppError } from "@nova/error-handler";
import { identityOf } from "../../bootstrap/process-identity.mjs";
import { freePort, isFree } from "../ports.ts";
import { findBinaries } from "./find-binaries.ts";
import { databaseEnvironment, initialise } from "./initialise.ts";
import { placeData, systemDir } from "./place-data.ts";
import {
  answersFor,
  dropStalePidFile,
  endPostmaster,
  type Postmaster,
  readPostmaster,
  settledPostmaster,
  urlOf,
} from "./postmaster.ts";
import { databaseUser, type RunAs } from "./run-as.ts";

export type Postgres = {
  url: string;
  port: number;
  pid: number;
  /** True when a killed run had left it running, with its settings of then. */
  adopted: boolean;
  dataDir: string;
  /** Fast shutdown; resolves when the server is gone. */
  stop(): Promise<void>;
};

type Options = {
  dataDir: string;
  /** Taken if it is free. */
  port?: number;
  settings?: Record<string, string | number | boolean>;
  log?: (line: string) => void;
  /** Default: `server.log` in the data folder. */
  logFile?: string;
  systemDir?: string;
};

const startMs = 60_000;
const attempts = 4;
const largestLogBytes = 5_000_000;

/** For a small machine. Committed means on disk; statements and row values, which hold personal data, are not logged. */
const defaults = {
  listen_addresses: "127.0.0.1",
  unix_socket_directories: "",
  shared_buffers: "128MB",
  max_connections: 100,
  synchronous_commit: "on",
  jit: "off",
  log_checkpoints: "off",
  log_min_messages: "log",
  log_min_error_statement: "panic",
  log_error_verbosity: "terse",
};

/** Starts a PostgreSQL of one's own on loopback, or takes over the one that a killed run left behind on the same data. */
export async function startPostgres(options: Options): Promise<Postgres> {
  const { settings = {}, log = () => {}, port } = options;
  const asked = realFolder(options.dataDir);
  const as = databaseUser(asked);
  const system = options.systemDir ?? systemDir;
  const dataDir = await placeData(asked, as, system);
  const logFile = options.logFile ?? join(dataDir, "server.log");

  const left = await settledPostmaster(dataDir);
  if (left && (await answersFor(left, dataDir))) {
    log(`PostgreSQL: taking over pid ${left.pid} on port ${left.port}`);
    return describe(left, dataDir, true);
  }
  if (left) await endPostmaster(left);

  const { bin } = await findBinaries(as, system, majorOfData(dataDir));
  if (!existsSync(join(dataDir, "PG_VERSION"))) log("PostgreSQL: making a new database");
  await initialise(bin, dataDir, as);
  await dropStalePidFile(dataDir);
  for (let attempt = 1; ; attempt++) {
    const wanted = attempt === 1 && port !== undefined && (await isFree(port));
    const chosen = wanted ? port : await freePort();
    const outcome = await tryStart({
      bin,
      dataDir,
      as,
      logFile,
      port: chosen,
      settings: { ...defaults, ...settings },
    });
    if (typeof outcome === "object") return describe(outcome, dataDir, false);
    // Another program took the port, or the processes of a killed server are still letting go of its memory.
    const passing =
      /could not bind|Address already in use|shared memory block|could not create any TCP/i.test(outcome);
    if (!passing || attempt === attempts) {
      throw new AppError("local.postgres-failed", `PostgreSQL did not start (${logFile}):\n${outcome}`, {
        retry: "never",
      });
    }
    await sleep(300 * attempt);
  }
}

type Launch = {
  bin: string;
  dataDir: string;
  as: RunAs;
  logFile: string;
  port: number;
  settings: Record<string, string | number | boolean>;
};

/** The running server, or the text of why it is not. */
async function tryStart({ bin, dataDir, as, logFile, port, settings }: Launch): Promise<Postmaster | string> {
  const flags = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  mkdirSync(dirname(logFile), { recursive: true });
  const tooLong = existsSync(logFile) && statSync(logFile).size > largestLogBytes;
  const fd = openSync(logFile, tooLong ? "w" : "a");
  const logStart = statSync(logFile).size;
  // A file, not a pipe: the server outlives us if we are killed. A group of its own: a Ctrl-C is not for it.
  const child = spawn(join(bin, "postgres"), ["-D", dataDir, "-p", String(port), ...flags], {
    ...as,
    cwd: "/",
    env: databaseEnvironment(),
    detached: true,
    stdio: ["ignore", fd, fd],
  });
  closeSync(fd);
  let failure: string | undefined;
  child.once("error", (error) => {
    failure = error.message;
  });
  child.once("exit", () => {
    failure ??= readFileSync(logFile).subarray(logStart).toString("utf8").slice(-3000);
  });
  child.unref();
  const until = Date.now() + startMs;
  while (failure === undefined && Date.now() < until) {
    const postmaster = await readPostmaster(dataDir);
    if (postmaster && postmaster.pid === child.pid && postmaster.status === "ready") return postmaster;
    await sleep(5);
  }
  if (failure !== undefined) return failure;
  const identity = child.pid === undefined ? undefined : identityOf(child.pid);
  if (child.pid !== undefined && identity !== undefined) await endPostmaster({ pid: child.pid, identity });
  return `not ready after ${startMs} ms`;
}

function describe(postmaster: Postmaster, dataDir: string, adopted: boolean): Postgres {
  const { port, pid } = postmaster;
  return { url: urlOf(port), port, pid, adopted, dataDir, stop: () => endPostmaster(postmaster) };
}

/** One name for the folder however it was reached: the server is known by it. */
function realFolder(dataDir: string): string {
  const parent = dirname(resolve(dataDir));
  mkdirSync(parent, { recursive: true });
  return join(realpathSync(parent), basename(dataDir));
}

function majorOfData(dataDir: string): number | undefined {
  const file = join(dataDir, "PG_VERSION");
  return existsSync(file) ? Number.parseInt(readFileSync(file, "utf8"), 10) : undefined;
}

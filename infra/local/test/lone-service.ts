import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { copyFile, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { Manifest } from "@nova/topology";
import { readLocalSettings } from "../src/stack/local-settings.ts";
import { serviceEnvironment } from "../src/stack/service-environment.ts";

export const servicesDir = fileURLToPath(new URL("../../../services/", import.meta.url));

export type LoneService = {
  url: string;
  process: ChildProcess;
  output: () => string;
  /** Its exit code, null when a signal ended it; undefined when it still runs after `limitMs`. */
  exit: (limitMs?: number) => Promise<number | null | undefined>;
  end: () => Promise<void>;
};

/** Everything that a service needs on this machine, with nobody behind the addresses. */
export async function loneEnvironment(manifest: Manifest, port = 0): Promise<Record<string, string>> {
  const folder = await mkdtemp(join(tmpdir(), "nova-settings-"));
  const settings = await readLocalSettings(join(folder, "secrets.json"));
  await rm(folder, { recursive: true });
  const nobody = "http://127.0.0.1:9";
  const addresses = {
    gateway: nobody,
    broker: nobody,
    sandbox: nobody,
    services: { [manifest.name]: `http://127.0.0.1:${port}` },
  };
  return serviceEnvironment(manifest, port, { settings, addresses, own: {} });
}

/** Starts a bundle alone in an empty folder, with this environment and not one variable more. */
export async function startAlone(
  bundle: string,
  env: Record<string, string>,
  nodeFlags: (file: string) => string[] = () => [],
): Promise<LoneService> {
  const folder = await mkdtemp(join(tmpdir(), "nova-sozinho-"));
  const file = join(folder, basename(bundle));
  await copyFile(bundle, file);
  const child = spawn(process.execPath, [...nodeFlags(file), file], {
    cwd: dirname(file),
    env,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  child.stdout.on("data", (chunk) => (output += String(chunk)));
  child.stderr.on("data", (chunk) => (output += String(chunk)));
  const exited = once(child, "close").then(([code]) => (typeof code === "number" ? code : null));

  async function listeningPort(): Promise<number> {
    const until = Date.now() + 15_000;
    while (Date.now() < until && child.exitCode === null) {
      const port = /"message":"listening"[^\n]*"port":(\d+)/.exec(output)?.[1];
      if (port) return Number(port);
      await sleep(10);
    }
    return 0;
  }
  return {
    url: `http://127.0.0.1:${await listeningPort()}`,
    process: child,
    output: () => output,
    exit: (limitMs = 15_000) => Promise.race([exited, sleep(limitMs, undefined, { ref: false })]),
    end: async () => {
      if (child.exitCode === null && child.signalCode === null) child.kill("SIGKILL");
      await exited;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

import { fileURLToPath } from "node:url";
import type { Manifest } from "@nova/topology";
import { freePort } from "../ports.ts";
import type { Supervisor } from "../processes/index.ts";
import type { LocalSettings } from "../stack/local-settings.ts";
import { serviceEnvironment } from "../stack/service-environment.ts";
import type { Addresses } from "../stack/stack-addresses.ts";
import type { Service } from "./await-points.ts";

type Options = { clockOffMs?: number };
type Instance = {
  name: string;
  service: Service;
  port: number;
  options: Options;
  out: string;
  stopping: boolean;
  up: boolean;
};
type Ports = {
  supervisor: Supervisor;
  stateDir: string;
  manifests: Manifest[];
  bundles: Record<string, string>;
  settings: LocalSettings;
  /** Where everybody reaches each service. */
  fronts: Record<string, string>;
  /** A new address for what one process calls. */
  openDoor: (service: Service, instance: string) => Promise<string>;
};

const shiftClock = fileURLToPath(new URL("shift-clock.mjs", import.meta.url));

/** The processes of the services: as many of each as asked for, killed, drained and started again as a platform does. */
export function createInstances({
  supervisor,
  stateDir,
  manifests,
  bundles,
  settings,
  fronts,
  openDoor,
}: Ports) {
  const running = new Map<string, Instance>();
  const deaths: string[] = [];
  const restarts = new Set<Promise<void>>();
  const made = new Map<Service, number>();
  /** Being killed on purpose, possibly several at once. */
  const killed = new Set<string>();
  let turn = 0;

  async function launch(instance: Instance): Promise<void> {
    const { name, service, port, out, options } = instance;
    const manifest = manifests.find((one) => one.name === service);
    const file = bundles[service];
    if (!manifest || !file) throw new Error(`there is no service ${service}`);
    const addresses: Omit<Addresses, "panel"> = { gateway: out, broker: out, sandbox: out, services: fronts };
    await supervisor.start({
      name,
      stage: "services",
      command: process.execPath,
      args: options.clockOffMs === undefined ? [file] : ["--import", shiftClock, file],
      cwd: stateDir,
      env: {
        ...serviceEnvironment(manifest, port, { settings, addresses, own: {} }),
        CLOCK_OFF_MS: options.clockOffMs === undefined ? undefined : String(options.clockOffMs),
      },
      readyWhen: { url: `http://127.0.0.1:${port}/health` },
      onExit: ({ code, signal }) => {
        instance.up = false;
        if (instance.stopping) return false;
        if (!killed.has(name)) deaths.push(`${name} ended by itself (${signal ?? code})`);
        const again = relaunch(instance).finally(() => restarts.delete(again));
        restarts.add(again);
        return false;
      },
    });
    instance.up = true;
  }

  /** At once, unlike a supervisor that suspects a crash: a platform has another machine ready. */
  async function relaunch(instance: Instance): Promise<void> {
    for (let left = 5; left > 0 && !instance.stopping; left--) {
      await supervisor.stop(instance.name);
      try {
        return await launch(instance);
      } catch (error) {
        if (left === 1) deaths.push(`${instance.name} did not start again: ${String(error)}`);
      }
    }
  }

  async function start(service: Service, options: Options = {}): Promise<string> {
    const number = (made.get(service) ?? 0) + 1;
    made.set(service, number);
    const name = number === 1 ? service : `${service}-${number}`;
    const [port, out] = await Promise.all([freePort(), openDoor(service, name)]);
    const instance: Instance = { name, service, port, options, out, stopping: false, up: false };
    running.set(name, instance);
    await launch(instance);
    return name;
  }

  /** SIGTERM, as a deploy ends the old revision: nothing new is sent to it while it finishes. */
  async function drain(name: string): Promise<void> {
    const instance = running.get(name);
    if (!instance) return;
    instance.stopping = true;
    running.delete(name);
    await supervisor.stop(name);
  }

  const namesOf = (service: Service) =>
    [...running.values()].filter((one) => one.service === service).map(({ name }) => name);

  return {
    start,
    drain,
    namesOf,
    deaths,
    /** Kills with SIGKILL; resolves when the process is gone. It is started again by itself. */
    async kill(name: string): Promise<void> {
      const pid = supervisor.pidOf(name);
      if (pid === undefined) return;
      killed.add(name);
      killNow(pid);
      while (supervisor.pidOf(name) === pid) await new Promise((resolve) => setTimeout(resolve, 2));
      killed.delete(name);
    },
    /** Leaves one fresh process of the service, with the right clock unless told. */
    async renew(service: Service, options: Options = {}): Promise<void> {
      const old = namesOf(service);
      await start(service, options);
      await Promise.all(old.map(drain));
    },
    /** Where the next request for a service goes. */
    upstream(service: Service): string | undefined {
      const ready = [...running.values()].filter((one) => one.service === service && one.up);
      const chosen = ready[turn++ % Math.max(1, ready.length)];
      return chosen && `http://127.0.0.1:${chosen.port}`;
    },
    /** Resolves when nobody is being started again. */
    settled: async () => {
      while (restarts.size > 0) await Promise.all(restarts);
    },
  };
}

export type Instances = ReturnType<typeof createInstances>;

function killNow(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // Gone already: someone else was quicker.
  }
}

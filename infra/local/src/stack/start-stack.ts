import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { withTimeout } from "@nova/error-handler";
import { campaignPlan } from "@nova/queue";
import { createPublisher, type Publisher } from "@nova/queue/publisher";
import { createDatabase, type NovaDatabase } from "@nova/supabase-client";
import { loadManifests, type Manifest } from "@nova/topology";
import { bundleAll } from "../bundle.ts";
import { openDashboard } from "../dashboard/open-dashboard.ts";
import { createExplainWaiting } from "../demo/explain-waiting.ts";
import { startPanel } from "../panel/start-panel.ts";
import { choosePorts } from "../ports.ts";
import { createSupervisor, type Supervisor } from "../processes/index.ts";
import { addDemoTemplate, connectSandbox } from "./connect-sandbox.ts";
import { fireCrons } from "./fire-crons.ts";
import { startInfrastructure } from "./infrastructure.ts";
import { keepPostgres } from "./keep-postgres.ts";
import { type LocalSettings, readLocalSettings } from "./local-settings.ts";
import { prepareDatabase } from "./prepare-database.ts";
import { createRows } from "./read-rows.ts";
import { seedDemoPerson } from "./seed-demo-person.ts";
import { seedDemoTenant } from "./seed-demo-tenant.ts";
import {
  type Addresses,
  addressesOf,
  location,
  projectId,
  projectRef,
  tasksQueue,
} from "./stack-addresses.ts";
import { startServices } from "./start-services.ts";

export const root = fileURLToPath(new URL("../../../../", import.meta.url));

export type Stack = {
  addresses: Addresses;
  settings: LocalSettings;
  databaseUrl: string;
  /** Whether the database is this clone's embedded one. */
  ownsDatabase: boolean;
  database: NovaDatabase;
  publisher: Publisher;
  explainWaiting: ReturnType<typeof createExplainWaiting>;
  supervisor: Supervisor;
  manifests: Manifest[];
  stop: () => Promise<void>;
};

export type StackOptions = {
  stateDir: string;
  servicesDir?: string;
  log?: (line: string) => void;
  /** Preferred ports; another one is taken when one of them is not free. */
  preferredPorts?: Record<string, number>;
  sandbox?: Record<string, string>;
  brokerFaults?: Record<string, unknown>;
  /** Another Pub/Sub (Google's emulator), as `host:port`; Cloud Tasks stays the broker's. */
  pubsubHost?: string;
  /** A database of the person's instead of the embedded one. */
  databaseUrl?: string | undefined;
  /** Whether the frontend is built and served too. */
  withDashboard?: boolean;
};

const defaultPorts = {
  "platform-api": 8_080,
  panel: 8_070,
  dashboard: 4_173,
  gateway: 54_321,
  broker: 8_085,
  sandbox: 8_090,
  postgres: 54_322,
};
const infrastructure = ["panel", "gateway", "broker", "sandbox", "postgres"];
const firstServicePort = 8_081;

/** Starts everything a deployment has, on this machine, and resolves when it is ready. A failure stops what was started. */
export async function startStack(options: StackOptions): Promise<Stack> {
  const { stateDir, log = () => {}, servicesDir = join(root, "services") } = options;
  await mkdir(stateDir, { recursive: true });
  const supervisor = createSupervisor({ stateDir, log });
  const cleanUps: (() => void | Promise<void>)[] = [];
  const stop = async () => {
    for (const cleanUp of cleanUps.reverse()) await cleanUp();
    await supervisor.stopAll();
  };

  try {
    const settings = await readLocalSettings(join(stateDir, "secrets.json"));
    const manifests = await loadManifests(servicesDir);
    const names = manifests.map(({ name }) => name);
    const preferred = { ...defaultPorts, ...servicePorts(names), ...options.preferredPorts };
    const ports = await choosePorts(
      [...(options.withDashboard ? ["dashboard"] : []), ...infrastructure, ...names],
      preferred,
      join(stateDir, "ports.json"),
    );
    const addresses = addressesOf(ports);

    const bundles = bundleAll(servicesDir, join(stateDir, "bundles"));
    bundles.catch(() => {}); // awaited below: a failure before that must not be unhandled
    const databaseUrl = options.databaseUrl ?? (await ownDatabase());
    await prepareDatabase({ databaseUrl, root, isChosen: options.databaseUrl !== undefined });

    await startInfrastructure({
      supervisor,
      stateDir,
      ports,
      settings,
      databaseUrl,
      maxInFlight: Math.max(...manifests.map(({ run }) => run.concurrency)),
      ...pick(options),
    });
    const database = createDatabase({ url: addresses.gateway, serviceKey: settings.serviceKey });
    await database.operations.initializeDatabase("local", projectRef);
    await seedDemoTenant(database, settings, addresses);
    await seedDemoPerson(database, settings, addresses);
    await addDemoTemplate(addresses); // before the services: a resumed campaign may need it at once

    const { pubsubHost } = options;
    await startServices({
      supervisor,
      stateDir,
      root,
      manifests,
      ports,
      settings,
      addresses,
      bundles: await bundles,
      pubsubHost,
    });
    await connectSandbox(settings, addresses);

    const publisher = createPublisher({
      projectId,
      source: "local-stack",
      pubsubUrl: pubsubHost ? `http://${pubsubHost}` : addresses.broker,
      tasksUrl: addresses.broker,
      tasksQueue,
      location,
    });
    const call = async (service: string, path: string, body: unknown) => {
      const url = `${addresses.services[service]}${path}`;
      await fetch(url, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(body),
        signal: AbortSignal.timeout(60_000),
      });
    };
    const rows = createRows({ url: addresses.gateway, serviceKey: settings.serviceKey });
    const explainWaiting = createExplainWaiting({ rows, sends: database.sends });
    const wakePlanner = async () => void (await publisher.publish(campaignPlan, {}));
    const panel = await startPanel({
      port: ports.panel ?? 0,
      rows,
      database,
      explainWaiting,
      wakePlanner,
      addresses,
    });
    if (options.withDashboard) {
      const port = ports.dashboard ?? 0;
      const dashboard = await openDashboard({ root, stateDir, port, settings, addresses, log });
      cleanUps.push(dashboard.close);
    }
    const crons = fireCrons(manifests, { publisher, call, log });
    // A queue that is away must not hold up a Ctrl-C.
    const flush = () => withTimeout(2_000, (signal) => Promise.race([publisher.flush(), aborted(signal)]));
    cleanUps.push(flush, panel.close, crons.stop);
    const parts = {
      addresses,
      settings,
      databaseUrl,
      database,
      publisher,
      explainWaiting,
      supervisor,
      manifests,
    };
    return { ...parts, ownsDatabase: options.databaseUrl === undefined, stop };

    async function ownDatabase(): Promise<string> {
      const dataDir = join(stateDir, "postgres");
      const kept = await keepPostgres({ dataDir, port: ports.postgres, log, guard: supervisor.guard });
      cleanUps.push(kept.release);
      return kept.url;
    }
  } catch (error) {
    await stop();
    throw error;
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
}

function servicePorts(names: string[]): Record<string, number> {
  const order = names.filter((name) => !(name in defaultPorts)).sort();
  let port = firstServicePort;
  const next = () => {
    while (Object.values(defaultPorts).includes(port)) port++;
    return port++;
  };
  return Object.fromEntries(order.map((name) => [name, next()]));
}

function pick({ sandbox, brokerFaults }: StackOptions) {
  return { ...(sandbox && { sandbox }), ...(brokerFaults && { brokerFaults }) };
}

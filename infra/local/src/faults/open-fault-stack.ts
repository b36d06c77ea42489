import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { planSubscriptions } from "@nova/queue";
import { provision } from "@nova/queue/provision";
import { createPublisher } from "@nova/queue/publisher";
import { createDatabase } from "@nova/supabase-client";
import { buildTopology, loadManifests } from "@nova/topology";
import pg from "pg";
import { choosePorts } from "../ports.ts";
import { createSupervisor } from "../processes/index.ts";
import { connectSandbox } from "../stack/connect-sandbox.ts";
import { startInfrastructure } from "../stack/infrastructure.ts";
import { keepPostgres } from "../stack/keep-postgres.ts";
import { readLocalSettings } from "../stack/local-settings.ts";
import { prepareDatabase } from "../stack/prepare-database.ts";
import { seedDemoTenant } from "../stack/seed-demo-tenant.ts";
import {
  addressesOf,
  location,
  projectId,
  projectRef,
  pushAccount,
  tasksQueue,
} from "../stack/stack-addresses.ts";
import { root } from "../stack/start-stack.ts";
import { services } from "./await-points.ts";
import { createInstances, type Instances } from "./instances.ts";
import { createInterposer } from "./interposer.ts";

export type FaultStack = Awaited<ReturnType<typeof openFaultStack>>;
type Options = { bundles: Record<string, string>; lateMs?: number; log?: (line: string) => void };

/** A test's data outlives its processes, not its machine. */
const careless = { fsync: "off", full_page_writes: "off" };
const infrastructure = ["gateway", "broker", "sandbox"];

/**
 * The real services on their own database, with a proxy between every two of them. Redeliveries come after fractions of
 * a second, so that a fault need not be waited out.
 */
export async function openFaultStack({ bundles, lateMs = 10_500, log = () => {} }: Options) {
  const stateDir = await mkdtemp(join(tmpdir(), "nova-faults-"));
  const supervisor = createSupervisor({ stateDir, log });
  const cleanUps: (() => unknown)[] = [];
  let stopped: Promise<void> | undefined;
  const end = () => {
    stopped ??= (async () => {
      for (const cleanUp of cleanUps.reverse()) await cleanUp();
      await supervisor.stopAll();
      await rm(stateDir, { recursive: true, force: true });
    })();
    return stopped;
  };

  try {
    await mkdir(stateDir, { recursive: true });
    const settings = await readLocalSettings(join(stateDir, "secrets.json"));
    // Those on the way of a message. The demo's tenant has no bot here, so that nothing wakes the others.
    const all = await loadManifests(join(root, "services"));
    const manifests = all.filter(({ name }) => services.some((one) => one === name));
    const ports = await choosePorts([...infrastructure, "postgres"], {}, join(stateDir, "ports.json"));
    const addresses = addressesOf(ports);
    const postgres = await keepPostgres({
      dataDir: join(stateDir, "postgres"),
      port: ports.postgres,
      log,
      guard: supervisor.guard,
      everyMs: 100,
      settings: careless,
    });
    cleanUps.push(postgres.release);
    await prepareDatabase({ databaseUrl: postgres.url, root, isChosen: false });
    const pool = new pg.Pool({ connectionString: postgres.url, max: 3, connectionTimeoutMillis: 5_000 });
    pool.on("error", () => {}); // the database is killed on purpose
    pool.on("connect", (client) => client.on("error", () => {}));
    cleanUps.push(() => pool.end());

    await startInfrastructure({
      supervisor,
      stateDir,
      ports,
      settings,
      databaseUrl: postgres.url,
      maxInFlight: 32,
      sandbox: {
        STATUS_DELAY_MS: "60",
        TIME_FACTOR: "0.02",
        META_MESSAGES_PER_SECOND: "0",
        META_PAIR_BURST: "0",
      },
    });
    const database = createDatabase({ url: addresses.gateway, serviceKey: settings.serviceKey });
    await database.operations.initializeDatabase("local", projectRef);
    await seedDemoTenant(database, settings, addresses);

    let instances: Instances | undefined;
    const kill = async (name: string) => {
      if (!infrastructure.includes(name)) return instances?.kill(name);
      const pid = supervisor.pidOf(name);
      if (pid !== undefined) process.kill(pid, "SIGKILL");
      while (pid !== undefined && supervisor.pidOf(name) === pid)
        await new Promise((resolve) => setTimeout(resolve, 2));
    };
    const interposer = createInterposer({ lateMs, kill });
    cleanUps.push(interposer.close);
    const outside = (path: string) => {
      if (/^\/(graph|evolution|discord|_sandbox)\//.test(path)) return addresses.sandbox;
      return path.startsWith("/rest/") ? addresses.gateway : addresses.broker;
    };
    const fronts: Record<string, string> = {};
    for (const service of services) {
      const by = service === "whatsapp-webhook" ? "sandbox" : "broker";
      fronts[service] = await interposer.open({
        by,
        instance: by,
        to: service,
        upstream: () => instances?.upstream(service),
      });
    }
    const settled = createInstances({
      supervisor,
      stateDir,
      manifests,
      bundles,
      settings,
      fronts,
      openDoor: (by, instance) => interposer.open({ by, instance, to: "outside", upstream: outside }),
    });
    instances = settled;
    await Promise.all(services.map((service) => settled.start(service)));
    await provision({
      projectId,
      pubsubUrl: addresses.broker,
      subscriptions: buildTopology(manifests).subscriptions.flatMap((subscription) =>
        planSubscriptions(
          { ...subscription, minBackoffSeconds: 0.2, maxBackoffSeconds: 2 },
          { serviceUrl: fronts[subscription.service] ?? "", pushServiceAccount: pushAccount },
        ),
      ),
    });
    await connectSandbox(settings, { ...addresses, services: fronts });

    // The way of the people at the controls: no fault strikes it.
    const publisher = createPublisher({
      projectId,
      source: "faults",
      pubsubUrl: addresses.broker,
      tasksUrl: addresses.broker,
      tasksQueue,
      location,
    });
    // Evolution's sends leave by the worker's own door, wherever the server's address is looked up.
    const workerDoor = await interposer.open({
      by: "whatsapp-worker",
      get instance() {
        return settled.namesOf("whatsapp-worker")[0] ?? "whatsapp-worker";
      },
      to: "outside",
      upstream: outside,
    });
    const signalDatabase = async (signal: NodeJS.Signals) => void process.kill(postgres.pid(), signal);
    return {
      stateDir,
      settings,
      addresses,
      fronts,
      pool,
      database,
      databaseUrl: postgres.url,
      signalDatabase,
      publisher,
      supervisor,
      interposer,
      workerDoor,
      kill,
      end,
      instances: settled,
    };
  } catch (error) {
    await end();
    throw error;
  }
}
